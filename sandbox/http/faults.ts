/** What goes wrong on the way; the rows 1-646-555-01xx of `sandbox/numbers.json`, by name. */
import type { ServerResponse } from 'node:http';

/** Puts an answer, JSON text, on the wire in the wrong way; `elsewhere` is where a redirect leads. */
type Fault = (response: ServerResponse, json: string, elsewhere: string) => void;

const page = '<!doctype html><title>Sign in</title><p>Sign in to use this network.</p>';

/** Answers with a whole body. */
export function send(
	response: ServerResponse,
	http: number,
	type: string,
	body: string | Buffer,
): void {
	const bytes = Buffer.from(body);
	response.writeHead(http, { 'content-type': type, 'content-length': bytes.length }).end(bytes);
}

const as =
	(http: number, type: string, bodyOf: (json: string) => string | Buffer): Fault =>
	(response, json) =>
		send(response, http, type, bodyOf(json));

const asJson = (bodyOf: (json: string) => string | Buffer) => as(200, 'application/json', bodyOf);

const redirect =
	(http: number): Fault =>
	(response, _json, location) =>
		response.writeHead(http, { location }).end();

const reset: Fault = (response) => response.socket?.resetAndDestroy();

/** The answer with one more part, which is not closed. */
const opened = (json: string, part: string) => `${json.slice(0, -1)},${part}`;

/** The faults but `slow`, which only waits. */
export const wireFaults: Readonly<Record<string, Fault>> = {
	'text-plain': as(200, 'text/plain; charset=utf-8', (json) => json),
	html: as(200, 'text/html; charset=utf-8', () => page),
	empty: asJson(() => ''),
	truncated: asJson((json) => json.slice(0, json.length / 2)),
	huge: asJson((json) => opened(json, `"padding":"${'x'.repeat(5 * 1024 * 1024)}"}`)),
	'not-utf8': asJson((json) =>
		Buffer.concat([Buffer.from(opened(json, '"note":"caf')), Buffer.from('\xe9"}', 'latin1')]),
	),
	array: asJson((json) => `[${json}]`),
	'no-status': asJson((json) => JSON.stringify({ ...JSON.parse(json), status: undefined })),
	null: asJson(() => 'null'),
	'plain-500': as(500, 'text/plain', () => 'Internal Server Error'),
	'html-502': as(502, 'text/html', () => '<html><h1>502 Bad Gateway</h1></html>'),
	'empty-504': (response) => response.writeHead(504).end(),
	'redirect-302': redirect(302),
	'redirect-307': redirect(307),
	'reset-before': reset,
	'reset-after': reset,
	'half-answer': (response, json) => {
		const headers = { 'content-type': 'application/json', 'content-length': json.length };
		response.writeHead(200, headers).write(json.slice(0, json.length / 2), () => {
			response.destroy();
		});
	},
	hang: () => {},
};
