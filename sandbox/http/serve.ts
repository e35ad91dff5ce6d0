/** One port for the page, the control surface and the API. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Telesign } from '../telesign';
import { answerApi, bodyLimit } from './api';
import { askedFor, control, page, type Controlled } from './control';
import { send } from './faults';
import { isOwnHost, isOwnOrigin } from './host';

/** The page loads nothing and sends nothing but to where it comes from. */
const pageHeaders = {
	'content-type': 'text/html; charset=utf-8',
	'content-security-policy': "default-src 'self' 'unsafe-inline'",
	'cache-control': 'no-store',
};

async function answer(
	request: IncomingMessage,
	response: ServerResponse,
	host: string,
	controlled: Controlled,
	telesign: () => Telesign,
): Promise<void> {
	const { method = '', url = '', headers, socket } = request;
	const [path, ...rest] = url.split('?');
	// As a proxy is asked, which no page of a browser can do.
	const isProxied = !url.startsWith('/');
	const isOwn = isOwnHost(headers.host, host) && isOwnOrigin(headers.origin, headers.host);
	const json = (http: number, value: unknown) =>
		send(response, http, 'application/json', JSON.stringify(value) ?? '');
	if (!isProxied && !isOwn) {
		const error = 'The sandbox answers this machine alone; docs/sandbox.md says how others ask.';
		return void json(403, { error });
	}
	if (method === 'GET' && path === '/') return void response.writeHead(200, pageHeaders).end(page);

	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		bytes += chunk.length;
		if (bytes <= bodyLimit) chunks.push(chunk);
	}
	const body = Buffer.concat(bytes <= bodyLimit ? chunks : []);
	const query = rest.join('?');
	const controls = control[`${method} ${path}`];
	if (controls) {
		const answered = Promise.resolve().then(() => controls(controlled, askedFor(query, body)));
		return await answered.then(
			(value) => void json(value === undefined ? 204 : 200, value),
			({ message: error }: Error) => void json(400, { error }),
		);
	}
	const asked = { method, url, path, query, headers, body, bytes, port: socket.localPort ?? 0 };
	await answerApi(asked, response, controlled, telesign());
}

/** Listens. Rejects if the port is taken. */
export async function serve(
	{ host, port }: { host: string; port: number },
	controlled: Controlled,
	telesign: () => Telesign,
): Promise<Server> {
	const server = createServer((request, response) => {
		answer(request, response, host, controlled, telesign).catch(({ message: error }: Error) => {
			if (response.headersSent) response.destroy();
			else send(response, 500, 'application/json', JSON.stringify({ error }));
		});
	});
	// Longer than clients keep a connection, so that none is closed under a request.
	server.keepAliveTimeout = 72_000;
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject).listen(port, host, resolve);
	});
	return server;
}
