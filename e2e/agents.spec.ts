/** The node as the tools of an AI agent, with a model that follows a script. */
import { Buffer } from 'node:buffer';
import lodash from 'lodash';
import type { INode } from 'n8n-workflow';
import { expect, test } from '../testbed/fixtures';
import { textOf, type ChatMessage, type Model, type Move } from '../testbed/model';
import { otherThan, type Sandbox } from '../testbed/sandbox';
import { examples, number, phone } from '../testbed/workflows';
import { normalText } from './normal';

const workflow = examples['agent-verifies-caller'];
const { webhookId } = workflow.nodes.find(({ name }) => name === 'Chat')!;

/** Calls the tools as a model would that does what the system message of the example says. */
function script(messages: ChatMessage[], names: string[]): Move {
	const tool = (word: string) => names.find((name) => name.startsWith(word)) ?? word;
	const { role } = messages.at(-1)!;
	const text = textOf(messages.at(-1)!);
	const ids = messages.flatMap((one) => textOf(one).match(/\b[0-9A-F]{32}\b/g) ?? []);
	const id = ids.at(-1) ?? '';
	if (role === 'tool') {
		if (/verified[\\"]*:\s*true/.test(text)) return { say: 'Thank you, your phone is verified.' };
		if (/verified[\\"]*:\s*false/.test(text)) {
			return { say: 'That was not the code. What does it say?' };
		}
		if (!/sent[\\"]*:\s*true/.test(text)) return { say: `I cannot send a code there: ${text}` };
		return { say: `I have sent a code (${id}). What does it say?` };
	}
	const [, code] = /\bcode is (\S+)/.exec(text) ?? [];
	if (code) return { call: tool('Check'), with: { reference_id: id, code } };

	return { call: tool('Send'), with: { phone_number: text } };
}

/** The chat is not public as it is imported, and nobody could talk to it here. */
const opened = (node: INode) =>
	node.name === 'Chat' ? { ...node, parameters: { ...node.parameters, public: true } } : node;

/** Somebody who says something to the agent, and gets its answer. */
const caller = test.extend<{ say: (chatInput: string) => Promise<string> }>({
	say: async ({ n8n, owner, model, tables }, use, { testId }) => {
		model.script = script;
		model.requests.length = 0;
		await tables.empty();
		await tables.choose({ ...workflow, nodes: workflow.nodes.map(opened) });
		await owner.activate(workflow.id);
		await use(async (chatInput) => {
			const message = { action: 'sendMessage', sessionId: testId, chatInput };
			const answer = await n8n.post(`${webhookId}/chat`, message);
			const text = await answer.text();
			expect(answer.status, text).toBe(200);
			return JSON.parse(text).output;
		});
	},
});

function neverSeesTheCredential(model: Model, { account: { customerId, apiKey } }: Sandbox) {
	const all = JSON.stringify(model.requests);
	expect(all).toContain('Send_a_code');
	const basic = Buffer.from(`${customerId}:${apiKey}`).toString('base64');
	for (const secret of [customerId, apiKey, basic]) expect(all).not.toContain(secret);
}

caller('a wrong code, then the right one', async ({ say, sandbox, model }) => {
	expect(await say(phone)).toMatch(/^I have sent a code \([0-9A-F]{32}\)/);
	const code = await sandbox.codeOf(number);
	expect(await say(`The code is ${otherThan(code)}`)).toMatch(/^That was not the code/);
	expect(await say(`The code is ${code}`)).toBe('Thank you, your phone is verified.');
	expect(await sandbox.messages()).toHaveLength(1);

	await test.step('the tools that the model sees', () => {
		const seen = model.requests.flatMap((request) => request.tools!).map((one) => one.function);
		const told = seen.map(({ name, description, parameters }) => {
			const { properties, required } = parameters;
			return { name, description, properties, required };
		});
		const tools = lodash.sortBy(lodash.uniqBy(told, 'name'), 'name');
		expect(normalText(tools)).toMatchSnapshot('agent-tools.json');
	});
	neverSeesTheCredential(model, sandbox);
});

/** What the caller gives where no code goes out -> what the model then reads. */
const refusals: Array<[string, RegExp]> = [
	['call me', /letters/],
	[
		'+1 310 555 0118',
		/Telesign blocked it and did not send the code: Message blocked by Telesign \(230\).*Ask the person for another number/s,
	],
];

for (const [what, reads] of refusals) {
	caller(`the model reads why nothing was sent to '${what}'`, async ({ say, sandbox, model }) => {
		await say(what);
		const message = model.requests.at(-1)!.messages.at(-1)!;
		expect(message.role).toBe('tool');
		expect(textOf(message)).toMatch(reads);
		expect((await sandbox.messages()).filter(({ delivered }) => delivered)).toEqual([]);
		neverSeesTheCredential(model, sandbox);
	});
}

caller(
	'a caller gets three codes a day, whatever the agent does',
	async ({ say, sandbox, tables }) => {
		const said = [];
		for (const ending of ['00', '01', '02', '03']) said.push(await say(`+1 202 555 01${ending}`));
		expect(said.slice(0, 3)).toEqual(Array(3).fill(expect.stringMatching(/^I have sent a code/)));
		expect(said[3]).toMatch(
			/^I cannot send a code there: .*This caller has had too many codes today/s,
		);
		expect(await sandbox.messages()).toHaveLength(3);
		const rows = await tables.rows('phone_verifications');
		expect(rows.map(({ status }) => status)).toEqual(['sent', 'sent', 'sent', 'refused']);
		expect(new Set(rows.map((row) => row.person)).size).toBe(1);
	},
);

test('nobody from outside reaches the chat as it is imported', async ({
	n8n,
	owner,
	tables,
	sandbox,
}) => {
	await tables.choose(workflow);
	await owner.activate(workflow.id);
	const message = { action: 'sendMessage', sessionId: 'stranger', chatInput: phone };
	expect((await n8n.post(`${webhookId}/chat`, message)).status).toBe(404);
	expect(await sandbox.requests()).toEqual([]);
});
