import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IWebhookFunctions } from 'n8n-workflow';

type Request = ReturnType<IWebhookFunctions['getRequestObject']>;
type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/** The body as n8n's middleware leaves it on a request (`body-parser.js` of n8n 2.41.1). */
async function withBody(incoming: IncomingMessage): Promise<Request> {
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk as Buffer);
	const request = incoming as Request;
	request.body = {};
	if (request.headers['content-type']?.startsWith('multipart/form-data')) {
		// n8n's form parser has used up the stream.
		request.readRawBody = async () => {
			throw new Error('Request body stream was aborted or is not readable');
		};
		return request;
	}
	request.rawBody = Buffer.concat(chunks);
	request.readRawBody = async () => {};
	if (request.headers['content-type']?.startsWith('application/json')) {
		request.body = JSON.parse(request.rawBody.toString());
	}
	return request;
}

/** The two methods of an Express response that nodes use, on that of Node. */
const likeExpress = (response: ServerResponse): Response =>
	Object.assign(response, {
		status: (code: number) => Object.assign(response, { statusCode: code }),
		json: (body: unknown) =>
			response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body)),
	}) as unknown as Response;

/**
 * Starts an HTTP server that hands each request to `handle` as n8n hands it to a webhook node. JSON
 * that cannot be parsed gets n8n's answer, and `handle` does not see it.
 */
export default async function webhookServer(
	handle: (request: Request, response: Response) => Promise<void>,
): Promise<{ url: string; close(): Promise<void> }> {
	const server = createServer(async (incoming, outgoing) => {
		const response = likeExpress(outgoing);
		let request: Request;
		try {
			request = await withBody(incoming);
		} catch (error) {
			const hint = (error as Error).message;
			response.status(422).json({ message: 'Failed to parse request body', hint });
			return;
		}
		await handle(request, response);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');

	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}
