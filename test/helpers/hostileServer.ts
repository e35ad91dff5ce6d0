/** Servers that answer as the test says, whatever HTTP says of it. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';

export interface SeenRequest {
	method: string;
	url: string;
	headers: IncomingHttpHeaders;
	body: string;
}

export interface HostileAnswer {
	/** 200 if it is left out. */
	status?: number;
	headers?: Record<string, string>;
	/** JSON, or text as it is. */
	body?: unknown;
	/** Writes the answer itself, or nothing. */
	raw?: (response: ServerResponse) => void;
}

export interface HostileServer {
	url: string;
	requests: SeenRequest[];
	close(): Promise<void>;
}

async function listen(server: Server): Promise<number> {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return (server.address() as AddressInfo).port;
}

/** A server of HTTP that answers each request as `answer` says; `count`: how many have come. */
export async function answering(
	answer: (request: SeenRequest, count: number) => HostileAnswer | Promise<HostileAnswer>,
): Promise<HostileServer> {
	const requests: SeenRequest[] = [];
	const server = createServer(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const { method = '', url = '', headers } = request;
		const seen = { method, url, headers, body: Buffer.concat(chunks).toString() };
		requests.push(seen);
		const { status = 200, headers: sent = {}, body, raw } = await answer(seen, requests.length);
		if (raw) {
			raw(response);
			return;
		}
		const text = typeof body === 'string' ? body : JSON.stringify(body);
		response.writeHead(status, { 'content-type': 'application/json', ...sent });
		response.end(text);
	});
	const port = await listen(server);
	return {
		url: `http://127.0.0.1:${port}`,
		requests,
		close: async () => {
			server.closeAllConnections();
			server.close();
		},
	};
}

/** A server of TCP that says the same to whatever comes, and closes the connection. */
export async function speaking(
	bytes?: string,
): Promise<{ port: number; connections(): number; close(): Promise<void> }> {
	let connections = 0;
	const server = createTcpServer((socket) => {
		connections++;
		socket.on('error', () => {});
		socket.on('data', () => {
			if (bytes) socket.write(bytes);
			socket.end();
		});
	});
	const port = await listen(server);
	return {
		port,
		connections: () => connections,
		close: async () => {
			server.close();
		},
	};
}
