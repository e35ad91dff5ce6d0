/**
 * What a probe can do: ask Telesign, once a second at most and nothing twice; ask the person who holds
 * the phone; look at the delivery reports. Keeps what was asked and what came.
 */
import { ERROR_CODES } from '../../nodes/Telesign/api/codes/errors';
import { STATUS_CODES } from '../../nodes/Telesign/api/codes/status';
import type { Answer as Reading, Json } from '../../nodes/Telesign/api/envelope';
import { smartVerify, verification } from '../../nodes/Telesign/api/product';
import { hiderOf } from '../../nodes/Telesign/api/secrets';
import { sign, stringToSign } from '../../sandbox/core/auth';
import type { Report } from './receiver';

/** As the paths name them. */
export type Product = 'smart' | 'sms' | 'call' | 'verification';

/** `risk`: the account's risk limit blocks it. `blocked`: it is on the account's blocklist. */
export type Role = 'mobile' | 'risk' | 'blocked';

export interface Setup {
	customerId: string;
	apiKey: string;
	/** Base URLs. `other`: one of `/v1/verify` that is not the account's. */
	hosts: { v1: string; verification: string; other?: string };
	/** Digits only. */
	numbers: Partial<Record<Role, string>>;
	/** Of a transaction of more than 12 hours ago. */
	oldReference?: string;
	/** Public address that leads to the receiver. */
	callbackUrl?: string;
}

/** Everything outside. Times are milliseconds. */
export interface World {
	now(): number;
	sleep(ms: number): Promise<void>;
	/** A question to the person with the phone; the answer is one of `keys`, or without them a line. */
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
	/** As the node reads it, if it can. */
	read?: Reading;
	/** The code that counts: of the first error, or else of the status. */
	code?: number;
	/** HTTP status and codes, in short. */
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
	// Answers have a number without its country code, too, or with its area code in parentheses.
	const parts = Object.values(numbers).flatMap((one) =>
		[0, 1, 2, 3, -7].map((from) => one.slice(from)),
	);
	const { text } = hiderOf(apiKey, [customerId, ...parts, ...codes]);
	const urls = callbackUrl ? [callbackUrl, encodeURIComponent(callbackUrl)] : [];
	return (written: string) =>
		text(urls.reduce((one, url) => one.replaceAll(url, '[callback]'), written));
}

const isV1 = ({ path }: Request) => path.startsWith('/v1/');

function readAnswer(request: Request, http: number, text: string): Answer {
	try {
		const json = JSON.parse(text) as Json;
		const read = (isV1(request) ? smartVerify : verification).readAnswer(http, json);
		if (read) {
			const codes = [read.statusCode, read.errorCode].filter((one) => typeof one === 'number');
			return { http, json, read, code: codes.at(-1), said: [`HTTP ${http}`, ...codes].join(', ') };
		}
	} catch {
		// Whatever it is.
	}
	return { http, json: {}, said: `HTTP ${http}, not an answer of Telesign's` };
}

/** The first characters of a body, however long it is. */
async function textOf({ body }: Response): Promise<string> {
	let text = '';
	const decoder = new TextDecoder();
	for await (const bytes of body ?? []) {
		text += decoder.decode(bytes as Uint8Array, { stream: true });
		if (text.length > largestAnswer) break;
	}
	return text;
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

	constructor(
		readonly setup: Setup,
		private readonly world: World,
		readonly shared = new Shared(),
	) {}

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
		const clean = hiding(this.setup);
		const line = clean(came).replace(/`/g, "'").replace(/\s+/g, ' ').trim();
		this.lines.push(clean(asked).slice(0, shown), `  ${line.slice(0, shown)}`);
	}

	/** Basic, with what is wrong with it, or Telesign's Digest. */
	private headersOf(request: Request, body?: string): Record<string, string> {
		const { method, path, as } = request;
		const { customerId, apiKey } = this.setup;
		const type = isV1(request) ? 'application/x-www-form-urlencoded' : 'application/json';
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
		const { method, path, fields, as } = request;
		const { v1, verification: verify, other } = setup.hosts;
		const form = fields as Record<string, string> | undefined;
		const encoded = isV1(request) ? new URLSearchParams(form).toString() : JSON.stringify(fields);
		const body = fields ? encoded : undefined;
		shared.turn = shared.turn.then(async () => {
			await world.sleep(Math.max(0, shared.nextAt - world.now()));
			shared.nextAt = world.now() + 1000;
		});
		await shared.turn;
		shared.requests += 1;
		let text = '';
		let answer: Answer;
		try {
			const headers = this.headersOf(request, body);
			const signal = AbortSignal.timeout(world.timeoutMs);
			const base = as === 'other host' ? other! : isV1(request) ? v1 : verify;
			const options = { method, headers, body, signal, redirect: 'manual' } as const;
			const response = await fetch(base + path, options);
			text = await textOf(response);
			answer = readAnswer(request, response.status, text);
			this.compare(answer);
		} catch (error) {
			const isLate = (error as Error).name === 'TimeoutError';
			const said = isLate ? 'no answer in time' : 'no answer, the connection failed';
			answer = { http: 0, json: {}, said };
		}
		const asked = [method, path, body, as && `(${as})`].filter(Boolean).join(' ');
		this.note(asked, `${answer.said} ${text}`);
		return answer;
	}

	/** Notes what the node does not know. */
	private compare({ read, code, said }: Answer): void {
		const isKnown = code === undefined || code in STATUS_CODES || code in ERROR_CODES;
		if (!read) this.shared.strange.add(`It cannot read an answer: ${said}.`);
		if (!isKnown) this.shared.strange.add(`It does not know the code ${code}.`);
	}

	/** Sends a code; nothing ever sends it again. */
	async send(product: Product, more: object = {}, to: Role = 'mobile'): Promise<Sent> {
		const phone_number = this.setup.numbers[to];
		const policy = [{ method: 'sms' }];
		const answer = await this.request(
			product === 'verification'
				? {
						method: 'POST',
						path: '/verification',
						fields: { recipient: { phone_number }, verification_policy: policy, ...more },
					}
				: { method: 'POST', path: `/v1/verify/${product}`, fields: { phone_number, ...more } },
		);
		const isTaken = answer.http === 200 && ![500, 501].includes(answer.code!);
		const { referenceId } = answer.read ?? {};
		return { answer, at: this.now(), ...(isTaken && referenceId ? { id: referenceId } : {}) };
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
		this.note(`(person) ${question}`, keys ? keys[typed] : `${code.length} digits`);
		return keys ? typed : code;
	}

	/** The delivery reports of a transaction so far. */
	reports(id: string): Report[] {
		return this.world.reports().filter(({ json }) => json.reference_id === id);
	}
}
