/**
 * Transaction callbacks, also called delivery reports: what Telesign posts to a web service of yours
 * as a transaction goes on. Sources: developer.telesign.com/enterprise/docs/transaction-callback-service
 * (when, and how often) and authenticate-callbacks (the signature).
 */
import type { Account } from '../accounts';
import type { Settings } from '../settings';
import { sign } from './auth';
import type { Clock } from './clock';

/** One POST of a report. */
export interface CallbackAttempt {
	/** Milliseconds since 1970. */
	at: number;
	url: string;
	/** As sent, without those that the HTTP client adds. */
	headers: Record<string, string>;
	/** Exactly as sent. */
	body: string;
	/** 1 to 4; they all carry the same body. */
	attempt: number;
	/** HTTP status; `no answer` within 5 seconds; `failed` if the connection did. */
	status: number | 'pending' | 'no answer' | 'failed';
	/** Why the connection failed. */
	error?: string;
}

/** Whose transaction it is, and where its reports go. */
export interface Receiver {
	account: Account;
	url: string;
}

/** How long an attempt waits for its answer. */
const timeoutMs = 5000;

/** The fourth attempt is the last. */
const mostAttempts = 4;

/** Whether reports can be posted to `value`. Telesign takes https on port 443 only. */
export function isCallbackUrl(value: unknown): value is string {
	if (typeof value !== 'string' || !URL.canParse(value)) return false;
	const { protocol, username, password } = new URL(value);
	// `fetch` takes no URL with a name or password.
	return /^https?:$/.test(protocol) && username === '' && password === '';
}

/** Posts reports, and again until one attempt is answered with 200, or until `ended`. */
export class Callbacks {
	constructor(
		private readonly settings: Settings,
		private readonly clock: Clock,
		private readonly record: (attempt: CallbackAttempt) => void,
		private readonly ended: AbortSignal,
	) {}

	/**
	 * Posts a report at a time (milliseconds since 1970), when `body` is called. Never rejects; resolves
	 * after the first attempt, so that reports can keep their order and none holds another back.
	 */
	async send({ account, url }: Receiver, at: number, body: () => object): Promise<void> {
		await this.clock.sleep(at - this.clock.now());
		if (this.ended.aborted) return;
		const json = JSON.stringify(body());
		const headers = { 'content-type': 'application/json', ...this.signature(account, json) };
		const post = async (attempt: number) => await this.post(url, headers, json, attempt);
		const again = async (attempt: number): Promise<void> => {
			await this.clock.sleep((attempt - 1) * this.settings.callbackRetryMs);
			if (this.ended.aborted || (await post(attempt))) return;
			if (attempt < mostAttempts) await again(attempt + 1);
		};
		const copies = this.settings.callbackFault === 'twice' ? 2 : 1;
		for (let copy = 0; copy < copies; copy += 1) if (!(await post(1))) void again(2);
	}

	/** True if it was answered with 200. */
	private async post(
		url: string,
		headers: Record<string, string>,
		body: string,
		attempt: number,
	): Promise<boolean> {
		const at = this.clock.now();
		const entry: CallbackAttempt = { at, url, headers, body, attempt, status: 'pending' };
		this.record(entry);
		const timeout = new AbortController();
		void this.clock.sleep(timeoutMs).then(() => timeout.abort());
		const signal = AbortSignal.any([this.ended, timeout.signal]);
		try {
			const init: RequestInit = { method: 'POST', headers, body, redirect: 'manual', signal };
			const response = await fetch(url, init);
			await response.arrayBuffer();
			entry.status = response.status;
		} catch (error) {
			// `fetch` says "fetch failed" and keeps the reason as the cause.
			const { message, code } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
			const failed = { status: 'failed', error: message || code } as const;
			Object.assign(entry, timeout.signal.aborted ? { status: 'no answer' } : failed);
		}
		return entry.status === 200;
	}

	/** Over the bytes of the body alone, and the same in both headers. */
	private signature({ apiKey, customerId }: Account, body: string): Record<string, string> {
		const { callbackFault } = this.settings;
		if (callbackFault === 'unsigned') return {};
		const signature = sign(apiKey, callbackFault === 'wrong signature' ? `${body} ` : body);
		return { authorization: `TSA ${customerId}:${signature}`, 'x-ts-authorization': signature };
	}
}
