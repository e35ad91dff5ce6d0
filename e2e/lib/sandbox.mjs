import { setTimeout as sleep } from 'node:timers/promises';
import { start } from './children.mjs';
import { root } from './paths.mjs';
import { Problem } from './problem.mjs';

const patienceMs = 30_000;

/**
 * Starts the sandbox on a free port.
 *
 * @returns {Promise<{ url: string, account: { customerId: string, apiKey: string, baseUrl: string },
 *   messages: () => Promise<object[]> }>} `messages`: what has reached the phones so far
 * @throws {Problem} if it does not tell its address within 30 seconds
 */
export async function startSandbox() {
	const { output, lastLines, ended } = start(
		process.execPath,
		['--import', 'tsx', 'sandbox/main.mjs', '--port', '0', '--json'],
		{ cwd: root },
	);
	const giveUp = Date.now() + patienceMs;
	let over = false;
	void ended.then(() => (over = true));
	while (!output().includes('\n')) {
		if (over || Date.now() > giveUp) {
			throw new Problem(
				`The sandbox did not start:\n${lastLines()}`,
				'If a package was not found, run `npm ci` first.',
			);
		}
		await sleep(50);
	}
	const { url, customerId, apiKey } = JSON.parse(output().split('\n')[0]);

	return {
		url,
		account: { customerId, apiKey, baseUrl: url },
		messages: async () => (await fetch(new URL('/sandbox/messages', url))).json(),
	};
}
