/** Somebody at a terminal: one key where there are keys, or else a line. */
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { World } from './ask';

export const answerAtTerminal: World['answer'] = async (question, keys) => {
	const { stdin: input, stdout: output } = process;
	if (!keys) {
		const lines = createInterface({ input, output });
		const line = await lines.question(`${question} (Enter alone: none came) `);
		lines.close();
		return line;
	}
	const choices = Object.entries(keys).map(([key, what]) => `${key}: ${what}`);
	output.write(`${question} [${choices.join(', ')}] `);
	if (input.isTTY) input.setRawMode(true);
	try {
		for (;;) {
			const [data] = (await once(input, 'data')) as [Buffer];
			// In raw mode Ctrl+C is a key like others.
			if (data[0] === 3) process.exit(130);
			const key = data.toString().slice(0, 1);
			if (key in keys) {
				output.write(`${keys[key]}\n`);
				return key;
			}
		}
	} finally {
		if (input.isTTY) input.setRawMode(false);
		input.pause();
	}
};
