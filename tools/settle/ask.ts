/**
 * What a probe can do: ask Telesign, once a second at most and nothing twice; ask the person who holds
 * the phone; look at the delivery reports. Keeps what was asked and what came.
 */
import { ERROR_CODES } from '../../nodes/Telesign/api/codes/errors';
import { STATUS_CODES } from '../../nodes/Telesign/api/codes/status';
import { isObject, part, toCode, type Json } from '../../nodes/Telesign/api/envelope';
import { smartVerify } from '../../nodes/Telesign/api/product';
import { hiderOf } from '../../nodes/Telesign/api/secrets';
import { sign, stringToSign } from '../../sandbox/core/auth';
import type { Report } from './receiver';

/** As the paths name them. */
export type Product = 'smart' | 'sms' | 'call' | 'verification';

export interface Setup {
	customerId: string;
	apiKey: string;
	/** Base URLs. `other`: one of `/v1/verify` that is not the account's. */
	hosts: { v1: string; verification: string; other?: string };
	/** Digits only. `risk`: the account's risk limit blocks it. `blocked`: on the account's blocklist. */
	numbers: { mobile: string; risk?: string; blocked?: string };
	/** Of a transaction of more than 12 hours ago. */
	oldReference?: string;
	/** Public address that leads to the receiver. */
	callbackUrl?: string;
}

/** Everything outside. Times are milliseconds. */
export interface World {
	now(): number;
	sleep(ms: number): Promise<void>;
	/** A question to whoever holds the phone; the answer is one of `keys`, or without them a line. */
	answer(question: string, keys?: Readonly<Record<string, string>>): Promise<string>;
	/** The delivery reports so far. */
	reports(): Report[];
	/** How long an answer may take. */
	timeoutMs: number;
}

export interface Answer {
	/** HTTP status; 0 if none came. */
	http: number;
	/** Empty unless it is Telesign's. */
	json: Json;
	/** `status.code`. */
	status?: number;
	/** The code that counts: of the first error, or else of the status. */
	code?: number;
	/** All of that, in short. */
	said: string;
}

/** A send; `id` only if Telesign took it. `at`: milliseconds. */
export interface Sent {
	answer: Answer;
	id?: string;
	at: number;
}

interface Request {
	method: 'GET' | 'POST' | 'PATCH';
	/** With the query. */
	path: string;
	/** A form for `/v1/verify`, JSON for the Verify API. */
	fields?: object;
	as?: 'wrong key' | 'wrong ID' | 'digest' | 'other host';
}

const largestAnswer = 100_000;
const shown = 500;

/** Hides key, ID, numbers and callback address, and the `codes` that somebody typed. */
export function hiding({ apiKey, customerId, numbers, callbackUrl }: Setup, codes: string[] = []) {
	// Answers have a number without its country code, too.
	const parts = Object.values(numbers).flatMap((number: string) =>
		[0, 1, 2, 3].map((from) => number.slice(from)),
	);
	const { text } = hiderOf(apiKey, [customerId, ...parts, ...codes]);
	const urls = callbackUrl ? [callbackUrl, encodeURIComponent(callbackUrl)] : [];
	return (written: string) =>
		text(urls.reduce((one, url) => one.replaceAll(url, '[callback]'), written));
}

function read(http: number, text: string): Answer {
	try {
		const json = JSON.parse(text) as unknown;
		if (isObject(json)) {
			const status = toCode(part(json, 'status').code);
			const [first] = Array.isArray(json.errors) ? (json.errors as unknown[]) : [];
			const error = isObject(first) ? toCode(first.code) : undefined;
			const said = [`HTTP ${http}`, status, error].filter((one) => one !== undefined).join(', ');
			const isTelesign = status !== undefined || typeof json.state === 'string';
			if (isTelesign) return { http, json, status, code: error ?? status, said };
		}
	} catch {
		// Whatever it is.
	}
	return { http, json: {}, said: `HTTP ${http}, not an answer of Telesign's` };
}

/** What all probes share. */
class Shared {
	turn = Promise.resolve();
	atTerminal: Promise<unknown> = Promise.resolve();
	nextAt = 0;
	requests = 0;
	readonly done = new Map<string, Promise<unknown>>();
	/** What the node does not know. */
	readonly strange = new Set<string>();
	/** Codes that somebody typed. */
	readonly codes: string[] = [];
}

export class Ask {
	/** What was asked, and below it what came. */
	readonly lines: string[] = [];
	private readonly clean: (text: string) => string;

	constructor(
		readonly setup: Setup,
		private readonly world: World,
		readonly shared = new Shared(),
	) {
		this.clean = hiding(setup);
	}

	now = () => this.world.now();
	wait = async (seconds: number) => await this.world.sleep(seconds * 1000);

	/** Does `work` once for all who want it by this name; the first of them has its lines. */
	async once<T>(name: string, work: () => Promise<T>): Promise<T> {
		const { done } = this.shared;
		const isFirst = !done.has(name);
		this.lines.push(isFirst ? `# ${name}` : `# ${name}: see there`);
		if (isFirst) done.set(name, work());
		return (await done.get(name)) as T;
	}

	note(asked: string, came: string): void {
		const line = this.clean(came).replace(/\s+/g, ' ').trim();
		this.lines.push(this.clean(asked).slice(0, shown), `  ${line.slice(0, shown)}`);
	}

	private bodyOf({ path, fields }: Request): string | undefined {
		if (!fields) return undefined;
		if (!path.startsWith('/v1/')) return JSON.stringify(fields);
		return new URLSearchParams(fields as Record<string, string>).toString();
	}

	/** Basic, with what is wrong with it, or Telesign's Digest. */
	private headersOf({ method, path, as }: Request, body?: string): Record<string, string> {
		const { customerId, apiKey } = this.setup;
		const type = path.startsWith('/v1/') ? 'application/x-www-form-urlencoded' : 'application/json';
		const headers: Record<string, string> = body === undefined ? {} : { 'content-type': type };
		if (as === 'digest') {
			const date = new Date(this.now()).toUTCString();
			Object.assign(headers, { date, 'x-ts-auth-method': 'HMAC-SHA256' });
			const signed = { method, path, query: '', headers, body: Buffer.from(body ?? '') };
			const signature = sign(apiKey, stringToSign(signed));
			return { ...headers, authorization: `TSA ${customerId}:${signature}` };
		}
		const id = as === 'wrong ID' ? '00000000-0000-0000-0000-000000000000' : customerId;
		const key = as === 'wrong key' ? Buffer.alloc(64).toString('base64') : apiKey;
		return { ...headers, authorization: `Basic ${Buffer.from(`${id}:${key}`).toString('base64')}` };
	}

	/** A second after the last one, whoever asked it; never again. Never rejects. */
	async request(request: Request): Promise<Answer> {
		const { shared, world, setup } = this;
		const { method, path, as } = request;
		const body = this.bodyOf(request);
		shared.turn = shared.turn.then(async () => {
			await world.sleep(Math.max(0, shared.nextAt - world.now()));
			shared.nextAt = world.now() + 1000;
		});
		await shared.turn;
		shared.requests += 1;
		const isV1 = path.startsWith('/v1/');
		const { v1, verification, other } = setup.hosts;
		const base = as === 'other host' ? other! : isV1 ? v1 : verification;
		const asked = [method, path, body, as && `(${as})`].filter(Boolean).join(' ');
		let text = '';
		let answer: Answer;
		try {
			const headers = this.headersOf(request, body);
			const signal = AbortSignal.timeout(world.timeoutMs);
			const options = { method, headers, body, signal, redirect: 'manual' } as const;
			const response = await fetch(base + path, options);
			const decoder = new TextDecoder();
			for await (const bytes of response.body ?? []) {
				text += decoder.decode(bytes as Uint8Array, { stream: true });
				if (text.length > largestAnswer) break;
			}
			answer = read(response.status, text);
		} catch (error) {
			const isLate = (error as Error).name === 'TimeoutError';
			const said = isLate ? 'no answer in time' : 'no answer, the connection failed';
			answer = { http: 0, json: {}, said };
		}
		this.note(asked, `${answer.said} ${text}`);
		if (isV1 && answer.status !== undefined) this.compare(answer);
		return answer;
	}

	/** Notes what the node does not know. */
	private compare({ http, json, status, code, said }: Answer): void {
		const { strange } = this.shared;
		if (!smartVerify.readAnswer(http, json)) strange.add(`It cannot read the answer ${said}.`);
		const isKnown = code! in (code === status ? STATUS_CODES : ERROR_CODES);
		if (!isKnown) strange.add(`It does not know the code ${code}.`);
	}

	/** Sends a code; nothing ever sends it again. */
	async send(
		product: Product,
		fields: object = {},
		to: 'mobile' | 'risk' = 'mobile',
	): Promise<Sent> {
		return await this.sendTo(this.setup.numbers[to]!, product, fields);
	}

	async sendTo(number: string, product: Product, more: object): Promise<Sent> {
		const isV1 = product !== 'verification';
		const policy = [{ method: 'sms' }];
		const fields = isV1
			? { phone_number: number, ...more }
			: { recipient: { phone_number: number }, verification_policy: policy, ...more };
		const path = isV1 ? `/v1/verify/${product}` : '/verification';
		const answer = await this.request({ method: 'POST', path, fields });
		const { reference_id: id } = answer.json;
		const isTaken = answer.http === 200 && ![500, 501].includes(answer.status!);
		return { answer, at: this.now(), ...(isTaken && typeof id === 'string' ? { id } : {}) };
	}

	async read(product: Product, id: string): Promise<Answer> {
		const path = product === 'verification' ? `/verification/${id}` : `/v1/verify/${id}`;
		return await this.request({ method: 'GET', path });
	}

	/** Enters a code. */
	async check(product: Product, id: string, code: string): Promise<Answer> {
		if (product !== 'verification') return await this.read(product, `${id}?verify_code=${code}`);
		const fields = { action: 'finalize', security_factor: code };
		return await this.request({ method: 'PATCH', path: `/verification/${id}/state`, fields });
	}

	/** One after the other, whoever asks. Without keys: the digits of a code, none if none came. */
	async person(question: string, keys?: Readonly<Record<string, string>>): Promise<string> {
		const { shared, world } = this;
		const answer = shared.atTerminal.then(async () => await world.answer(question, keys));
		shared.atTerminal = answer.catch(() => {});
		const typed = await answer;
		const code = typed.replace(/\D/g, '');
		if (!keys && code !== '') shared.codes.push(code);
		this.note(`(person) ${question}`, keys ? keys[typed] : code ? `${code.length} digits` : 'none');
		return keys ? typed : code;
	}

	/** The delivery reports of a transaction so far. */
	reports(id: string): Report[] {
		return this.world.reports().filter(({ json }) => json.reference_id === id);
	}
}
