/** Somebody at a terminal. */
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import type { World } from './ask';

/** As far as it is one; a test has others. */
type Input = Readable & { setRawMode?(isRaw: boolean): void };

/** `answer`: one key where there are keys, or else a line. `say` waits until a question is answered. */
export function terminal(input: Input, output: Writable) {
	let held: string[] | undefined;

	async function press(keys: Readonly<Record<string, string>>): Promise<string> {
		input.setRawMode?.(true);
		try {
			for (;;) {
				const [data] = (await once(input, 'data')) as [Buffer];
				// In raw mode Ctrl+C is a key like others.
				if (data[0] === 3) process.exit(130);
				const key = data.toString().slice(0, 1);
				if (!(key in keys)) continue;
				output.write(`${keys[key]}\n`);
				return key;
			}
		} finally {
			input.setRawMode?.(false);
			input.pause();
		}
	}

	const say = (line: string) => {
		if (held) held.push(line);
		else output.write(`${line}\n`);
	};
	const answer: World['answer'] = async (question, keys) => {
		held = [];
		const choices = Object.entries(keys ?? {}).map(([key, what]) => `${key}: ${what}`);
		const how = keys ? `[${choices.join(', ')}]` : '(Enter alone: none came)';
		const lines = keys ? undefined : createInterface({ input, output });
		if (!lines) output.write(`${question} ${how} `);
		const typed = lines ? await lines.question(`${question} ${how} `) : await press(keys!);
		lines?.close();
		const waiting = held;
		held = undefined;
		waiting.forEach(say);
		return typed;
	};
	return { answer, say };
}
