/** Servers that answer as the test says, whatever HTTP says of it. JavaScript, since n8n's linter lets no TypeScript import node:http. */
const { once } = require('node:events');
const http = require('node:http');
const net = require('node:net');

async function listen(server) {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return server.address().port;
}

/** See the .d.ts. */
exports.answering = async (answer) => {
	const requests = [];
	const server = http.createServer(async (request, response) => {
		const chunks = [];
		for await (const chunk of request) chunks.push(chunk);
		const { method, url, headers } = request;
		const seen = { method, url, headers, body: Buffer.concat(chunks).toString() };
		requests.push(seen);
		const { status = 200, headers: sent = {}, body, raw } = await answer(seen, requests.length);
		if (raw) return raw(response);
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
};

/** See the .d.ts. */
exports.speaking = async (bytes) => {
	let connections = 0;
	const server = net.createServer((socket) => {
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
};
