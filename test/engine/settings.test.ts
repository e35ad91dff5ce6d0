/**
 * Each setting of the sandbox that stands for an open question makes a difference to somebody who uses
 * the node or the trigger; a question that nobody can see belongs into docs/telesign.md alone.
 */
import type { GenericValue, IDataObject } from 'n8n-workflow';
import { testClock, type TestClock } from '../../sandbox/core/clock';
import { startSandbox, type Sandbox, type Settings } from '../../sandbox/server';
import { defaultOf, settingRows } from '../../sandbox/settings';
import { runNode } from './engine';

const phoneNumber = '13105550100';
const risk = '13105550116';
const ownCode = { additionalFields: { verifyCode: '={{ "13579" }}' } };
const url = { callbackUrl: 'https://n8n.example.com/webhook/1/telesign' };

/** `fetch` opens no connection to that port. */
const nowhere = 'http://127.0.0.1:9/';

/** What a user does, and sees. */
interface User {
	clock: TestClock;
	/** Runs an operation of the node; what it says goes into what is seen. */
	run(resource: string, operation: string, parameters?: IDataObject, more?: object): Promise<void>;
	send(resource: string, parameters?: IDataObject): Promise<void>;
	/** Of the last send: 246813 is right. */
	check(resource: string, code?: string): Promise<void>;
	get(resource: string): Promise<void>;
}

const wrongKey = { apiKey: Buffer.from('of nobody, and long').toString('base64') };

/** What to do to see a setting. */
const stories: Readonly<Record<string, (user: User) => Promise<unknown>>> = {
	unknownValue: async ({ send }) =>
		await send('smartVerify', { additionalFields: { ucid: 'ZZZZ' } }),
	templateMaxLength: async ({ send }) =>
		await send('smsVerify', { additionalFields: { smsMessage: `$$CODE$$${'x'.repeat(161)}` } }),
	async ownCode({ send, check }) {
		await send('smartVerify', ownCode);
		await check('smartVerify', '13579');
	},
	async checkOwnCode({ send, check }) {
		await send('smsVerify', ownCode);
		await check('smsVerify', '13579');
	},
	async codeLifetimeMs({ clock, send, check }) {
		await send('smsVerify');
		clock.advance(100_000);
		await check('smsVerify', '1');
		clock.advance(250_000);
		await check('smsVerify', '1');
	},
	async codeAttempts({ send, check }) {
		await send('smsVerify');
		for (const code of ['1', '1', '1', '246813']) await check('smsVerify', code);
	},
	async rightCodeAgain({ send, check }) {
		await send('smsVerify');
		for (const code of ['246813', '246813']) await check('smsVerify', code);
	},
	async statusKeepsCodeState({ send, check, get }) {
		await send('smsVerify');
		await check('smsVerify');
		await get('smsVerify');
	},
	riskBlock: async ({ send }) => await send('smartVerify', { phoneNumber: risk }),
	async blocks({ send }) {
		for (const resource of ['smartVerify', 'smsVerify'])
			await send(resource, { phoneNumber: risk });
	},
	wrongKey: async ({ run }) => await run('smartVerify', 'send', { phoneNumber }, wrongKey),
	async callbackStatuses({ clock, send }) {
		await send('smsVerify');
		for (let seconds = 0; seconds < 5; seconds += 1) {
			clock.advance(1000);
			for (let turns = 0; turns < 5; turns += 1) await new Promise(setImmediate);
		}
	},
	verificationStarted: async ({ send }) => await send('verification'),
	async firstWrongCode({ send, check }) {
		await send('verification');
		await check('verification', '1');
	},
	async codeAfterFallback({ clock, send, check }) {
		const values = [{ method: 'sms', fallbackTime: 30 }, { method: 'voice' }];
		await send('verification', { methods: { values } });
		clock.advance(31_000);
		await check('verification', 'first');
	},
	unknownVerificationHttp: async ({ run }) =>
		await run('verification', 'get', { referenceId: '0'.repeat(32) }),
	loginCodes: async ({ run }) => await run('verification', 'send', { phoneNumber }, wrongKey),
	verificationCallbackUrl: async ({ send }) =>
		await send('verification', { additionalFields: url }),
};

/** What a user sees of it, without IDs and times. */
async function seen(story: (user: User) => Promise<unknown>, settings: Partial<Settings>) {
	const clock = testClock(Date.now());
	const code = story === stories.codeAfterFallback ? null : '246813';
	const usual = { code, callbackUrl: nowhere };
	const sandbox: Sandbox = await startSandbox({ clock, settings: { ...usual, ...settings } });
	const shown: unknown[] = [];
	let referenceId: GenericValue;
	const run: User['run'] = async (resource, operation, parameters = {}, more = {}) => {
		const urls = { baseUrl: sandbox.url, verifyBaseUrl: sandbox.url };
		const { out } = await runNode({
			rows: [{}],
			parameters: { resource, operation, ...parameters },
			credential: { ...sandbox.account, ...urls, requestsPerSecond: 0, ...more },
			onError: 'continueRegularOutput',
		});
		const [{ json }] = out;
		if (operation === 'send') referenceId = json.reference_id;
		shown.push(json);
	};
	await story({
		clock,
		run,
		send: async (resource, more) => await run(resource, 'send', { phoneNumber, ...more }),
		get: async (resource) => await run(resource, 'get', { referenceId }),
		check: async (resource, typed = '246813') => {
			const entered = typed === 'first' ? sandbox.messages()[0].code : typed;
			await run(resource, 'check', { referenceId, code: `={{ "${entered}" }}` });
		},
	});
	// What the trigger would get.
	shown.push(sandbox.callbacks().map(({ body }) => body));
	await sandbox.close();
	return JSON.stringify(shown)
		.replace(/[0-9A-F]{32}/g, 'ID')
		.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');
}

/** Of whole numbers. */
const others: Readonly<Record<string, number[]>> = {
	codeLifetimeMs: [0, 60_000],
	codeAttempts: [0, 1],
};

const cases = settingRows
	.filter(({ why }) => why !== undefined)
	.flatMap((row) => {
		const values = (row.values ?? others[row.name]).filter((value) => value !== defaultOf(row));
		return values.map((value): [string, unknown] => [row.name, value]);
	});

it.each(cases)('%s %p', async (name, value) => {
	expect(stories).toHaveProperty(name);
	const [other, usual] = [{ [name]: value }, {}];
	expect(await seen(stories[name], other)).not.toBe(await seen(stories[name], usual));
});
