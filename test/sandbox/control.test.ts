/** Limits, the control surface, who may ask, and what the phone's page shows. */
import { testClock } from '../../sandbox/core/clock';
import { isOwnHost } from '../../sandbox/http/host';
import { page } from '../../sandbox/http/control';
import { startSandbox } from '../../sandbox/server';
import askAs from '../helpers/askAs';
import { formType, mobile, useClient } from './client';
import { run, scripts } from './script';

const clock = testClock();
const client = useClient({ clock, settings: { slowMs: 7 } });
const get = async (path: string) => await client().control(path);
const send = async (number = mobile) => await client().send({ phone_number: number });

describe('limits', () => {
	const rate = '429 -40007 Rate Limit Exceeded';
	const cap = (product: string) => `${product} exceeded transaction hard cap. Request denied.`;
	it.each(
		scripts(`
		set rateLimit={"perSecond":2,"burst":2}; smart ${mobile}; sms ${mobile}; status; +499; status; +1; call ${mobile} -> 290; 290; ${rate}; ${rate}; 103
		set rateLimit={"perSecond":2,"burst":1}; smart ${mobile}; +60s; status; status -> 290; 200; ${rate}
		set hardCap=1; smart ${mobile}; +3600s; smart ${mobile} -> 290; 429 -40008 ${cap('Smart Verify')}
		set hardCap=1; smart ${mobile}; sms ${mobile}           -> 290; 429 -40008 ${cap('Verify SMS')}
		set hardCap=0; call ${mobile}; phones                   -> 429 -40008 ${cap('VoiceVerify')}; none`),
	)('%s -> %s', async (steps, outcome) => {
		expect(await run(client(), clock, steps)).toBe(outcome);
	});
});

describe('the control surface', () => {
	it('shows inbox and requests, and empties them', async () => {
		const { sandbox } = client();
		await send();
		await client().send({ phone_number: '447700900123', sms_message: 'é+&' });
		expect(await get('/sandbox/messages')).toEqual(sandbox.messages());
		expect(await get('/sandbox/messages?number=447700900123')).toEqual(sandbox.messages().slice(1));
		expect(await get('/sandbox/requests')).toMatchObject([
			{ method: 'POST', url: '/v1/verify/smart', status: 200, body: `phone_number=${mobile}` },
			{ body: 'phone_number=447700900123&sms_message=%C3%A9%2B%26', at: clock.now() },
		]);
		const authorization = expect.stringMatching(/^Basic /);
		expect(sandbox.requests()[0].headers).toMatchObject({
			authorization,
			'content-type': formType,
		});

		await fetch(`${sandbox.url}/sandbox/messages`, { method: 'DELETE' });
		expect([sandbox.messages().length, sandbox.requests().length]).toEqual([0, 2]);
		await fetch(`${sandbox.url}/sandbox/reset`, { method: 'POST' });
		expect(sandbox.requests()).toEqual([]);
	});

	it('lists numbers and accounts', async () => {
		const row = expect.objectContaining({ number: mobile, name: 'mobile', delivers: true });
		expect(await get('/sandbox/numbers')).toContainEqual(row);
		expect(await get('/sandbox/accounts')).toEqual(
			JSON.parse(JSON.stringify(client().sandbox.accounts)),
		);
	});

	it('changes settings until the next reset', async () => {
		const { settings } = client().sandbox;
		const change = { fault: 'burst', rateLimit: { perSecond: 5, burst: 1 }, riskBlock: 'channel' };
		expect(await (await client().patch(JSON.stringify(change))).json()).toMatchObject(change);
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
		['{"fault":"mobile"}', `The setting 'fault' cannot be "mobile".`],
		['{"riskBlock":"x"}', `The setting 'riskBlock' cannot be "x".`],
		['{"rateLimit":5}', "The setting 'rateLimit' cannot be 5."],
		['{"accountFeatures":["x"]}', `The setting 'accountFeatures' cannot be ["x"].`],
		['{"slowMs":1,"slow":1}', "There is no setting 'slow'."],
		['{"__proto__":1}', "There is no setting '__proto__'."],
		['[1]', 'The settings must be a JSON object.'],
		['{', 'The settings must be a JSON object.'],
	])('refuses the settings %s', async (body, error) => {
		const before = { ...client().sandbox.settings };
		const reply = await client().patch(body);
		expect([reply.status, await reply.json()]).toEqual([400, { error }]);
		expect(client().sandbox.settings).toEqual(before);
	});
});

describe('a wait for the next message', () => {
	const poll = async (query: string) =>
		(await get(`/sandbox/messages?number=${mobile}&${query}`)) as Array<{ sent_on: string }>;
	/** A wait that has begun. */
	async function wait(query: string) {
		const waiting = poll(query);
		await get('/sandbox/settings');
		return { waiting };
	}

	it('ends with the message, and is not for others', async () => {
		const { waiting } = await wait('wait=10');
		await send('447700900123');
		await send();
		expect(await waiting).toMatchObject([{ to: mobile }]);
	});

	it('is for what comes after a message, and ends in time', async () => {
		await send();
		const [first] = await poll('wait=10');
		const { waiting } = await wait(`wait=10&after=${first.sent_on}`);
		clock.advance(1);
		await send();
		const [second, ...others] = await waiting;
		expect([second.sent_on > first.sent_on, others]).toEqual([true, []]);
		const last = await wait(`wait=10&after=${second.sent_on}`);
		clock.advance(10_000);
		expect(await last.waiting).toEqual([]);
		expect(await poll('wait=61')).toEqual({ error: "'wait' must be 0 to 60." });
	});
});

describe('what is large', () => {
	const post = async (path: string, body: string) =>
		await client().request('POST', path, { 'content-type': formType }, body);

	it('is cut in the log, or refused', async () => {
		await client().send({ phone_number: mobile, sms_message: 'x'.repeat(100_000) });
		const huge = 'x'.repeat(10 * 1024 * 1024 + 1);
		expect(await post('/v1/verify/sms', huge)).toMatchObject({
			http: 413,
			body: { sub_resource: 'sms', errors: [{ code: -40006 }] },
		});
		expect(await post('/verification', huge)).toMatchObject({
			http: 413,
			body: { status: { code: 3116 } },
		});
		const sizes = client()
			.sandbox.requests()
			.map(({ body, bytes }) => [body.length, bytes]);
		expect(sizes).toEqual([
			[65_536, 100_037],
			[0, 10_485_761],
			[0, 10_485_761],
		]);
		expect(client().sandbox.messages()[0].text).toHaveLength(65_536);
	});

	it('does not fill the memory', async () => {
		for (let i = 0; i < 1100; i += 1) await post('/v1/verify/sms', 'x'.repeat(65_000));
		const kept = client().sandbox.requests().length;
		expect(kept * 65_000).toBeLessThan(64 * 1024 * 1024);
		expect(kept).toBeGreaterThan(400);
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
		async (foreign) => {
			const { url } = client().sandbox;
			const ask = async (origin: string) =>
				(await fetch(`${url}/sandbox/reset`, { method: 'POST', headers: { origin } })).status;
			expect([await ask(foreign), await ask(url)]).toEqual([403, 204]);
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
		await send();
		await send('13105550108');
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
		const steps = 'smart 13105550116; call 14155550150; sms 12; verify 14155550150 sms';
		await run(client(), clock, steps);
		expect(await entries()).toMatchObject([
			{ product: 'smart', to: '13105550116', fate: { kind: 'blocked', code: 2028 } },
			{ product: 'call', fate: { kind: 'refused', code: -40007, text: 'Rate Limit Exceeded' } },
			{ product: 'sms', to: '12', fate: { kind: 'refused', code: -10001 } },
			{ product: 'verification', fate: { kind: 'refused', code: 3204 } },
		]);
		expect((await entries()).filter(({ message }) => message)).toEqual([]);
	});

	it('shows what comes next, and when', async () => {
		await run(client(), clock, `verify ${mobile} whatsapp 30, voice`);
		const at = new Date(clock.now() + 30_000).toISOString().replace('Z', '000Z');
		expect(await fates()).toMatchObject([{ kind: 'on its way', next: { method: 'voice', at } }]);
		clock.advance(36_000);
		expect(await fates()).toEqual([
			{ kind: 'arrived', code: 3056, text: expect.any(String) },
			{ kind: 'arrived', code: 3000, text: 'Delivered' },
		]);
	});
});
