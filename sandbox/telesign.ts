/** A Telesign of one's own: its products at one address. Keeps everything in memory. */
import type { ApiRequest } from './core/auth';
import type { Callbacks } from './core/callbacks';
import type { Clock } from './core/clock';
import { errors, type Refusal } from './core/errors';
import { Gate } from './core/gate';
import type { Inbox } from './core/inbox';
import { rowOfFault, type SandboxNumber } from './numbers';
import { call } from './products/call';
import { example, type Answer, type Route, type World } from './products/product';
import { smart } from './products/smart';
import { sms } from './products/sms';
import { V1 } from './products/v1';
import { VerifyApi } from './products/verification';
import type { Settings } from './settings';

export class Telesign {
	private readonly gate: Gate;
	private readonly v1: V1;
	private readonly verifyApi: VerifyApi;
	private readonly routes: readonly Route[];
	/** How often the row of a number or fault has refused. */
	private readonly refused = new Map<string, number>();

	constructor(
		private readonly settings: Settings,
		clock: Clock,
		inbox: Inbox,
		private readonly callbacks: Callbacks,
	) {
		this.gate = new Gate(settings, clock);
		const refusalOf: World['refusalOf'] = (row) => this.refusalOf(row);
		const world = { settings, clock, gate: this.gate, inbox, callbacks, refusalOf };
		this.v1 = new V1(world);
		this.verifyApi = new VerifyApi(world);
		this.routes = [...this.v1.routes([smart, sms, call]), ...this.verifyApi.routes()];
	}

	/** Forgets everything that happened, and was to come. */
	reset(): void {
		for (const part of [this.gate, this.v1, this.verifyApi]) part.reset();
		this.callbacks.stop();
		this.refused.clear();
	}

	/** Takes an API request and answers it; a message counts as delivered when this returns. */
	answer(request: ApiRequest): Answer {
		const row = this.settings.fault === null ? undefined : rowOfFault(this.settings.fault);
		const refusal = this.refusalOf(row);
		if (refusal) return this.refuse(request, example(refusal, '13105550100', 'Smart Verify'));
		if (row?.outcome.kind !== 'fault') return this.route(request);
		if (!row.delivers) return { http: 200, body: {}, fault: row.name };
		return { ...this.route(request), fault: row.name };
	}

	/** A refusal in the shape of the product that the path belongs to. */
	refuse({ method, path }: Pick<ApiRequest, 'method' | 'path'>, refusal: Refusal): Answer {
		const fits = this.routes.filter((route) => route.path.test(path));
		const route = fits.find((one) => one.method === method) ?? fits[0];
		if (route) return route.refuse(refusal, idIn(route, path));
		if (!/^\/verification(\/|$)/.test(path)) return this.v1.refuse(refusal);
		return this.verifyApi.refuseAs(refusal);
	}

	private route(request: ApiRequest): Answer {
		// `/v1/verify/smart` is also the path of a status; what sends goes first.
		const fits = this.routes.filter(({ path }) => path.test(request.path));
		if (fits.length === 0) return this.refuse(request, errors.notFound);
		const [first] = fits;
		if (first.method !== request.method) return this.refuse(request, errors.methodNotAllowed);
		return first.answer(request, idIn(first, request.path));
	}

	private refusalOf(row: SandboxNumber | undefined): Refusal | undefined {
		if (row?.outcome.kind !== 'refusal') return undefined;
		const { refusal, times = Infinity } = row.outcome;
		const count = (this.refused.get(row.name) ?? 0) + 1;
		if (count > times) return undefined;
		this.refused.set(row.name, count);
		return refusal;
	}
}

const idIn = ({ path: pattern }: Route, path: string) => pattern.exec(path)?.[1] ?? '';
