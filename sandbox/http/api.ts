/** The API on the wire: requests are recorded, answered by a Telesign, and go wrong as asked for. */
import type { ServerResponse } from 'node:http';
import type { ApiRequest } from '../core/auth';
import type { Clock } from '../core/clock';
import type { Log } from '../core/inbox';
import type { Answer } from '../products/product';
import type { Settings } from '../settings';
import type { Telesign } from '../telesign';
import { send, wireFaults } from './faults';

/** An API request as it came over the wire. */
export interface ReceivedRequest {
	/** Milliseconds since 1970. */
	at: number;
	method: string;
	/** Path and query. */
	url: string;
	/** Names in lower case; with the credentials. */
	headers: ApiRequest['headers'];
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

/** What a redirect leads to. */
const notTelesign = {
	reference_id: 'ELSEWHERE'.padEnd(32, '0'),
	sub_resource: 'sms',
	errors: [],
	status: { code: 290, description: 'This is not Telesign', updated_on: '' },
};

/** Answers one API request. */
export async function answerApi(
	request: ApiRequest & { url: string; bytes: number; port: number },
	response: ServerResponse,
	{
		settings,
		clock,
		requests,
	}: { settings: Settings; clock: Clock; requests: Log<ReceivedRequest> },
	telesign: Telesign,
): Promise<void> {
	const { method, url, headers, body, bytes } = request;
	const logged = body.subarray(0, loggedBytes).toString('utf8');
	const seen = { at: clock.now(), method, url, headers, body: logged, bytes };
	const entry: ReceivedRequest = { ...seen, status: 'pending' };
	requests.add(entry);
	response.on('close', () => {
		if (!response.writableFinished) entry.status = 'dropped';
	});
	const isElsewhere = request.path === '/sandbox/elsewhere';
	const elsewhere: Answer = { http: 200, body: notTelesign };
	const isTooLarge = bytes > bodyLimit;
	const answer = isElsewhere ? elsewhere : telesign.answer({ ...request, isTooLarge });
	const { fault = '' } = answer;
	if (settings.latencyMs > 0) await clock.sleep(settings.latencyMs);
	if (fault === 'slow') await clock.sleep(settings.slowMs);
	const json = JSON.stringify(answer.body);
	const write = wireFaults[fault];
	if (write) write(response, json, `http://localhost:${request.port}/sandbox/elsewhere`);
	else send(response, answer.http, 'application/json', json);
	if (response.writableEnded) entry.status = response.statusCode;
}
