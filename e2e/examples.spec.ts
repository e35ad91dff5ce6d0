/** The examples that need no browser, run as a person or an app would use them. */
import { appKey, expect, test } from '../testbed/fixtures';
import { expectRows, itemsOf, jsonOf, people, readRows, wantedOf } from '../testbed/rows';
import { otherThan } from '../testbed/sandbox';
import { minutesAgo, table } from '../testbed/tables';
import { examples, number, phone, resources, withResource } from '../testbed/workflows';
import { normalText } from './normal';

/** In the oldest n8n with the first of them alone. */
const tagOf = (resource: string) => (resource === resources[0] ? '' : ' @newest');

for (const resource of resources) {
	test(`verify-rows, ${resource}${tagOf(resource)}`, async ({ owner, tables, sandbox }) => {
		await tables.empty();
		await tables.insert('people', people);
		const { id } = examples['verify-rows'];
		await tables.choose(withResource(examples['verify-rows'], resource));
		const rows = readRows(await owner.run(id, 'Start'));
		expectRows(rows, wantedOf(resource), await sandbox.messages());
		const kept = await tables.rows('people');
		expect(kept.map(({ status, number: to, reference_id: sent }) => [status, to, sent])).toEqual(
			rows.map(({ sent: [code] }) =>
				code ? ['code sent', code.phone_number, code.reference_id] : ['not sent', null, null],
			),
		);
		for (const { status, why } of kept) expect(Boolean(why)).toBe(status === 'not sent');
		const before = (await sandbox.requests()).length;
		expect(itemsOf(await owner.run(id, 'Start'), 'Send Code')).toEqual([]); // Each row is sent once.
		expect(await sandbox.requests()).toHaveLength(before);
		if (resource === resources[0]) expect(normalText(rows)).toMatchSnapshot('verify-rows.json');
	});
}

for (const blocks of ['by product', 'later'] as const) {
	test(`voice-fallback-two-codes, blocks ${blocks}`, async ({ owner, tables, sandbox }) => {
		await sandbox.change({ smsGatewayMs: 500, smsFinalMs: 1000, blocks });
		const example = examples['voice-fallback-two-codes'];
		const patient = JSON.stringify(example);
		const quick = patient.replace('"checkEvery":5,"waitUpTo":120', '"checkEvery":1,"waitUpTo":5');
		expect(quick).not.toBe(patient);
		await tables.choose(JSON.parse(quick));
		const runData = await owner.run(example.id, 'Start');
		const numbers = (node: string) => jsonOf(runData, node).map((item) => item.phone_number);
		expect(numbers('Delivered by SMS')).toEqual(['13105550100']);
		expect(numbers('Sent by voice')).toEqual(['13105550107']);
		const delivered = (await sandbox.messages()).filter((message) => message.delivered);
		const voice = delivered.filter(({ channel }) => channel === 'voice');
		expect(voice.map(({ to }) => to)).toEqual(['13105550107']);
		// Blocked, and not known: neither is called.
		const rest = jsonOf(runData, 'Needs attention').sort((one, other) =>
			String(one.phone).localeCompare(String(other.phone)),
		);
		expect(rest.map(({ phone: to }) => to)).toEqual(['+1 310 555 0113', '+1 310 555 0118']);
		if (blocks === 'by product') {
			expect(normalText(rest)).toMatchSnapshot('voice-fallback-two-codes.json');
		}
	});
}

/** Posts to an address of n8n as the app does. */
type Post = (path: string, body: object) => Promise<[number, Record<string, unknown>]>;

/** An app that posts to the webhooks of an example; `said`: every answer so far. */
const app = test.extend<{ said: unknown[]; post: Post; start: Post; check: Post }>({
	// eslint-disable-next-line no-empty-pattern -- Playwright reads the names of what is wanted
	said: async ({}, use) => await use([]),

	post: async ({ n8n, said, tables }, use) => {
		await tables.empty();
		await use(async (path, body) => {
			const answer = await n8n.post(path, body, appKey);
			const text = await answer.text();
			said.push([answer.status, text && JSON.parse(text)]);
			return said.at(-1) as [number, Record<string, unknown>];
		});
	},
});

const toVerify = examples['phone-verification-app'];
const start = 'phone-verification/start';
const check = 'phone-verification/check';

for (const resource of resources) {
	app.describe(`phone-verification-app, ${resource}${tagOf(resource)}`, () => {
		app.beforeAll(async ({ owner, tables }) => {
			await tables.choose(withResource(toVerify, resource));
			await owner.activate(toVerify.id);
		});

		app('a wrong code, then the right one', async ({ post, said, sandbox, tables }) => {
			const [status, { reference_id: id, ...rest }] = await post(start, { phone });
			expect([status, rest]).toEqual([200, {}]);
			expect(id).toMatch(/^[0-9A-F]{32}$/);
			const code = await sandbox.codeOf(number);
			const checked = async (one: string) => await post(check, { reference_id: id, code: one });
			expect(await checked(otherThan(code))).toEqual([
				200,
				{ verified: false, code_state: 'INVALID' },
			]);
			expect(await checked(code)).toEqual([200, { verified: true, code_state: 'VALID' }]);
			expect(await checked(code)).toEqual([404, { error: 'unknown' }]);
			const [row, ...others] = await tables.rows(table);
			expect(others).toEqual([]);
			expect(row).toMatchObject({ status: 'verified', reference_id: id, tries: 2 });
			if (resource === resources[0]) {
				expect(normalText(said)).toMatchSnapshot('phone-verification-app.json');
			}
		});

		app('two people, the same number, the same moment: one code', async ({ post, sandbox }) => {
			const spellings = [phone, number, '001 310-555-0100', '＋１ (310) 555 0100'];
			const answers = await Promise.all(
				spellings.map(async (one) => await post(start, { phone: one })),
			);
			expect(answers.map(([status]) => status).sort()).toEqual([200, 429, 429, 429]);
			expect(await sandbox.messages()).toHaveLength(1);
		});

		app('many checks at the same moment: three tries at most', async ({ post, sandbox }) => {
			const [, { reference_id: id }] = await post(start, { phone });
			const code = await sandbox.codeOf(number);
			const before = (await sandbox.requests()).length;
			const wrong = { reference_id: id, code: otherThan(code) };
			for (let round = 0; round < 4; round++) {
				await Promise.all(Array.from({ length: 5 }, async () => await post(check, wrong)));
			}
			expect(await post(check, { reference_id: id, code })).toEqual([
				429,
				{ error: 'too_many_tries' },
			]);
			// The Verify API is also asked for the state after each wrong code.
			const checks = (await sandbox.requests())
				.slice(before)
				.filter(({ method }) => resource !== 'verification' || method === 'PATCH');
			// Of two that count at the same moment, one may give its try away.
			expect(checks.length).toBeGreaterThan(0);
			expect(checks.length).toBeLessThanOrEqual(3);
		});
	});
}

app.describe('phone-verification-app', () => {
	app.beforeAll(async ({ owner, tables }) => {
		await tables.choose(toVerify);
		await owner.activate(toVerify.id);
	});

	app('nobody without the key', async ({ n8n, sandbox, tables }) => {
		await tables.empty();
		for (const path of [start, check]) {
			expect((await n8n.post(path, { phone })).status).toBe(403);
		}
		expect(await tables.rows(table)).toEqual([]);
		expect(await sandbox.requests()).toEqual([]);
	});

	app(
		'checks of the right code at the same moment each use a try',
		async ({ post, sandbox, tables }) => {
			const [, { reference_id: id }] = await post(start, { phone });
			const right = { reference_id: id, code: await sandbox.codeOf(number) };
			const answers = await Promise.all([1, 2, 3].map(async () => await post(check, right)));
			const counted = answers.filter(([status]) => status === 200);
			// Whether a right code is right again, before the row says that it was, is up to Telesign.
			expect(counted.filter(([, { verified }]) => verified).length).toBeGreaterThan(0);
			expect(answers.every(([status]) => [200, 404, 409].includes(status))).toBe(true);
			const [{ status, tries }] = await tables.rows(table);
			expect([status, tries]).toEqual(['verified', counted.length]);
		},
	);

	app('a code is too old after 10 minutes', async ({ post, sandbox, tables }) => {
		const [, { reference_id: id }] = await post(start, { phone });
		const code = await sandbox.codeOf(number);
		await tables.change(table, { asked_at: minutesAgo(11) });
		const before = (await sandbox.requests()).length;
		expect(await post(check, { reference_id: id, code })).toEqual([404, { error: 'unknown' }]);
		const foreign = { reference_id: '0'.repeat(32), code };
		expect(await post(check, foreign)).toEqual([404, { error: 'unknown' }]);
		expect(await post(check, {})).toEqual([404, { error: 'unknown' }]);
		expect(await sandbox.requests()).toHaveLength(before);
	});

	app('a minute between two codes, five a day', async ({ post, sandbox, tables }) => {
		const statuses = [];
		for (let time = 0; time < 6; time++) {
			statuses.push((await post(start, { phone }))[0]);
			if (time === 0) statuses.push((await post(start, { phone: number }))[0]);
			await tables.change(table, { asked_at: minutesAgo(10) });
		}
		expect(statuses).toEqual([200, 429, 200, 200, 200, 200, 429]);
		expect(await sandbox.messages()).toHaveLength(5);
		await tables.change(table, { asked_at: minutesAgo(25 * 60) });
		expect((await post(start, { phone }))[0]).toBe(200);
	});

	app('refusals without the details of the account', async ({ post, tables }) => {
		const given: Array<[object, number, string]> = [
			[{}, 422, 'refused'],
			[{ phone: 'call me' }, 422, 'refused'],
			[{ phone: '14155550106' }, 422, 'refused'], // refused by Telesign
			[{ phone: '13105550118' }, 422, 'refused'], // blocklisted
			[{ phone: '14155550136' }, 503, 'unavailable'], // no funds
			[{ phone: '14155550111' }, 503, 'unavailable'], // account suspended
			[{ phone: '14155550160' }, 503, 'unavailable'], // Telesign is down
		];
		for (const [body, status, error] of given) {
			expect(await post(start, body), JSON.stringify(body)).toEqual([status, { error }]);
		}
		const statuses = async () => (await tables.rows(table)).map(({ status }) => status);
		await expect.poll(statuses).toEqual(Array(given.length).fill('not sent')); // written last
		const [, { reference_id: id }] = await post(start, { phone });
		expect(await post(check, { reference_id: id, code: '' })).toEqual([422, { error: 'refused' }]);
	});
});

const guarded = examples['sensitive-step'];

/** Enters a code once the execution waits for it; before that n8n answers with 409. */
const entering = app.extend<{
	enter: (url: unknown, code: string, headers?: Record<string, string>) => Promise<unknown[]>;
}>({
	enter: async ({ n8n, owner }, use) => {
		await use(async (url, code, headers = appKey) => {
			const status = async () => (await owner.executions(guarded.id)).at(-1)!.status;
			await expect.poll(status, { intervals: [100] }).toBe('waiting');
			const answer = await n8n.post(String(url), { code }, headers);
			const text = await answer.text();
			return [answer.status, text.startsWith('{') ? JSON.parse(text) : text];
		});
	},
});

for (const resource of resources) {
	entering.describe(`sensitive-step, ${resource}${tagOf(resource)}`, () => {
		entering.beforeAll(async ({ owner, tables }) => {
			await tables.choose(withResource(guarded, resource));
			await owner.activate(guarded.id);
		});

		entering('goes on after the right code', async ({ post, enter, sandbox, owner }) => {
			const before = (await owner.executions(guarded.id)).length;
			const [status, { resume_url: url }] = await post('sensitive-step', { phone });
			expect(status).toBe(200);
			const code = await sandbox.codeOf(number);
			expect((await enter(url, code, {}))[0]).toBe(403); // without the key
			const wrong = { done: false, code_state: 'INVALID' };
			expect(await enter(url, otherThan(code))).toMatchObject([200, wrong]);
			expect(await enter(url, code)).toEqual([200, { done: true }]);
			const [execution] = (await owner.settled(guarded.id, before + 1)).slice(before);
			const { runData } = await owner.execution(execution.id);
			expect(itemsOf(runData, 'The sensitive step')).toHaveLength(1);
			expect(await sandbox.messages()).toHaveLength(1);
		});

		entering('stops after three wrong codes', async ({ post, enter, sandbox, owner }) => {
			const before = (await owner.executions(guarded.id)).length;
			const [, { resume_url: url }] = await post('sensitive-step', { phone });
			const code = otherThan(await sandbox.codeOf(number));
			for (let time = 0; time < 2; time++) {
				expect(await enter(url, code)).toMatchObject([200, { done: false }]);
			}
			expect(await enter(url, code)).toEqual([403, { error: 'not_verified' }]);
			const [execution] = (await owner.settled(guarded.id, before + 1)).slice(before);
			const { runData } = await owner.execution(execution.id);
			expect(runData['The sensitive step']).toBeUndefined();
		});
	});
}
