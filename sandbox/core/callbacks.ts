/**
 * Transaction callbacks, also called delivery reports: what Telesign posts to a web service of yours
 * as a transaction goes on. Sources: developer.telesign.com/enterprise/docs/transaction-callback-service
 * (when, and how often), authenticate-callbacks (the signature), Telesign OpenAPI
 * sms-verify-api-callbacks.json (the body).
 */
import type { Account } from '../accounts';
import { sign } from './auth';
import type { Clock } from './clock';
import type { Settings } from '../settings';

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
	/** HTTP status; `no answer` within `callbackTimeoutMs`; `failed` if the connection did. */
	status: number | 'pending' | 'no answer' | 'failed';
	/** Why the connection failed. */
	error?: string;
}

/** What to report, and when. */
export interface Report {
	/** Milliseconds since 1970. */
	at: number;
	/** The JSON, made when the time has come. */
	body: () => Record<string, unknown>;
}

/** Whose transaction it is, and where its reports go. */
export interface Receiver {
	account: Account;
	url: string;
}

/** The fourth attempt is the last. */
const mostAttempts = 4;

/** Whether reports can be posted to `value`. Telesign takes https on port 443 only. */
export function isCallbackUrl(value: unknown): value is string {
	if (typeof value !== 'string' || !URL.canParse(value)) return false;
	const { protocol, username, password } = new URL(value);
	// `fetch` takes no URL with a name or password.
	return /^https?:$/.test(protocol) && username === '' && password === '';
}

/** Posts reports, and again until one attempt is answered with 200. */
export class Callbacks {
	private session = new AbortController();

	constructor(
		private readonly settings: Settings,
		private readonly clock: Clock,
		private readonly record: (attempt: CallbackAttempt) => void,
	) {}

	/** Ends what is under way and forgets what is to come. */
	stop(): void {
		this.session.abort();
		this.session = new AbortController();
	}

	/**
	 * Posts each report of a transaction when its time comes. The first attempts keep the order of the
	 * reports; a report that has to go again holds none back. Never rejects.
	 */
	async send(receiver: Receiver, reports: readonly Report[]): Promise<void> {
		const { signal } = this.session;
		for (const { at, body } of reports) {
			await this.clock.sleep(at - this.clock.now());
			if (signal.aborted) return;
			const json = JSON.stringify(body());
			const copies = this.settings.callbackFault === 'twice' ? 2 : 1;
			for (let copy = 0; copy < copies; copy += 1)
				if (!(await this.post(receiver, json, 1, signal)))
					void this.sendAgain(receiver, json, signal);
		}
	}

	private async sendAgain(receiver: Receiver, json: string, signal: AbortSignal): Promise<void> {
		for (let attempt = 2; attempt <= mostAttempts; attempt += 1) {
			await this.clock.sleep((attempt - 1) * this.settings.callbackRetryMs);
			if (signal.aborted || (await this.post(receiver, json, attempt, signal))) return;
		}
	}

	/** True if it was answered with 200. */
	private async post(
		{ account, url }: Receiver,
		body: string,
		attempt: number,
		session: AbortSignal,
	): Promise<boolean> {
		const headers = { 'content-type': 'application/json', ...this.signature(account, body) };
		const entry: CallbackAttempt = {
			at: this.clock.now(),
			url,
			headers,
			body,
			attempt,
			status: 'pending',
		};
		this.record(entry);
		const timeout = new AbortController();
		void this.clock.sleep(this.settings.callbackTimeoutMs).then(() => timeout.abort());
		try {
			const signal = AbortSignal.any([session, timeout.signal]);
			const response = await fetch(url, {
				method: 'POST',
				headers,
				body,
				redirect: 'manual',
				signal,
			});
			await response.arrayBuffer();
			entry.status = response.status;
		} catch (error) {
			entry.status = timeout.signal.aborted ? 'no answer' : 'failed';
			if (entry.status === 'failed') entry.error = reasonOf(error);
		}
		return entry.status === 200;
	}

	/** Over the bytes of the body alone, and the same in both headers. */
	private signature(account: Account, body: string): Record<string, string> {
		const { callbackFault } = this.settings;
		if (callbackFault === 'unsigned') return {};
		const signature = sign(account.apiKey, callbackFault === 'wrong signature' ? `${body} ` : body);
		return {
			authorization: `TSA ${account.customerId}:${signature}`,
			'x-ts-authorization': signature,
		};
	}
}

/** `fetch` says "fetch failed" and keeps the reason as the cause. */
function reasonOf(error: unknown): string {
	const { cause = error } = error as { cause?: unknown };
	const { message, code } = cause as { message?: string; code?: string };
	return message || code || String(cause);
}
