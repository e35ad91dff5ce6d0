const { createServer } = require('node:http');

/** The body as n8n's middleware leaves it on a request (`body-parser.js` of n8n 2.41.1). */
async function readBody(request) {
	const chunks = [];
	for await (const chunk of request) chunks.push(chunk);
	request.body = {};
	if (request.headers['content-type']?.startsWith('multipart/form-data')) {
		// n8n's form parser has used up the stream.
		request.readRawBody = async () => {
			throw new Error('Request body stream was aborted or is not readable');
		};
		return;
	}
	request.rawBody = Buffer.concat(chunks);
	request.readRawBody = async () => {};
	if (request.headers['content-type']?.startsWith('application/json')) {
		request.body = JSON.parse(request.rawBody.toString());
	}
}

/** The two methods of an Express response that nodes use, on that of Node. */
const likeExpress = (response) =>
	Object.assign(response, {
		status: (code) => Object.assign(response, { statusCode: code }),
		json: (body) =>
			response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body)),
	});

module.exports = async function webhookServer(handle) {
	const server = createServer(async (request, response) => {
		likeExpress(response);
		try {
			await readBody(request);
		} catch (error) {
			response.status(422).json({ message: 'Failed to parse request body', hint: error.message });
			return;
		}
		await handle(request, response);
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

	return {
		url: `http://127.0.0.1:${server.address().port}`,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
};
