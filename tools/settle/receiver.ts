/** Takes delivery reports on this machine; a public address has to lead here. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isObject, type Json } from '../../nodes/Telesign/api/envelope';

/** A POST as it came; `at` in milliseconds. */
export interface Report {
	at: number;
	path: string;
	headers: IncomingHttpHeaders;
	body: Buffer;
	json: Json;
}

/** How the two headers of the signature are written, without it. */
export const formsOf = (headers: IncomingHttpHeaders) =>
	['authorization', 'x-ts-authorization']
		.map((name) => {
			const form = /^(TSA [^\s:]+:)?[A-Za-z0-9+/]{43}=$/.exec(String(headers[name] ?? ''));
			const other = headers[name] === undefined ? 'absent' : 'something else';
			return `${name}: ${form ? (form[1] ? 'TSA ID:signature' : 'signature') : other}`;
		})
		.join(', ');

function readJson(body: Buffer): Json {
	try {
		const json = JSON.parse(body.toString('utf8')) as unknown;
		return isObject(json) ? json : {};
	} catch {
		return {};
	}
}

/** Answers 200, but 500 to the first report at `/sms`, so that it comes again. Port 0: any. */
export async function startReceiver(port: number, now: () => number) {
	const reports: Report[] = [];
	const server = createServer(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const { url: path = '', headers } = request;
		const body = Buffer.concat(chunks).subarray(0, 100_000);
		const isFirst = path.endsWith('/sms') && !reports.some((one) => one.path === path);
		reports.push({ at: now(), path, headers, body, json: readJson(body) });
		response.writeHead(isFirst ? 500 : 200).end();
	});
	await once(server.listen(port), 'listening');
	return {
		port: (server.address() as AddressInfo).port,
		reports: () => [...reports],
		close: () => {
			server.closeAllConnections();
			server.close();
		},
	};
}
