/** A Telesign of one's own: its products at one address. Keeps everything in memory. */
import type { ApiRequest } from './core/auth';
import { errors, refuse, Refused } from './core/errors';
import { Gate } from './core/gate';
import { rowOfFault, type SandboxNumber } from './numbers';
import { call } from './products/call';
import type { Answer, Call, Route, World } from './products/product';
import { smart } from './products/smart';
import { sms } from './products/sms';
import { refused as notThere, v1 } from './products/v1';
import { verification } from './products/verification';

export class Telesign {
	private readonly gate: Gate;
	private readonly routes: readonly Route[];
	/** How often the row of a number or fault has refused. */
	private readonly refused = new Map<string, number>();

	constructor(private readonly world: Omit<World, 'gate' | 'refuseAs'>) {
		this.gate = new Gate(world.settings, world.clock);
		const refuseAs: World['refuseAs'] = (...row) => this.refuseAs(...row);
		const whole = { ...world, gate: this.gate, refuseAs };
		this.routes = [...v1(whole, [smart, sms, call]), ...verification(whole)];
	}

	/** Takes an API request and answers it; a message counts as delivered when this returns. */
	answer(request: ApiRequest): Answer {
		const { fault } = this.world.settings;
		const row = fault === null ? undefined : rowOfFault(fault);
		if (row?.outcome.kind !== 'fault') return this.route(request, row);
		return row.delivers
			? { ...this.route(request), fault: row.name }
			: { http: 200, body: {}, fault: row.name };
	}

	private route(request: ApiRequest, row?: SandboxNumber): Answer {
		const { path } = request;
		const fits = this.routes.filter((route) => route.path.test(path));
		const route = fits.find(({ method }) => method === request.method);
		const id = fits[0]?.path.exec(path)?.[1] ?? '';
		const call: Partial<Call> = { request, id };
		try {
			this.refuseAs(row, '13105550100', 'Smart Verify');
			if (!fits[0]) refuse(errors.notFound);
			if (fits[0] !== route) refuse(errors.methodNotAllowed);
			if (request.isTooLarge) refuse(errors.tooLarge);
			const account = this.gate.admit(request, route);
			return route.answer(Object.assign(call, { request, id, account }));
		} catch (error) {
			if (!(error instanceof Refused)) throw error;
			const { refusal, about } = error;
			const isVerification = /^\/verification(\/|$)/.test(path);
			// In the shape of the request, or else of the product that the path belongs to.
			const like = route ?? fits[0] ?? (isVerification ? this.routes.at(-1) : undefined);
			const answer = like?.refuse(refusal, id, about) ?? notThere(refusal, this.world.clock.now());
			this.note(call, route, answer.body);
			return answer;
		}
	}

	/** Has the phone's page show a send that was refused. */
	private note({ to }: Partial<Call>, route: Route | undefined, body: Answer['body']): void {
		if (to === undefined || !route?.product) return;
		const { status, errors: [said = status] = [] } = body as {
			status: { code: number; description: string };
			errors?: Array<{ code: number; description: string }>;
		};
		this.world.inbox.refuse(to, route.product, said.code, said.description);
	}

	/** Throws the refusal of a row, unless it has been given often enough. */
	private refuseAs(row: SandboxNumber | undefined, to: string, product: string): void {
		if (row?.outcome.kind !== 'refusal') return;
		const { refusal, times = Infinity } = row.outcome;
		const count = (this.refused.get(row.name) ?? 0) + 1;
		if (count > times) return;
		this.refused.set(row.name, count);
		// What the parts of its text stand for, by way of example.
		const values = { number: to, product, host: '127.0.0.1', name: 'ucid', value: 'NONE' };
		const signature = refusal === errors.signature ? { signatureString: '' } : {};
		refuse({ ...refusal, ...signature, value: to }, values);
	}
}
