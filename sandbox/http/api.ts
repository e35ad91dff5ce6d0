/** The API on the wire: requests are recorded, answered by a Telesign, and go wrong as asked for. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiRequest } from '../core/auth';
import type { Clock } from '../core/clock';
import { errors } from '../core/errors';
import { Log } from '../core/inbox';
import type { Settings } from '../settings';
import type { Telesign } from '../telesign';
import { dropping, wireFaults } from './faults';

/** An API request as it came over the wire. */
export interface ReceivedRequest {
	/** Milliseconds since 1970. */
	at: number;
	method: string;
	/** Path and query. */
	url: string;
	/** Names in lower case; with the credentials. */
	headers: Record<string, string | string[]>;
	/** As sent, read as UTF-8; the first 64 KB. */
	body: string;
	/** Length of the body, in bytes. */
	bytes: number;
	/** HTTP status of the answer; `dropped` if the connection ended without one. */
	status: number | 'pending' | 'dropped';
}

/** Bytes of a body that the log keeps. */
const loggedBytes = 64 * 1024;

/** Largest body that is read, in bytes. */
export const bodyLimit = 10 * 1024 * 1024;

/** The last 20,000, and at most 64 MB in all. */
export const requestLog = () => new Log<ReceivedRequest>(({ body }) => 2000 + body.length);

/** Content types as they came; Fastify sees another one, since it reads no body of an empty type. */
const types = new WeakMap<FastifyRequest, string>();

export function bodyOf({ body }: FastifyRequest): Buffer {
	return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

function headersOf(request: FastifyRequest): ReceivedRequest['headers'] {
	const type = types.get(request);
	const own = type === undefined ? {} : { 'content-type': type };
	return { ...request.headers, ...own } as ReceivedRequest['headers'];
}

/** Has every body read as bytes, whatever it is called. */
export function readBodiesAsBytes(app: FastifyInstance): void {
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
		done(null, body);
	});
	app.addHook('onRequest', async (request) => {
		const { headers } = request.raw;
		if (headers['content-type'] === undefined) return;
		types.set(request, headers['content-type']);
		headers['content-type'] = 'application/octet-stream';
	});
}

/** Adds the API to `app`, for every path that nothing else takes; `log` gets the requests. */
export function addApi(
	app: FastifyInstance,
	telesign: Telesign,
	settings: Settings,
	clock: Clock,
	log: Log<ReceivedRequest>,
): void {
	const record = (request: FastifyRequest, reply: FastifyReply): ReceivedRequest => {
		const body = bodyOf(request);
		const entry: ReceivedRequest = {
			at: clock.now(),
			method: request.method,
			url: request.raw.url ?? '',
			headers: headersOf(request),
			body: body.subarray(0, loggedBytes).toString('utf8'),
			bytes: body.length,
			status: 'pending',
		};
		log.add(entry);
		reply.raw.on('close', () => {
			if (!reply.raw.writableFinished) entry.status = 'dropped';
		});
		return entry;
	};

	app.all('/*', async (request, reply) => {
		const entry = record(request, reply);
		const { http, body, fault } = telesign.answer(apiRequest(request));
		if (settings.latencyMs > 0) await clock.sleep(settings.latencyMs);
		if (fault === 'slow') await clock.sleep(settings.slowMs);
		const json = JSON.stringify(body);
		if (fault !== undefined && fault in wireFaults) {
			const elsewhere = `http://localhost:${request.socket.localPort}/sandbox/elsewhere`;
			wireFaults[fault](reply, json, elsewhere);
			entry.status = statusAfter(fault, reply);
			return reply;
		}
		if (entry.status === 'pending') entry.status = http;
		return await reply.code(http).type('application/json').send(json);
	});

	// A body that Fastify will not read is for Telesign to refuse.
	app.setErrorHandler(async (error: FastifyError, request, reply) => {
		if (!error.code?.startsWith('FST_ERR_CTP')) throw error;
		const isTooLarge = error.code === 'FST_ERR_CTP_BODY_TOO_LARGE';
		const refusal = isTooLarge ? errors.tooLarge : errors.badRequest;
		const { http, body } = telesign.refuse(apiRequest(request), refusal);
		record(request, reply).status = http;
		return await reply.code(http).type('application/json').send(JSON.stringify(body));
	});

	app.all('/sandbox/elsewhere', async (request, reply) => {
		record(request, reply).status = 200;
		return {
			reference_id: 'ELSEWHERE'.padEnd(32, '0'),
			sub_resource: 'sms',
			errors: [],
			status: { code: 290, description: 'This is not Telesign', updated_on: '' },
		};
	});
}

function statusAfter(fault: string, reply: FastifyReply): ReceivedRequest['status'] {
	if (fault === 'hang') return 'pending';
	return dropping.has(fault) ? 'dropped' : reply.statusCode;
}

function apiRequest(request: FastifyRequest): ApiRequest {
	const [path, ...query] = (request.raw.url ?? '').split('?');
	return {
		method: request.method,
		path,
		query: query.join('?'),
		headers: headersOf(request),
		body: bodyOf(request),
	};
}
