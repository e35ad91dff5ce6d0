/** Limits, the control surface, who may ask, and what the phone's page shows. */
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { testClock } from '../../sandbox/core/clock';
import { page } from '../../sandbox/http/control';
import { isOwnHost } from '../../sandbox/http/host';
import { startSandbox, type Settings } from '../../sandbox/server';
import { formType, mobile, useClient } from './client';
import { run, scripts } from './script';

const clock = testClock();
const client = useClient({ clock, settings: { slowMs: 7 } });
const get = async (path: string) => await client().control(path);
const post = async (path: string, body: string) =>
	await client().request('POST', path, { 'content-type': formType }, body);
const send = async (number = mobile) => await client().send({ phone_number: number });

const rate = '429 -40007 Rate Limit Exceeded';
const cap = 'exceeded transaction hard cap. Request denied.';
it.each(
	scripts(`
	set rateLimit={"perSecond":2,"burst":2}; smart ${mobile}; sms ${mobile}; status; +499; status; +1; call ${mobile} -> 290; 290; ${rate}; ${rate}; 103
	set rateLimit={"perSecond":2,"burst":1}; smart ${mobile}; +60s; status; status -> 290; 200; ${rate}
	set rateLimit={"perSecond":1,"burst":1}; verify ${mobile} sms; verify ${mobile} sms; smart ${mobile} -> ONGOING 3901; 429 3204; 290
	set hardCap=1; smart ${mobile}; +3600s; smart ${mobile} -> 290; 429 -40008 Smart Verify ${cap}
	set hardCap=1; smart ${mobile}; sms ${mobile}           -> 290; 429 -40008 Verify SMS ${cap}
	set hardCap=1; verify ${mobile} sms; verify ${mobile} sms -> ONGOING 3901; 429 3207
	set hardCap=0; call ${mobile}; phones                   -> 429 -40008 VoiceVerify ${cap}; none`),
)('%s -> %s', async (steps, outcome) => {
	expect(await run(client(), clock, steps)).toBe(outcome);
});

describe('the control surface', () => {
	it('shows inbox and requests, and empties them', async () => {
		const { sandbox } = client();
		await send();
		await client().send({ phone_number: '447700900123', sms_message: 'é+&' });
		expect(await get('/sandbox/messages')).toEqual(sandbox.messages());
		expect(await get('/sandbox/messages?number=447700900123')).toEqual(sandbox.messages().slice(1));
		const headers = { authorization: expect.stringMatching(/^Basic /), 'content-type': formType };
		const sent = { method: 'POST', url: '/v1/verify/smart', status: 200, headers };
		expect(await get('/sandbox/requests')).toMatchObject([
			{ ...sent, body: `phone_number=${mobile}` },
			{ body: 'phone_number=447700900123&sms_message=%C3%A9%2B%26', at: clock.now() },
		]);
		await fetch(`${sandbox.url}/sandbox/messages`, { method: 'DELETE' });
		expect([sandbox.messages().length, sandbox.requests().length]).toEqual([0, 2]);
		await fetch(`${sandbox.url}/sandbox/reset`, { method: 'POST' });
		expect(sandbox.requests()).toEqual([]);
	});

	it('lists numbers and accounts', async () => {
		const row = expect.objectContaining({ number: mobile, name: 'mobile', delivers: true });
		expect(await get('/sandbox/numbers')).toContainEqual(row);
		const accounts = JSON.stringify(client().sandbox.accounts);
		expect(JSON.stringify(await get('/sandbox/accounts'))).toBe(accounts);
	});

	it('changes settings until the next reset', async () => {
		const { settings } = client().sandbox;
		const change = { fault: 'burst', rateLimit: { perSecond: 5, burst: 1 }, riskBlock: 'channel' };
		expect(await client().patch(JSON.stringify(change))).toMatchObject([200, change]);
		expect(await get('/sandbox/settings')).toEqual(settings);
		client().sandbox.reset();
		expect(settings).toMatchObject({ fault: null, rateLimit: null, riskBlock: 'smart', slowMs: 7 });
	});

	it.each([
		...scripts(`
		latencyMs   -> "1"
		latencyMs   -> -1
		latencyMs   -> 0.5
		latencyMs   -> 2147483648
		codeAttempts -> 1000000000
		code        -> "12"
		fault       -> "mobile"
		riskBlock   -> "x"
		rateLimit   -> 5
		accountFeatures -> ["x"]
		callbackUrl -> "reports.example"
		callbackUrl -> "ftp://reports.example/"
		callbackUrl -> "https://name:secret@reports.example/"
		callbackUrl -> ""
		callbackFault -> "late"`).map(([name, value]) => [
			`{"slowMs":1,"${name}":${value}}`,
			`The setting '${name}' cannot be ${value}.`,
		]),
		['{"slowMs":1,"slow":1}', "There is no setting 'slow'."],
		['{"__proto__":1}', "There is no setting '__proto__'."],
		['[1]', 'The settings must be a JSON object.'],
		['{', 'The settings must be a JSON object.'],
	])('refuses the settings %s', async (body, error) => {
		const before = { ...client().sandbox.settings };
		expect(await client().patch(body)).toEqual([400, { error }]);
		expect(client().sandbox.settings).toEqual(before);
	});

	it('does not start with a setting that is none', async () => {
		const settings = { callbackUrl: 'reports.example' } as Partial<Settings>;
		await expect(startSandbox({ settings })).rejects.toThrow('callbackUrl');
	});
});

describe('a wait for the next message', () => {
	/** A wait that has begun. */
	async function wait(query: string) {
		const waiting = get(`/sandbox/messages?number=${mobile}&${query}`);
		await get('/sandbox/settings');
		return { waiting: waiting as Promise<Array<{ sent_on: string }>> };
	}

	it('ends with the message, is not for others, and ends in time', async () => {
		const { waiting } = await wait('wait=10');
		await send('447700900123');
		await send();
		const [first] = await waiting;
		expect(first).toMatchObject({ to: mobile });
		const next = await wait(`wait=10&after=${first.sent_on}`);
		clock.advance(1);
		await send();
		const [second, ...others] = await next.waiting;
		expect([second.sent_on > first.sent_on, others]).toEqual([true, []]);
		const last = await wait(`wait=10&after=${second.sent_on}`);
		clock.advance(10_000);
		expect(await last.waiting).toEqual([]);
		expect(await (await wait('wait=61')).waiting).toEqual({ error: "'wait' must be 0 to 60." });
	});
});

describe('what is large', () => {
	it('is cut in the log, or refused', async () => {
		await client().send({ phone_number: mobile, sms_message: 'x'.repeat(100_000) });
		const huge = 'x'.repeat(10 * 1024 * 1024 + 1);
		const v1 = { sub_resource: 'sms', errors: [{ code: -40006 }] };
		expect(await post('/v1/verify/sms', huge)).toMatchObject({ http: 413, body: v1 });
		const verification = { http: 413, body: { status: { code: 3116 } } };
		expect(await post('/verification', huge)).toMatchObject(verification);
		const requests = client().sandbox.requests();
		expect(requests.map(({ body, bytes }) => `${body.length} of ${bytes}`)).toEqual([
			'65536 of 100037',
			'0 of 10485761',
			'0 of 10485761',
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
		['evil.example', 403],
	])('is whoever is on this machine: Host %s, HTTP %i', async (host, http) => {
		// `fetch` does not let one choose it.
		const asked = request(`${client().sandbox.url}/sandbox/numbers`, { headers: { host } });
		const [response] = (await once(asked.end(), 'response')) as [IncomingMessage];
		expect(response.resume().statusCode).toBe(http);
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
		['127.0.0.1', true, true],
		['localhost:4010', true, true],
		['[::1]', true, true],
		['192.0.2.1:4010', false, true],
		['[2001:db8::1]:4010', false, true],
		['sandbox:4010', false, true],
		['host.docker.internal:4010', false, true],
		['Dev.example', false, true],
		['evil.example:4010', false, false],
		['', false, false],
	])('Host %s: here %s, and %s where others may reach it', (host, here, elsewhere) => {
		const isOwn = ['127.0.0.1', 'dev.example'].map((listen) => isOwnHost(host, listen));
		expect(isOwn).toEqual([here, elsewhere]);
	});

	it('listens elsewhere if told to', async () => {
		const other = await startSandbox({ host: '::1' });
		expect(other.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
		expect((await fetch(`${other.url}/sandbox/numbers`)).status).toBe(200);
		await other.close();
	});
});

describe('the phone', () => {
	interface Shown {
		product: string;
		message?: { channel: string };
		fate: { kind: string; code: number; next?: { method: string; at: string } };
	}

	it('is one page that needs nothing from elsewhere and takes no text for markup', async () => {
		const reply = await fetch(client().sandbox.url);
		expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8');
		expect(await reply.text()).toBe(page);
		expect(page).not.toMatch(/https?:|src=|@import|url\(|innerHTML|outerHTML|insertAdjacent/);
	});

	/** What each entry shows: product, channel, how it stands, and what comes next in how long. */
	it.each(
		scripts(`
		smart ${mobile}; sms 13105550108       -> smart sms on its way 290, sms sms on its way 290
		smart ${mobile}; sms 13105550108; +4s  -> smart sms arrived 200, sms sms lost 210
		smart 13105550116; sms 13105550116     -> smart blocked 2028, sms on its way 290
		sms 13105550116; +1s                   -> sms blocked 233
		call 14155550150; sms 12; verify 14155550150 sms; verify 12 sms -> call refused -40007, sms refused -10001, verification refused 3204, verification refused 3101
		verify ${mobile} whatsapp 30, voice; +4s -> verification whatsapp arrived 3000, then voice in 26 s
		verify ${mobile} whatsapp 30, voice; +36s -> verification whatsapp arrived 3056, verification voice arrived 3000
		verify 13105550134 rcs, sms, email; +10s -> verification rcs lost 3055, verification sms lost 3034, verification email on its way 3901
		verify ${mobile} viber 30, sms; finalize right -> verification viber arrived 3900
		set blocks=later; verify 13105550118 sms -> verification on its way 3901
		set blocks=later; verify 13105550118 sms; +4s -> verification blocked 3053`),
	)('%s -> %s', async (steps, outcome) => {
		await run(client(), clock, steps);
		const lines = ((await get('/sandbox/phone')) as Shown[]).map(({ product, message, fate }) => {
			const { kind, code, next } = fate;
			const left = next ? (Date.parse(next.at) - clock.now()) / 1000 : 0;
			const then = next ? `, then ${next.method} in ${left} s` : '';
			return [product, message?.channel, kind, code].filter(Boolean).join(' ') + then;
		});
		expect(lines.join(', ')).toBe(outcome);
	});

	it('shows one number only, if asked to', async () => {
		await send();
		await send('13105550108');
		const one = await get('/sandbox/phone?number=%2B13105550108');
		expect(one).toMatchObject([{ to: '13105550108' }]);
	});
});
