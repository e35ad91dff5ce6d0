/**
 * A local stand-in for Telesign's verify products: Smart Verify, SMS Verify, Voice Verify and the Verify
 * API as documented, an inbox for what they deliver, and a control surface under `/sandbox/`. Nothing is
 * kept on disk, no message is sent.
 */
import fastify from 'fastify';
import { accounts, defaultAccount, type Account } from './accounts';
import { Callbacks, type CallbackAttempt } from './core/callbacks';
import { realClock, type Clock } from './core/clock';
import { errors } from './core/errors';
import { Inbox, Log, type DeliveredMessage } from './core/inbox';
import { addApi, bodyLimit, readBodiesAsBytes, requestLog, type ReceivedRequest } from './http/api';
import { addControl } from './http/control';
import { isOwnHost, isOwnOrigin } from './http/host';
import { changeSettings, defaultSettings, type Settings } from './settings';
import { Telesign } from './telesign';

export type { Account } from './accounts';
export type { CallbackAttempt } from './core/callbacks';
export type { DeliveredMessage } from './core/inbox';
export type { ReceivedRequest } from './http/api';
export type { FaultName } from './numbers';
export type { Settings } from './settings';

/** A running sandbox. */
export interface Sandbox {
	/** `http://127.0.0.1:port`, or where it listens instead. */
	url: string;
	/** The account that works without limits. */
	account: { customerId: string; apiKey: string };
	accounts: Account[];
	/** Live: a change counts from the next request on. */
	settings: Settings;
	/** The inbox, oldest first; the last 20,000. */
	messages(): DeliveredMessage[];
	/** Every API request and every request to a redirect's target, oldest first; the last 20,000. */
	requests(): ReceivedRequest[];
	/** Every attempt at a callback, oldest first; the last 20,000. */
	callbacks(): CallbackAttempt[];
	/**
	 * Empties inbox, requests, transactions, counters, limiter; drops callbacks, also those to come;
	 * settings as at the start.
	 */
	reset(): void;
	/** Stops listening, destroys open connections, drops the callbacks to come. */
	close(): Promise<void>;
}

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
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const { clock = realClock, host = '127.0.0.1', port = 0 } = options;
	const settings = defaultSettings();
	const problem = changeSettings(settings, options.settings ?? {});
	if (problem) throw new Error(problem);

	const inbox = new Inbox(clock);
	const requests = requestLog();
	const attempts = new Log<CallbackAttempt>(({ body }) => 2000 + body.length);
	const callbacks = new Callbacks(settings, clock, (attempt) => attempts.add(attempt));
	const telesign = new Telesign(settings, clock, inbox, callbacks);
	const reset = () => {
		telesign.reset();
		for (const log of [inbox, requests, attempts]) log.clear();
		Object.assign(settings, defaultSettings(), options.settings);
	};

	const app = fastify({
		bodyLimit,
		exposeHeadRoutes: false,
		forceCloseConnections: true,
		// Read by the sandbox itself, which is stricter.
		routerOptions: { querystringParser: () => ({}) },
		// A path that cannot be decoded.
		frameworkErrors: (_error, { method }, reply) => {
			const { http, body } = telesign.refuse({ method, path: '' }, errors.notFound);
			reply.raw.writeHead(http, { 'content-type': 'application/json' });
			reply.raw.end(JSON.stringify(body));
		},
	});
	app.addHook('onRequest', async ({ headers, raw }, reply) => {
		// As a proxy is asked, which no page of a browser can do.
		const isProxied = raw.url?.startsWith('/') === false;
		const isOwn = isOwnHost(headers.host, host) && isOwnOrigin(headers.origin, headers.host);
		const error = 'The sandbox answers this machine alone; docs/sandbox.md says how others ask.';
		return isProxied || isOwn ? undefined : await reply.code(403).send({ error });
	});
	readBodiesAsBytes(app);
	addControl(app, { settings, clock, inbox, requests, callbacks: attempts, reset });
	addApi(app, telesign, settings, clock, requests);

	await app.listen({ host, port });
	const shownHost = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
	const address = new URL(`http://${shownHost.includes(':') ? `[${shownHost}]` : shownHost}`);
	address.port = new URL(app.listeningOrigin).port;
	return {
		url: address.origin,
		account: { customerId: defaultAccount.customerId, apiKey: defaultAccount.apiKey },
		accounts: [...accounts],
		settings,
		messages: () => inbox.messages(),
		requests: () => requests.all(),
		callbacks: () => attempts.all(),
		reset,
		close: async () => {
			await app.close();
			telesign.reset();
		},
	};
}
