/** The node as the tools of an AI agent, in every version of n8n, with a model that follows a script. */
import assert from 'node:assert/strict';
import { inEveryVersion } from '../lib/everyVersion.mjs';
import { workflows } from '../lib/examples.mjs';
import { normal } from '../lib/normal.mjs';
import { otherThan } from '../lib/sandbox.mjs';
import { script } from './script.mjs';

const phone = '+1 310 555 0100';
const number = '13105550100';

const workflow = workflows['agent-verifies-caller'];
const { webhookId } = workflow.nodes.find(({ name }) => name === 'Chat');

/** What the model is told about the tools of the example: names, descriptions, arguments. */
const tools = [
	{
		name: 'Send_a_verification_code',
		description: 'Send verification code by SMS or voice call in Telesign',
		properties: {
			phone_number: { type: 'string', description: 'The phone number, with its country code' },
		},
		required: ['phone_number'],
	},
	{
		name: 'Check_a_verification_code',
		description: 'Check verification code in Telesign',
		properties: {
			reference_id: {
				type: 'string',
				description: 'The reference_id that sending the code gave',
			},
			code: { type: 'string', description: 'The code that the caller gave, as text' },
		},
		required: ['reference_id', 'code'],
	},
];

/** What the caller gives where no code goes out -> what the model then reads. */
const refusals = {
	'+33 1 99 00 12 34': /Allowed Calling Codes/,
	'call me': /letters/,
	'+1 310 555 0118':
		/Telesign blocked it and did not send the code: Message blocked by Telesign \(230\).*Ask the person for another number/s,
};

/** A conversation with the agent: each call says something, and gives what it answers. */
function conversation(url, said) {
	const sessionId = String(said.length);
	return async (chatInput) => {
		const answer = await fetch(`${url}/webhook/${webhookId}/chat`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ action: 'sendMessage', sessionId, chatInput }),
		});
		const text = await answer.text();
		assert.equal(answer.status, 200, text);
		const { output } = JSON.parse(text);
		said.push([chatInput, output]);
		return output;
	};
}

/** The part `ai` of `npm run test:e2e`. */
export async function ai(check) {
	const given = { workflows: [workflow], script };
	await inEveryVersion(check, 'ai', given, async (here, stage, outputs) => {
		const { n8n, sandbox, model } = stage;
		const rest = await stage.start();
		const said = [];
		await here('a wrong code, then the right one', async () => {
			await rest.activate(workflow.id);
			const say = conversation(n8n.url, said);
			assert.match(await say(phone), /^I have sent a code \([0-9A-F]{32}\)/);
			const code = await sandbox.codeOf(number);
			assert.match(await say(`The code is ${otherThan(code)}`), /^That was not the code/);
			assert.equal(await say(`The code is ${code}`), 'Thank you, your phone is verified.');
			assert.equal((await sandbox.messages()).length, 1);
			said.at(-1)[0] = said.at(-2)[0] = 'The code is …';
		});
		for (const [what, reads] of Object.entries(refusals)) {
			await here(`the model reads why nothing was sent to '${what}'`, async () => {
				const say = conversation(n8n.url, said);
				await say(what);
				const { role, content } = model.requests.at(-1).messages.at(-1);
				assert.equal(role, 'tool');
				assert.match(content, reads);
				assert.equal((await sandbox.messages()).filter(({ delivered }) => delivered).length, 1);
			});
		}
		await here('the tools that the model sees', async () => {
			const seen = model.requests
				.flatMap((request) => request.tools)
				.map(({ function: tool }) => tool);
			const names = (list) => [...new Set(list.map(({ name }) => name))].sort();
			assert.deepEqual(names(seen), names(tools));
			for (const tool of tools) {
				const { name, description, parameters } = seen.find((one) => one.name === tool.name);
				const { properties, required } = parameters;
				assert.deepEqual({ name, description, properties, required }, tool);
			}
		});
		await here('the model never sees the credential', async () => {
			const { customerId, apiKey } = sandbox.account;
			const basic = Buffer.from(`${customerId}:${apiKey}`).toString('base64');
			const all = JSON.stringify(model.requests);
			assert(all.includes(tools[0].name));
			for (const secret of [customerId, apiKey, basic]) assert(!all.includes(secret));
		});
		outputs['what was said'] = normal(said);
	});
}
