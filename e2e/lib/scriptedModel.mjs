/** A chat model that follows a script, behind the part of OpenAI's API that n8n's node for it uses. */
import { createServer } from 'node:http';

/** @typedef {{ say: string } | { call: string, with: object }} Move what the model does next */

function answerOf(move, model) {
	const message =
		'say' in move
			? { role: 'assistant', content: move.say }
			: {
					role: 'assistant',
					content: null,
					tool_calls: [
						{
							id: 'call_1',
							type: 'function',
							function: { name: move.call, arguments: JSON.stringify(move.with) },
						},
					],
				};
	return {
		id: 'chatcmpl-1',
		object: 'chat.completion',
		created: 0,
		model,
		choices: [{ index: 0, message, finish_reason: 'say' in move ? 'stop' : 'tool_calls' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

async function bodyOf(request) {
	const chunks = [];
	for await (const chunk of request) chunks.push(chunk);
	return JSON.parse(Buffer.concat(chunks).toString());
}

/**
 * Starts the model on a free port of this computer.
 *
 * @param {(messages: { role: string, content: string }[], tools: string[]) => Move} script decides
 *   by the conversation so far and the names of the tools
 * @returns {Promise<{ url: string, requests: object[], close: () => Promise<void> }>} `url`: the Base
 *   URL for n8n's credential; `requests`: the body of each request
 */
export async function startScriptedModel(script) {
	const requests = [];
	const server = createServer(async (request, response) => {
		const send = (status, content) => {
			response.writeHead(status, { 'content-type': 'application/json' });
			response.end(JSON.stringify(content));
		};
		if (request.method !== 'POST' || request.url !== '/v1/chat/completions') {
			send(404, { error: { message: `The script has no ${request.method} ${request.url}` } });
			return;
		}
		try {
			const body = await bodyOf(request);
			requests.push(body);
			const tools = (body.tools ?? []).map((tool) => tool.function.name);
			send(200, answerOf(script(body.messages, tools), body.model));
		} catch (error) {
			send(400, { error: { message: error.message } });
		}
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

	return {
		url: `http://127.0.0.1:${server.address().port}/v1`,
		requests,
		close: () =>
			new Promise((resolve) => {
				server.close(resolve);
				server.closeAllConnections();
			}),
	};
}
