/**
 * A local stand-in for Telesign Smart Verify: the documented protocol on 127.0.0.1, an inbox for what
 * it delivers, and a control surface under `/sandbox/`. Nothing is kept on disk, no message is sent.
 */
import fastify, {
	type FastifyError,
	type FastifyInstance,
	type FastifyReply,
	type FastifyRequest,
} from 'fastify';
import { accounts, defaultAccount, type Account } from './accounts';
import type { ApiRequest } from './auth';
import { Callbacks, type CallbackAttempt } from './callbacks';
import { realClock, type Clock } from './clock';
import { dropping, wireFaults } from './faults';
import { numbers } from './numbers';
import { phonePage } from './page';
import { changeSettings, defaultSettings, type Settings } from './settings';
import { Telesign, type DeliveredMessage } from './telesign';

export type { Account } from './accounts';
export type { CallbackAttempt } from './callbacks';
export type { FaultName } from './numbers';
export type { Settings } from './settings';
export type { DeliveredMessage } from './telesign';

/** An API request as it came over the wire. */
export interface ReceivedRequest {
	/** Milliseconds since 1970. */
	at: number;
	method: string;
	/** Path and query. */
	url: string;
	/** Names in lower case; with the credentials. */
	headers: Record<string, string | string[]>;
	/** Exactly as sent, read as UTF-8. */
	body: string;
	/** HTTP status of the answer; `dropped` if the connection ended without one. */
	status: number | 'pending' | 'dropped';
}

/** A running sandbox. */
export interface Sandbox {
	/** `http://127.0.0.1:port` */
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
	clock?: Clock;
	/** What differs from the default settings. */
	settings?: Partial<Settings>;
}

const logLimit = 20_000;

/** The newest entries of a list that may grow for ever. */
class Log<T> {
	private entries: T[] = [];

	add(entry: T): void {
		this.entries.push(entry);
		if (this.entries.length >= 2 * logLimit) this.entries = this.all();
	}

	all(): T[] {
		return this.entries.slice(-logLimit);
	}

	clear(): void {
		this.entries = [];
	}
}

/**
 * Starts a sandbox on 127.0.0.1.
 * @throws if a setting is not one, or the port is taken
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const clock = options.clock ?? realClock;
	const settings = defaultSettings();
	const problem = changeSettings(settings, options.settings ?? {});
	if (problem) throw new Error(problem);

	const inbox = new Log<DeliveredMessage>();
	const received = new Log<ReceivedRequest>();
	const attempts = new Log<CallbackAttempt>();
	const callbacks = new Callbacks(settings, clock, (attempt) => attempts.add(attempt));
	const telesign = new Telesign(settings, clock, (message) => inbox.add(message), callbacks);
	const app = fastify({
		bodyLimit: 10 * 1024 * 1024,
		exposeHeadRoutes: false,
		forceCloseConnections: true,
		// Read by the sandbox itself, which is stricter.
		routerOptions: { querystringParser: () => ({}) },
		// A path that cannot be decoded.
		frameworkErrors: (_error, _request, reply) => {
			reply.raw.writeHead(404, { 'content-type': 'application/json' });
			reply.raw.end(JSON.stringify(telesign.notFound()));
		},
	});

	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
		done(null, body);
	});

	const record = (request: FastifyRequest, reply: FastifyReply): ReceivedRequest => {
		const entry: ReceivedRequest = {
			at: clock.now(),
			method: request.method,
			url: request.raw.url ?? '',
			headers: { ...request.headers } as ReceivedRequest['headers'],
			body: bodyOf(request).toString('utf8'),
			status: 'pending',
		};
		received.add(entry);
		reply.raw.on('close', () => {
			if (!reply.raw.writableFinished) entry.status = 'dropped';
		});
		return entry;
	};

	const handleApi = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
		const entry = record(request, reply);
		const { http, body, fault } = telesign.answer(apiRequest(request));
		if (settings.latencyMs > 0) await clock.sleep(settings.latencyMs);
		if (fault === 'slow') await clock.sleep(settings.slowMs);
		const json = JSON.stringify(body);
		if (fault !== undefined && fault in wireFaults) {
			const elsewhere = `http://localhost:${portOf(app)}/sandbox/elsewhere`;
			wireFaults[fault as keyof typeof wireFaults](reply, json, elsewhere);
			entry.status = statusAfter(fault, reply);
			return reply;
		}
		if (entry.status === 'pending') entry.status = http;
		return await reply.code(http).type('application/json').send(json);
	};

	const reset = () => {
		telesign.reset();
		inbox.clear();
		received.clear();
		attempts.clear();
		Object.assign(settings, defaultSettings(), options.settings);
	};

	app.all('/*', handleApi);
	app.setErrorHandler(async (error: FastifyError, request, reply) => {
		// A body that Fastify will not read is for Telesign to refuse.
		if (!error.code?.startsWith('FST_ERR_CTP')) throw error;
		return await handleApi(request, reply);
	});

	app.get('/', async (request, reply) => {
		const number = (queryOf(request).get('number') ?? '').replace(/\D/g, '');
		const messages = inbox.all().filter(({ to }) => number === '' || to === number);
		return await reply
			.type('text/html; charset=utf-8')
			.send(phonePage(messages.slice(-50), number));
	});
	app.get('/sandbox/messages', async (request) => {
		const number = queryOf(request).get('number');
		return inbox.all().filter(({ to }) => !number || to === number);
	});
	app.delete('/sandbox/messages', async (_request, reply) => {
		inbox.clear();
		return await reply.code(204).send();
	});
	app.get('/sandbox/requests', async () => received.all());
	app.get('/sandbox/callbacks', async () => attempts.all());
	app.get('/sandbox/settings', async () => settings);
	app.patch('/sandbox/settings', async (request, reply) => {
		const wrong = changeSettings(settings, readJson(bodyOf(request)));
		return wrong ? await reply.code(400).send({ error: wrong }) : settings;
	});
	app.post('/sandbox/reset', async (_request, reply) => {
		reset();
		return await reply.code(204).send();
	});
	app.get('/sandbox/numbers', async () => numbers);
	app.get('/sandbox/accounts', async () => accounts);
	app.all('/sandbox/elsewhere', async (request, reply) => {
		record(request, reply).status = 200;
		return {
			reference_id: 'ELSEWHERE'.padEnd(32, '0'),
			sub_resource: 'sms',
			errors: [],
			status: { code: 290, description: 'This is not Telesign', updated_on: '' },
		};
	});

	await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
	return {
		url: `http://127.0.0.1:${portOf(app)}`,
		account: { customerId: defaultAccount.customerId, apiKey: defaultAccount.apiKey },
		accounts: [...accounts],
		settings,
		messages: () => inbox.all(),
		requests: () => received.all(),
		callbacks: () => attempts.all(),
		reset,
		close: async () => {
			await app.close();
			callbacks.stop();
		},
	};
}

function statusAfter(fault: string, reply: FastifyReply): ReceivedRequest['status'] {
	if (fault === 'hang') return 'pending';
	return dropping.has(fault) ? 'dropped' : reply.statusCode;
}

function portOf(app: FastifyInstance): number {
	return Number(new URL(app.listeningOrigin).port);
}

function bodyOf(request: FastifyRequest): Buffer {
	return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}

function queryOf(request: FastifyRequest): URLSearchParams {
	return new URLSearchParams((request.raw.url ?? '').split('?').slice(1).join('?'));
}

function apiRequest(request: FastifyRequest): ApiRequest {
	const [path, ...query] = (request.raw.url ?? '').split('?');
	return {
		method: request.method,
		path,
		query: query.join('?'),
		headers: request.headers,
		body: bodyOf(request),
	};
}

function readJson(bytes: Buffer): unknown {
	try {
		return JSON.parse(bytes.toString('utf8'));
	} catch {
		return undefined;
	}
}
