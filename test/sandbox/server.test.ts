import { testClock } from '../../sandbox/clock';
import { startSandbox } from '../../sandbox/server';
import { basic, connect, type Client } from './client';

const clock = testClock();
let client: Client;
beforeAll(async () => {
	client = await connect({ clock, settings: { slowMs: 7 } });
});
afterAll(async () => await client.sandbox.close());
beforeEach(() => client.sandbox.reset());

const mobile = '13105550100';
const get = async (path: string): Promise<unknown> =>
	await (await fetch(client.sandbox.url + path)).json();
const patch = async (body: string) =>
	await fetch(`${client.sandbox.url}/sandbox/settings`, { method: 'PATCH', body });

describe('the limiter', () => {
	const statusesOf = async (count: number) => {
		const codes: number[] = [];
		for (let i = 0; i < count; i += 1)
			codes.push((await client.send({ phone_number: mobile })).http);
		return codes;
	};

	it('lets a burst pass and fills up with time', async () => {
		client.sandbox.settings.rateLimit = { perSecond: 2, burst: 3 };
		expect(await statusesOf(5)).toEqual([200, 200, 200, 429, 429]);
		clock.advance(499);
		expect(await statusesOf(1)).toEqual([429]);
		clock.advance(1);
		expect(await statusesOf(2)).toEqual([200, 429]);
		clock.advance(60_000);
		expect(await statusesOf(4)).toEqual([200, 200, 200, 429]);
		expect(client.sandbox.messages()).toHaveLength(7);
		client.sandbox.reset();
		expect(await statusesOf(4)).toEqual([200, 200, 200, 200]);
	});

	it('answers as documented, also to a status request, unless it counts sends only', async () => {
		client.sandbox.settings.rateLimit = { perSecond: 1, burst: 1 };
		const { body } = await client.send({ phone_number: mobile });
		const limited = await client.status(body.reference_id);
		expect(limited).toMatchObject({
			http: 429,
			body: {
				errors: [{ code: -40007, description: 'Rate Limit Exceeded' }],
				status: { code: 500 },
			},
		});
		expect(limited.headers.get('retry-after')).toBeNull();
		client.sandbox.settings.rateLimitCounts = 'sends';
		expect((await client.status(body.reference_id)).http).toBe(200);
	});

	it('is per account', async () => {
		client.sandbox.settings.rateLimit = { perSecond: 1, burst: 1 };
		expect(await statusesOf(2)).toEqual([200, 429]);
		const trial = client.sandbox.accounts.find(({ name }) => name === 'trial')!;
		const reply = await client.request('GET', `/v1/verify/${'0'.repeat(32)}`, {
			authorization: basic(trial.customerId, trial.apiKey),
		});
		expect(reply.http).toBe(404);
	});

	it('has a cap', async () => {
		client.sandbox.settings.hardCap = 2;
		expect(await statusesOf(3)).toEqual([200, 200, 429]);
		clock.advance(3_600_000);
		const { body } = await client.send({ phone_number: mobile });
		expect(body.errors).toEqual([
			{ code: -40008, description: 'Smart Verify exceeded transaction hard cap. Request denied.' },
		]);
	});
});

describe('the control surface', () => {
	it('shows inbox and requests, and empties them', async () => {
		await client.send({ phone_number: mobile });
		await client.send({ phone_number: '447700900123', sms_message: 'é+&' });
		expect(await get('/sandbox/messages')).toEqual(client.sandbox.messages());
		expect(await get('/sandbox/messages?number=447700900123')).toEqual(
			client.sandbox.messages().slice(1),
		);
		expect(await get('/sandbox/requests')).toMatchObject([
			{ method: 'POST', url: '/v1/verify/smart', status: 200, body: `phone_number=${mobile}` },
			{ body: 'phone_number=447700900123&sms_message=%C3%A9%2B%26', at: clock.now() },
		]);
		expect(client.sandbox.requests()[0].headers).toMatchObject({
			authorization: expect.stringMatching(/^Basic /),
			'content-type': 'application/x-www-form-urlencoded',
		});

		await fetch(`${client.sandbox.url}/sandbox/messages`, { method: 'DELETE' });
		expect([client.sandbox.messages().length, client.sandbox.requests().length]).toEqual([0, 2]);
		await fetch(`${client.sandbox.url}/sandbox/reset`, { method: 'POST' });
		expect(client.sandbox.requests()).toEqual([]);
	});

	it('lists numbers and accounts', async () => {
		expect(await get('/sandbox/numbers')).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ number: mobile, name: 'mobile', delivers: true }),
			]),
		);
		expect(await get('/sandbox/accounts')).toEqual(
			JSON.parse(JSON.stringify(client.sandbox.accounts)),
		);
	});

	it('changes settings until the next reset', async () => {
		const { settings } = client.sandbox;
		const change = { fault: 'burst', rateLimit: { perSecond: 5, burst: 1 }, riskBlock: 'channel' };
		expect(await (await patch(JSON.stringify(change))).json()).toMatchObject(change);
		expect(settings).toMatchObject(change);
		expect(await get('/sandbox/settings')).toEqual(settings);
		client.sandbox.reset();
		expect(settings).toMatchObject({ fault: null, rateLimit: null, riskBlock: 'smart', slowMs: 7 });
	});

	it.each([
		['{"latencyMs":"1"}', `The setting 'latencyMs' cannot be "1".`],
		['{"latencyMs":-1}', "The setting 'latencyMs' cannot be -1."],
		['{"fault":"none"}', `The setting 'fault' cannot be "none".`],
		['{"fault":"mobile"}', `The setting 'fault' cannot be "mobile".`],
		['{"riskBlock":"x"}', `The setting 'riskBlock' cannot be "x".`],
		['{"rateLimit":5}', "The setting 'rateLimit' cannot be 5."],
		['{"accountFeatures":["x"]}', `The setting 'accountFeatures' cannot be ["x"].`],
		['{"slowMs":1,"slow":1}', "There is no setting 'slow'."],
		['[1]', 'The settings must be a JSON object.'],
		['{', 'The settings must be a JSON object.'],
	])('refuses the settings %s', async (body, error) => {
		const before = { ...client.sandbox.settings };
		const reply = await patch(body);
		expect([reply.status, await reply.json()]).toEqual([400, { error }]);
		expect(client.sandbox.settings).toEqual(before);
	});

	it('does not start with a setting that is not one', async () => {
		await expect(startSandbox({ settings: { latencyMs: -1 } })).rejects.toThrow('latencyMs');
	});
});

describe('the phone', () => {
	const page = async (query = '') => await (await fetch(`${client.sandbox.url}/${query}`)).text();

	it('is HTML that needs nothing from elsewhere', async () => {
		const reply = await fetch(client.sandbox.url);
		expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8');
		const html = await reply.text();
		expect(html).toContain('No messages yet');
		expect(html).toContain(`<dt>${mobile}</dt>`);
		expect(html).not.toMatch(/https?:|src=|@import|url\(/);
	});

	it('shows messages as text, whatever is in them', async () => {
		const text = `<script>alert('1')</script> & "$$CODE$$" 😀`;
		await client.send({ phone_number: mobile, sms_message: text, language: '<i>' });
		await client.send({ phone_number: '13105550102', language: '<i>' });
		const { code } = client.sandbox.messages()[0];
		const html = await page();
		expect(html).toContain(
			`&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;<b>${code}</b>&quot; 😀`,
		);
		expect(html).not.toMatch(/<script>alert|<i>/);
		expect(html).toContain('Did not arrive: Not answered (101)');
	});

	it('shows one number, and says so if it has nothing', async () => {
		await client.send({ phone_number: mobile, sms_message: 'one' });
		await client.send({ phone_number: '447700900123', sms_message: 'two' });
		const html = await page(`?number=%2B${mobile}`);
		expect([html.includes('>one<'), html.includes('>two<')]).toEqual([true, false]);
		expect(await page('?number=12')).toContain('Nothing for +12 yet');
		expect(await page('?number=%22%3E%3Cscript%3E')).not.toContain('"><script>');
	});
});
