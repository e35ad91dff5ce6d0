import { setTimeout as sleep } from 'node:timers/promises';
import { start, untilReady } from './children.mjs';
import { root } from './paths.mjs';
import { Problem } from './problem.mjs';

const patienceMs = 30_000;

/** A code that is not this one. */
export const otherThan = (code) => (code === '123456' ? '654321' : '123456');

/**
 * Starts the sandbox on a free port.
 *
 * @returns {Promise<{ url: string, account: { customerId: string, apiKey: string, baseUrl: string },
 *   messages: () => Promise<object[]>, requests: () => Promise<object[]>,
 *   callbacks: () => Promise<object[]>, change: (settings: object) => Promise<void>,
 *   reset: () => Promise<void>, codeOf: (number: string) => Promise<string> }>} `messages`: what has
 *   reached the phones so far; `requests`: of its API; `callbacks`: every report that it posted;
 *   `change`: its settings; `codeOf`: the newest code on a phone, once there is one
 * @throws {Problem} if it does not tell its address within 30 seconds
 */
export async function startSandbox() {
	const program = start(
		process.execPath,
		['--import', 'tsx', 'sandbox/main.mjs', '--port', '0', '--json'],
		{ cwd: root },
	);
	await untilReady(program, () => program.output().includes('\n'), {
		name: 'The sandbox',
		patienceMs,
		advice: 'If a package was not found, run `npm ci` first.',
	});
	const { url, customerId, apiKey } = JSON.parse(program.output().split('\n')[0]);

	async function control(method, path, body) {
		const answer = await fetch(new URL(`/sandbox/${path}`, url), {
			method,
			headers: { 'content-type': 'application/json' },
			body: body && JSON.stringify(body),
		});
		const text = await answer.text();
		if (!answer.ok) throw new Problem(`The sandbox refused ${path}: ${text}`, 'The log says more.');

		return text && JSON.parse(text);
	}
	const messages = () => control('GET', 'messages');

	return {
		url,
		account: { customerId, apiKey, baseUrl: url },
		messages,
		requests: () => control('GET', 'requests'),
		callbacks: () => control('GET', 'callbacks'),
		change: (settings) => control('PATCH', 'settings', settings),
		reset: () => control('POST', 'reset', {}),
		async codeOf(number) {
			const stop = Date.now() + patienceMs;
			for (;;) {
				const newest = (await messages()).filter(({ to }) => to === number).at(-1);
				if (newest) return newest.code;
				if (Date.now() > stop) throw new Error(`No code has come to ${number}`);
				await sleep(50);
			}
		},
	};
}
