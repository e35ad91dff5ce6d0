/** A chat model that follows a script, behind the part of OpenAI's API that n8n's node for it uses. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** What the model does next: says something, or calls a tool. */
export type Move = { say: string } | { call: string; with: object };

export interface ChatMessage {
	role: string;
	/** A text, or parts of one. */
	content: unknown;
}

/** A message in one piece; n8n may send it in parts. */
export const textOf = ({ content }: ChatMessage): string =>
	typeof content === 'string' ? content : JSON.stringify(content ?? '');

/** A request for the model's next move. */
export interface ChatRequest {
	model: string;
	messages: ChatMessage[];
	tools?: Array<{
		function: { name: string; description: string; parameters: Record<string, unknown> };
	}>;
}

function answerOf(move: Move, model: string) {
	const call = 'call' in move && {
		id: 'call_1',
		type: 'function',
		function: { name: move.call, arguments: JSON.stringify(move.with) },
	};
	const message = {
		role: 'assistant',
		content: 'say' in move ? move.say : null,
		...(call && { tool_calls: [call] }),
	};
	return {
		id: 'chatcmpl-1',
		object: 'chat.completion',
		created: 0,
		model,
		choices: [{ index: 0, message, finish_reason: call ? 'tool_calls' : 'stop' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

/**
 * Starts the model on a free port of this computer.
 *
 * @returns `url`: the Base URL for n8n's credential; `requests`: every one so far; `script`, to be set:
 *   decides by the conversation so far and the names of the tools
 */
export async function startModel() {
	const model = {
		url: '',
		requests: [] as ChatRequest[],
		script: (() => ({ say: 'I have no script.' })) as (
			messages: ChatMessage[],
			tools: string[],
		) => Move,
		close: () => {
			server.close();
			server.closeAllConnections();
		},
	};
	const server = createServer(async (request, response) => {
		const body = (await json(request)) as ChatRequest;
		model.requests.push(body);
		const tools = (body.tools ?? []).map((tool) => tool.function.name);
		response.writeHead(request.url === '/v1/chat/completions' ? 200 : 404, {
			'content-type': 'application/json',
		});
		response.end(JSON.stringify(answerOf(model.script(body.messages, tools), body.model)));
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	model.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;

	return model;
}

export type Model = Awaited<ReturnType<typeof startModel>>;
