import process from 'node:process';
import { expect } from '@playwright/test';
import type {
	Account,
	CallbackAttempt,
	DeliveredMessage,
	ReceivedRequest,
	Settings,
} from '../sandbox/server';
import { root } from './paths';
import { start } from './programs';

const patienceMs = 30_000;

/** A code that is not this one. */
export const otherThan = (code: string) => (code === '123456' ? '654321' : '123456');

/** Starts the sandbox, a process of its own, on a free port. */
export async function startSandbox(log: string) {
	const args = ['--import', 'tsx', 'sandbox/main.ts', '--port', '0', '--json'];
	const program = start(process.execPath, args, { cwd: root, log });
	await program.ready(() => program.output().includes('\n'), patienceMs);
	const { url, customerId, apiKey } = JSON.parse(program.output().split('\n')[0]);

	async function control(method: string, path: string, body?: object) {
		const answer = await fetch(new URL(`/sandbox/${path}`, url), {
			method,
			headers: { 'content-type': 'application/json' },
			body: body && JSON.stringify(body),
		});
		const text = await answer.text();
		if (!answer.ok) throw new Error(`The sandbox refused ${path}: ${text}`);
		return text && JSON.parse(text);
	}
	const messages = async (): Promise<DeliveredMessage[]> => await control('GET', 'messages');

	return {
		url: url as string,
		account: {
			accountType: 'custom',
			customerId,
			apiKey,
			baseUrl: url,
			verifyBaseUrl: url,
		} as Record<string, string>,
		accounts: async (): Promise<Account[]> => await control('GET', 'accounts'),

		/** What has reached the phones so far. */
		messages,
		/** Of its API. */
		requests: async (): Promise<ReceivedRequest[]> => await control('GET', 'requests'),
		/** Every report that it posted. */
		callbacks: async (): Promise<CallbackAttempt[]> => await control('GET', 'callbacks'),
		change: async (settings: Partial<Settings>) => await control('PATCH', 'settings', settings),
		reset: async () => await control('POST', 'reset', {}),

		/** The newest code on a phone, once there is one. */
		async codeOf(number: string): Promise<string> {
			const newest = async () =>
				(await messages()).filter(({ to }) => to === number).at(-1)?.code ?? '';
			const options = { intervals: [50], timeout: patienceMs };
			await expect.poll(newest, { message: `a code on ${number}`, ...options }).not.toBe('');
			return await newest();
		},
	};
}

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;
