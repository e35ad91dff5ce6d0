/** What the scripted model does in `examples/agent-verifies-caller.json`. */

const last = (list, pattern) =>
	list
		.map((text) => pattern.exec(text)?.[1])
		.filter(Boolean)
		.at(-1);

/**
 * Calls the tools as a model would that does what the system message says.
 *
 * @param {{ role: string, content: string }[]} messages
 * @param {string[]} tools
 * @returns {import('../lib/scriptedModel.mjs').Move}
 */
export function script(messages, tools) {
	const tool = (word) => tools.find((name) => name.startsWith(word));
	const { role, content } = messages.at(-1);
	const texts = messages.map((message) => String(message.content ?? ''));
	const id = last(texts, /\b([0-9A-F]{32})\b/);
	if (role === 'tool') {
		if (/verified[\\"]*:\s*true/.test(content))
			return { say: 'Thank you, your phone is verified.' };
		if (/verified[\\"]*:\s*false/.test(content))
			return { say: 'That was not the code. What does it say?' };
		if (id && content.includes(id)) return { say: `I have sent a code (${id}). What does it say?` };
		return { say: `I cannot send a code there: ${content}` };
	}
	const code = /\bcode is (\S+)/.exec(content)?.[1];
	if (code) return { call: tool('Check'), with: { reference_id: id, code } };

	return { call: tool('Send'), with: { phone_number: content } };
}
