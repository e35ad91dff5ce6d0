import { testClock } from '../../sandbox/core/clock';
import { startSandbox } from '../../sandbox/server';
import askAs from '../helpers/askAs';
import page from '../../sandbox/http/page';
import { isOwnHost } from '../../sandbox/http/host';
import { basic, mobile, useClient } from './client';

const clock = testClock();
const client = useClient({ clock, settings: { slowMs: 7 } });
const get = async (path: string) => await client().control(path);

describe('the limiter', () => {
	const statusesOf = async (count: number) => {
		const codes: number[] = [];
		for (let i = 0; i < count; i += 1)
			codes.push((await client().send({ phone_number: mobile })).http);
		return codes;
	};

	it('lets a burst pass and fills up with time', async () => {
		client().sandbox.settings.rateLimit = { perSecond: 2, burst: 3 };
		expect(await statusesOf(5)).toEqual([200, 200, 200, 429, 429]);
		clock.advance(499);
		expect(await statusesOf(1)).toEqual([429]);
		clock.advance(1);
		expect(await statusesOf(2)).toEqual([200, 429]);
		clock.advance(60_000);
		expect(await statusesOf(4)).toEqual([200, 200, 200, 429]);
		expect(client().sandbox.messages()).toHaveLength(7);
		client().sandbox.reset();
		expect(await statusesOf(4)).toEqual([200, 200, 200, 200]);
	});

	it('answers as documented, also to a status request', async () => {
		client().sandbox.settings.rateLimit = { perSecond: 1, burst: 1 };
		const { body } = await client().send({ phone_number: mobile });
		const limited = await client().status(body.reference_id);
		expect(limited).toMatchObject({
			http: 429,
			body: {
				errors: [{ code: -40007, description: 'Rate Limit Exceeded' }],
				status: { code: 500 },
			},
		});
		expect(limited.headers.get('retry-after')).toBeNull();
	});

	it('is per account', async () => {
		client().sandbox.settings.rateLimit = { perSecond: 1, burst: 1 };
		expect(await statusesOf(2)).toEqual([200, 429]);
		const trial = client().sandbox.accounts.find(({ name }) => name === 'trial')!;
		const reply = await client().request('GET', `/v1/verify/${'0'.repeat(32)}`, {
			authorization: basic(trial.customerId, trial.apiKey),
		});
		expect(reply.http).toBe(404);
	});

	it('has a cap', async () => {
		client().sandbox.settings.hardCap = 2;
		expect(await statusesOf(3)).toEqual([200, 200, 429]);
		clock.advance(3_600_000);
		const { body } = await client().send({ phone_number: mobile });
		expect(body.errors).toEqual([
			{ code: -40008, description: 'Smart Verify exceeded transaction hard cap. Request denied.' },
		]);
	});
});

describe('the control surface', () => {
	it('shows inbox and requests, and empties them', async () => {
		await client().send({ phone_number: mobile });
		await client().send({ phone_number: '447700900123', sms_message: 'é+&' });
		expect(await get('/sandbox/messages')).toEqual(client().sandbox.messages());
		expect(await get('/sandbox/messages?number=447700900123')).toEqual(
			client().sandbox.messages().slice(1),
		);
		expect(await get('/sandbox/requests')).toMatchObject([
			{ method: 'POST', url: '/v1/verify/smart', status: 200, body: `phone_number=${mobile}` },
			{ body: 'phone_number=447700900123&sms_message=%C3%A9%2B%26', at: clock.now() },
		]);
		expect(client().sandbox.requests()[0].headers).toMatchObject({
			authorization: expect.stringMatching(/^Basic /),
			'content-type': 'application/x-www-form-urlencoded',
		});

		await fetch(`${client().sandbox.url}/sandbox/messages`, { method: 'DELETE' });
		expect([client().sandbox.messages().length, client().sandbox.requests().length]).toEqual([
			0, 2,
		]);
		await fetch(`${client().sandbox.url}/sandbox/reset`, { method: 'POST' });
		expect(client().sandbox.requests()).toEqual([]);
	});

	it('lists numbers and accounts', async () => {
		expect(await get('/sandbox/numbers')).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ number: mobile, name: 'mobile', delivers: true }),
			]),
		);
		expect(await get('/sandbox/accounts')).toEqual(
			JSON.parse(JSON.stringify(client().sandbox.accounts)),
		);
	});

	it('changes settings until the next reset', async () => {
		const { settings } = client().sandbox;
		const change = { fault: 'burst', rateLimit: { perSecond: 5, burst: 1 }, riskBlock: 'channel' };
		expect(await (await client().patch(JSON.stringify(change))).json()).toMatchObject(change);
		expect(settings).toMatchObject(change);
		expect(await get('/sandbox/settings')).toEqual(settings);
		client().sandbox.reset();
		expect(settings).toMatchObject({ fault: null, rateLimit: null, riskBlock: 'smart', slowMs: 7 });
	});

	it.each([
		['{"latencyMs":"1"}', `The setting 'latencyMs' cannot be "1".`],
		['{"latencyMs":-1}', "The setting 'latencyMs' cannot be -1."],
		['{"latencyMs":0.5}', "The setting 'latencyMs' cannot be 0.5."],
		['{"latencyMs":2147483648}', "The setting 'latencyMs' cannot be 2147483648."],
		['{"codeAttempts":1e9}', "The setting 'codeAttempts' cannot be 1000000000."],
		['{"code":"12"}', `The setting 'code' cannot be "12".`],
		['{"__proto__":1}', "There is no setting '__proto__'."],
		['{"fault":"none"}', `The setting 'fault' cannot be "none".`],
		['{"fault":"mobile"}', `The setting 'fault' cannot be "mobile".`],
		['{"riskBlock":"x"}', `The setting 'riskBlock' cannot be "x".`],
		['{"rateLimit":5}', "The setting 'rateLimit' cannot be 5."],
		['{"accountFeatures":["x"]}', `The setting 'accountFeatures' cannot be ["x"].`],
		['{"slowMs":1,"slow":1}', "There is no setting 'slow'."],
		['[1]', 'The settings must be a JSON object.'],
		['{', 'The settings must be a JSON object.'],
	])('refuses the settings %s', async (body, error) => {
		const before = { ...client().sandbox.settings };
		const reply = await client().patch(body);
		expect([reply.status, await reply.json()]).toEqual([400, { error }]);
		expect(client().sandbox.settings).toEqual(before);
	});

	it('does not start with a setting that is not one', async () => {
		await expect(startSandbox({ settings: { latencyMs: -1 } })).rejects.toThrow('latencyMs');
	});
});

describe('a wait for the next message', () => {
	const poll = async (query: string) =>
		(await get(`/sandbox/messages?number=${mobile}&${query}`)) as Array<{ sent_on: string }>;

	it('ends with the message, and is not for others', async () => {
		const waiting = poll('wait=10');
		await client().send({ phone_number: '447700900123' });
		await get('/sandbox/settings');
		await client().send({ phone_number: mobile });
		expect(await waiting).toMatchObject([{ to: mobile }]);
	});

	it('is for what comes after a message, and ends in time', async () => {
		await client().send({ phone_number: mobile });
		const [first] = await poll('wait=10');
		const waiting = poll(`wait=10&after=${first.sent_on}`);
		await get('/sandbox/settings');
		clock.advance(1);
		await client().send({ phone_number: mobile });
		const [second, ...others] = await waiting;
		expect([second.sent_on > first.sent_on, others]).toEqual([true, []]);
		const last = poll(`wait=10&after=${second.sent_on}`);
		await get('/sandbox/settings');
		clock.advance(10_000);
		expect(await last).toEqual([]);
		expect(await poll('wait=61')).toEqual({ error: "'wait' must be 0 to 60." });
	});
});

describe('what is large', () => {
	it('is cut in the log, or refused', async () => {
		const text = 'x'.repeat(100_000);
		await client().send({ phone_number: mobile, sms_message: text });
		const form = 'application/x-www-form-urlencoded';
		const huge = `phone_number=${mobile}&x=${'x'.repeat(10 * 1024 * 1024)}`;
		const headers = { 'content-type': form };
		const reply = await client().request('POST', '/v1/verify/sms', headers, huge);
		expect(reply).toMatchObject({
			http: 413,
			body: { sub_resource: 'sms', errors: [{ code: -40006 }] },
		});
		const json = await client().request('POST', '/verification', headers, huge);
		expect(json).toMatchObject({ http: 413, body: { status: { code: 3116 } } });
		const sizes = client()
			.sandbox.requests()
			.map(({ body, bytes }) => [body.length, bytes]);
		expect(sizes).toEqual([[65_536, 100_037], ...Array(2).fill([0, 0])]);
		expect(
			client()
				.sandbox.messages()
				.map((message) => message.text.length),
		).toEqual([65_536]);
	});

	it('does not fill the memory', async () => {
		const body = `phone_number=&x=${'x'.repeat(65_000)}`;
		for (let i = 0; i < 1100; i += 1)
			await client().request('POST', '/v1/verify/sms', { authorization: 'none' }, body);
		const kept = client().sandbox.requests();
		expect(kept.length * 65_000).toBeLessThan(64 * 1024 * 1024);
		expect(kept.length).toBeGreaterThan(400);
	});
});

describe('who may ask', () => {
	it.each([
		['127.0.0.1', 200],
		['localhost:4010', 200],
		['[::1]', 200],
		['evil.example', 403],
		['192.0.2.1', 403],
		['sandbox', 403],
	])('is whoever is on this machine: Host %s, HTTP %i', async (host, http) => {
		expect(await askAs(`${client().sandbox.url}/sandbox/numbers`, host)).toBe(http);
	});

	it.each(['http://evil.example', 'null', 'https://127.0.0.1'])(
		'is no page of somebody else: Origin %s',
		async (origin) => {
			const { url } = client().sandbox;
			const ask = async (from: string) =>
				(await fetch(`${url}/sandbox/reset`, { method: 'POST', headers: { origin: from } })).status;
			expect([await ask(origin), await ask(url)]).toEqual([403, 204]);
		},
	);

	it.each([
		['192.0.2.1:4010', true],
		['[2001:db8::1]:4010', true],
		['sandbox:4010', true],
		['host.docker.internal:4010', true],
		['localhost', true],
		['Dev.example', true],
		['evil.example:4010', false],
		['', false],
	])('where others may reach it, Host %s: %s', (host, isOwn) => {
		expect(isOwnHost(host, 'dev.example')).toBe(isOwn);
	});

	it('listens elsewhere if told to', async () => {
		const other = await startSandbox({ host: '::1' });
		expect(other.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
		expect((await fetch(`${other.url}/sandbox/numbers`)).status).toBe(200);
		await other.close();
	});
});

describe('the phone', () => {
	const entries = async (query = '') =>
		(await get(`/sandbox/phone${query}`)) as Array<Record<string, unknown>>;
	const fates = async () => (await entries()).map(({ fate }) => fate);

	it('is one page that needs nothing from elsewhere and takes no text for markup', async () => {
		const reply = await fetch(client().sandbox.url);
		expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8');
		expect(await reply.text()).toBe(page);
		expect(page).not.toMatch(/https?:|src=|@import|url\(|innerHTML|outerHTML|insertAdjacent/);
	});

	it('shows what is on its way, what arrived and what did not', async () => {
		await client().send({ phone_number: mobile });
		await client().send({ phone_number: '13105550108' });
		const text = 'Message in progress';
		expect(await fates()).toEqual(Array(2).fill({ kind: 'on its way', code: 290, text }));
		clock.advance(4000);
		expect(await fates()).toEqual([
			{ kind: 'arrived', code: 200, text: 'Delivered to handset' },
			{ kind: 'lost', code: 210, text: 'Temporary phone error' },
		]);
		expect(await entries('?number=%2B13105550108')).toHaveLength(1);
	});

	it('shows what was blocked, and what was refused', async () => {
		await client().send({ phone_number: '13105550116' });
		await client().send({ phone_number: '14155550150' }, 'call');
		await client().send({ phone_number: '12' }, 'sms');
		await client().verify({ recipient: { phone_number: '14155550150' } });
		expect(await entries()).toMatchObject([
			{ product: 'smart', to: '13105550116', fate: { kind: 'blocked', code: 2028 } },
			{ product: 'call', fate: { kind: 'refused', code: -40007, text: 'Rate Limit Exceeded' } },
			{ product: 'sms', to: '12', fate: { kind: 'refused', code: -10001 } },
			{ product: 'verification', fate: { kind: 'refused', code: 3204 } },
		]);
		expect((await entries()).filter(({ message }) => message)).toEqual([]);
	});

	it('shows what comes next, and when', async () => {
		await client().verify({
			recipient: { phone_number: mobile },
			verification_policy: [{ method: 'whatsapp', fallback_time: 30 }, { method: 'voice' }],
		});
		const at = new Date(clock.now() + 30_000).toISOString().replace('Z', '000Z');
		expect(await fates()).toMatchObject([{ kind: 'on its way', next: { method: 'voice', at } }]);
		clock.advance(36_000);
		expect(await fates()).toEqual([
			{ kind: 'arrived', code: 3056, text: expect.any(String) },
			{ kind: 'arrived', code: 3000, text: 'Delivered' },
		]);
	});
});
