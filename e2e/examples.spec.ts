/** The examples that need no browser, run as a person or an app would use them. */
import { expect, test } from '../testbed/fixtures';
import { expectedRows, expectRows, itemsOf, readRows } from '../testbed/rows';
import { otherThan } from '../testbed/sandbox';
import { examples } from '../testbed/workflows';
import { normalText } from './normal';

const phone = '+1 310 555 0100';
const number = '13105550100';

test('send-codes-to-rows', async ({ prepared, sandbox }) => {
	const rows = readRows(await prepared.execute(examples['send-codes-to-rows'].id));
	expectRows(rows, expectedRows, await sandbox.messages());
	expect(normalText(rows)).toMatchSnapshot('send-codes-to-rows.json');
});

test('voice-fallback', async ({ prepared, sandbox }) => {
	await sandbox.change({ smsGatewayMs: 500, smsFinalMs: 1000 });
	const runData = await prepared.execute(examples['voice-fallback'].id);
	const json = (node: string) => itemsOf(runData, node).map((item) => item.json);
	const numbers = (node: string) => json(node).map((item) => item.phone_number);
	expect(numbers('Arrived by SMS')).toEqual(['13105550100']);
	expect(numbers('Sent by voice')).toEqual(['13105550107']);
	const delivered = (await sandbox.messages()).filter((message) => message.delivered);
	expect(delivered.map(({ to, channel }) => [to, channel])).toEqual([
		['13105550100', 'sms'],
		['13105550107', 'voice'],
	]);
	expect(json('To look into').map((item) => item.phone)).toEqual(['+1 310 555 0118']);
	expect(normalText(json('To look into'))).toMatchSnapshot('voice-fallback.json');
});

/** An app that posts to `phone-verification-app`; `said`: every answer so far. */
const app = test.extend<{
	said: unknown[];
	post: (path: 'start' | 'check', body: object) => Promise<[number, Record<string, unknown>]>;
}>({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads the names of what is wanted
	said: async ({}, use) => await use([]),

	post: async ({ n8n, owner, said }, use) => {
		await owner.activate(examples['phone-verification-app'].id);
		await use(async (path, body) => {
			const answer = await n8n.post(`phone-verification/${path}`, body);
			said.push([answer.status, await answer.json()]);
			return said.at(-1) as [number, Record<string, unknown>];
		});
	},
});

app('phone-verification-app: a wrong code, then the right one', async ({ post, said, sandbox }) => {
	const [status, { reference_id: id, ...rest }] = await post('start', { phone });
	expect([status, rest]).toEqual([200, {}]);
	expect(id).toMatch(/^[0-9A-F]{32}$/);
	const code = await sandbox.codeOf(number);
	const check = async (one: string) => await post('check', { reference_id: id, code: one });
	expect(await check(otherThan(code))).toEqual([200, { verified: false, code_state: 'INVALID' }]);
	expect(await check(code)).toEqual([200, { verified: true, code_state: 'VALID' }]);
	expect(await check(code)).toEqual([404, { error: 'unknown' }]);
	expect(normalText(said)).toMatchSnapshot('phone-verification-app.json');
});

app('phone-verification-app: three tries, whoever asks', async ({ post, sandbox }) => {
	const [, { reference_id: id }] = await post('start', { phone });
	const code = await sandbox.codeOf(number);
	for (let time = 0; time < 3; time++) {
		const [status] = await post('check', { reference_id: id, code: otherThan(code) });
		expect(status).toBe(200);
	}
	const before = (await sandbox.requests()).length;
	expect(await post('check', { reference_id: id, code })).toEqual([
		429,
		{ error: 'too_many_tries' },
	]);
	const foreign = { reference_id: '0'.repeat(32), code };
	expect(await post('check', foreign)).toEqual([404, { error: 'unknown' }]);
	expect(await post('check', {})).toEqual([404, { error: 'unknown' }]);
	expect(await sandbox.requests()).toHaveLength(before);
});

app('phone-verification-app: refusals without the details of the account', async ({ post }) => {
	const given: Array<[object, number, string]> = [
		[{}, 422, 'refused'],
		[{ phone: 'call me' }, 422, 'refused'],
		[{ phone: '+33 1 99 00 12 34' }, 422, 'refused'], // not an allowed calling code
		[{ phone: '14155550106' }, 422, 'refused'], // refused by Telesign
		[{ phone: '13105550118' }, 422, 'refused'], // blocklisted
		[{ phone: '14155550136' }, 503, 'unavailable'], // no funds
		[{ phone: '14155550111' }, 503, 'unavailable'], // account suspended
		[{ phone: '14155550160' }, 503, 'unavailable'], // Telesign is down
	];
	for (const [body, status, error] of given) {
		expect(await post('start', body), JSON.stringify(body)).toEqual([status, { error }]);
	}
	const [, { reference_id: id }] = await post('start', { phone });
	expect(await post('check', { reference_id: id, code: '' })).toEqual([422, { error: 'refused' }]);
});
