/**
 * A local stand-in for Telesign's verify products: Smart Verify, SMS Verify, Voice Verify and the Verify
 * API as documented, an inbox for what they deliver, and a control surface under `/sandbox/`. Nothing is
 * kept on disk, no message is sent.
 */
import type { AddressInfo } from 'node:net';
import { accounts, defaultAccount } from './accounts';
import { Callbacks, type CallbackAttempt } from './core/callbacks';
import { realClock, type Clock } from './core/clock';
import { Inbox, Log } from './core/inbox';
import type { ReceivedRequest } from './http/api';
import { serve } from './http/serve';
import { changeSettings, defaultSettings, type Settings } from './settings';
import { Telesign } from './telesign';

export type { Account } from './accounts';
export type { CallbackAttempt } from './core/callbacks';
export type { DeliveredMessage } from './core/inbox';
export type { ReceivedRequest } from './http/api';
export type { FaultName } from './numbers';
export type { Settings } from './settings';

export interface SandboxOptions {
	/** Default 0: any free port. */
	port?: number;
	/** Address to listen on; default 127.0.0.1, which other machines and containers do not reach. */
	host?: string;
	clock?: Clock;
	/** What differs from the default settings. */
	settings?: Partial<Settings>;
}

/**
 * Starts a sandbox.
 * @throws if a setting is not one, or the port is taken
 */
export async function startSandbox(options: SandboxOptions = {}) {
	const { clock = realClock, host = '127.0.0.1', port = 0 } = options;
	const settings = defaultSettings();
	changeSettings(settings, options.settings ?? {});

	const inbox = new Inbox(clock);
	const requests = new Log<ReceivedRequest>(({ body }) => 2000 + body.length);
	const callbacks = new Log<CallbackAttempt>(({ body }) => 2000 + body.length);
	const begin = () => {
		const end = new AbortController();
		const record = (attempt: CallbackAttempt) => callbacks.add(attempt);
		const posts = new Callbacks(settings, clock, record, end.signal);
		const world = { settings, clock, inbox, callbacks: posts, ended: end.signal };
		return { end, telesign: new Telesign(world) };
	};
	let session = begin();
	const reset = () => {
		session.end.abort();
		for (const log of [inbox, requests, callbacks]) log.clear();
		Object.assign(settings, defaultSettings(), options.settings);
		session = begin();
	};
	const controlled = { settings, clock, inbox, requests, callbacks, reset };
	const server = await serve({ host, port }, controlled, () => session.telesign);
	const shown = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
	const name = shown.includes(':') ? `[${shown}]` : shown;
	return {
		/** `http://127.0.0.1:port`, or where it listens instead. */
		url: `http://${name}:${(server.address() as AddressInfo).port}`,
		/** The account that works without limits. */
		account: { customerId: defaultAccount.customerId, apiKey: defaultAccount.apiKey },
		accounts: [...accounts],
		/** Live: a change counts from the next request on. */
		settings,
		/** The inbox, oldest first; the last 20,000. */
		messages: () => inbox.messages(),
		/** Every API request and every request to a redirect's target, oldest first. */
		requests: () => requests.all(),
		/** Every attempt at a callback, oldest first. */
		callbacks: () => callbacks.all(),
		/** Forgets all that happened and was to come; settings as at the start. */
		reset,
		/** Stops listening, destroys open connections, drops the callbacks to come. */
		close: async (): Promise<void> => {
			session.end.abort();
			await new Promise((resolve) => {
				server.close(resolve);
				server.closeAllConnections();
			});
		},
	};
}

/** A running sandbox. */
export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;
