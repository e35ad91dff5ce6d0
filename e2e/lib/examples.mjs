/** The workflows of `examples/`, and what they need to run. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { examples } from './paths.mjs';

const read = (file) => JSON.parse(readFileSync(join(examples, file), 'utf8'));

/** By the name of the file, without `.json`. */
export const workflows = Object.fromEntries(
	readdirSync(examples)
		.filter((file) => file.endsWith('.json'))
		.map((file) => [file.slice(0, -'.json'.length), read(file)]),
);

/** The credential that the examples name. */
export const credential = { id: 'telesignSandbox1', name: 'Telesign sandbox', type: 'telesignApi' };

/** The credential of the chat model that `agent-verifies-caller.json` names. */
export const modelCredential = {
	id: 'openAiModel00001',
	name: 'OpenAI account',
	type: 'openAiApi',
};
