/** The Verify API: sending, fallback by the clock, finalizing, and what it refuses. */
import { testClock } from '../../sandbox/core/clock';
import type { Settings } from '../../sandbox/server';
import { basic, formType, landline, mobile, useClient, type Reply } from './client';

const clock = testClock();
const client = useClient({ clock });

const inbox = () => client().sandbox.messages();
const summary = ({ http, body }: Reply) => [http, body.status.code];
const email = 'ann@example.com';

/** Starts a verification by these methods, `sms 30` with its fallback time. */
async function start(methods: string, number = mobile, more: object = {}) {
	const policy = methods.split(', ').map((text) => {
		const [method, time] = text.split(' ');
		return time === undefined ? { method } : { method, fallback_time: Number(time) };
	});
	const recipient = { phone_number: number, email };
	return await client().verify({ recipient, verification_policy: policy, ...more });
}
/** How it stands: `VERIFIED: sms FAILED 3056, voice VERIFIED 3900`. */
async function standing(id: unknown): Promise<string> {
	const { body } = await client().verification(id);
	const methods = body.inner_methods!.map(({ method, state, err_code: code }) =>
		[method, state, code].filter((part) => part !== undefined).join(' '),
	);
	return `${body.state}: ${methods.join(', ')}`;
}
const channels = () => inbox().map(({ channel }) => channel);
const wrong = (code: string) => (code === '111111' ? '222222' : '111111');

it('answers in the documented shapes', async () => {
	const { http, body } = await start('sms', mobile, {
		external_id: 'order 5',
		voice_lang: 'en-GB',
	});
	expect(http).toBe(200);
	const id = expect.stringMatching(/^[0-9A-F]{32}$/);
	const recipient = { phone_number: mobile, email };
	expect(body).toEqual({
		reference_id: id,
		recipient,
		state: 'ONGOING',
		verification_policy: [{ method: 'sms' }],
		status: { code: 3901, description: 'Request in progress' },
	});
	const now = new Date(clock.now()).toISOString().replace('Z', '000Z');
	const end = new Date(clock.now() + 300_000).toISOString().replace('Z', '000Z');
	expect((await client().verification(body.reference_id)).body).toEqual({
		reference_id: body.reference_id,
		created_on: now,
		updated_on: now,
		recipient,
		state: 'ONGOING',
		inner_methods: [
			{
				method: 'sms',
				state: 'ONGOING',
				err_code: 3901,
				err_msg: 'Request in progress',
				tried_on: now,
				updated_on: now,
				expires_on: end,
			},
		],
		verification_policy: [{ method: 'sms', fallback_time: 300 }],
		external_id: 'order 5',
		voice_lang: 'en-GB',
	});
	expect(inbox()).toMatchObject([
		{ to: mobile, channel: 'sms', code: expect.stringMatching(/^\d{6}$/), final_status: 3000 },
	]);
	expect((await client().finalize(body.reference_id, inbox()[0].code)).body).toEqual({
		status: { code: 3900, description: 'Verified' },
	});
});

describe('fallback', () => {
	it('comes when its time is up, until a code is right', async () => {
		const { body } = await start('whatsapp 30, sms 60, voice', mobile, { voice_lang: 'fr-FR' });
		const id = body.reference_id;
		clock.advance(29_999);
		expect(await standing(id)).toBe('ONGOING: whatsapp ONGOING 3000, sms CREATED, voice CREATED');
		clock.advance(1);
		expect(await standing(id)).toBe(
			'ONGOING: whatsapp FAILED 3056, sms ONGOING 3901, voice CREATED',
		);
		clock.advance(60_000);
		await standing(id);
		expect(channels()).toEqual(['whatsapp', 'sms', 'voice']);
		expect(new Set(inbox().map(({ code }) => code)).size).toBe(1);
		expect(inbox()[2]).toMatchObject({ language: 'fr-FR' });
		await client().finalize(id, inbox()[0].code);
		expect(await standing(id)).toBe(
			'VERIFIED: whatsapp FAILED 3056, sms FAILED 3056, voice VERIFIED 3900',
		);
		const { body: end } = await client().verification(id);
		expect(end.verification_policy).toEqual([
			{ method: 'whatsapp', fallback_time: 30 },
			{ method: 'sms', fallback_time: 60 },
			{ method: 'voice', fallback_time: 210 },
		]);
	});

	it('comes at once on a failure, at the very time, however late anybody looks', async () => {
		const { body } = await start('whatsapp, sms, voice', '13105550134');
		clock.advance(200_000);
		expect(await standing(body.reference_id)).toBe(
			'ONGOING: whatsapp FAILED 3055, sms FAILED 3034, voice ONGOING 3000',
		);
		const times = inbox().map(({ sent_on: at }) => Date.parse(at) - Date.parse(inbox()[0].sent_on));
		expect(times).toEqual([0, 4000, 8000]);
		expect(inbox().map(({ delivered }) => delivered)).toEqual([false, false, true]);
	});

	it.each([
		[
			'13105550133',
			'whatsapp, viber, rcs',
			'FAILED: whatsapp FAILED 3055, viber FAILED 3055, rcs FAILED 3055',
		],
		[landline, 'sms, email, voice', 'ONGOING: sms FAILED 3034, email ONGOING 3000, voice CREATED'],
		['13105550108', 'sms', 'FAILED: sms FAILED 3030'],
		['13105550103', 'voice', 'FAILED: voice FAILED 3003'],
		['13105550113', 'sms', 'ONGOING: sms ONGOING 3002'],
	])('to %s by %s: %s', async (number, methods, end) => {
		const { body } = await start(methods, number);
		clock.advance(20_000);
		expect(await standing(body.reference_id)).toBe(end);
	});

	it('ends with everything after 300 s', async () => {
		const { body } = await start('sms 60, voice 30');
		clock.advance(299_999);
		expect(await standing(body.reference_id)).toMatch(/^ONGOING: .*voice ONGOING 3000$/);
		clock.advance(1);
		expect(await standing(body.reference_id)).toBe('FAILED: sms FAILED 3056, voice FAILED 3056');
		const late = await client().finalize(body.reference_id, inbox()[0].code);
		expect(summary(late)).toEqual([200, 3908]);
		clock.advance(3_600_000);
		expect(channels()).toEqual(['sms', 'voice']);
	});

	it('skips what is not needed, and is not for those who are verified', async () => {
		const { body } = await start('sms 60, voice');
		await client().finalize(body.reference_id, inbox()[0].code);
		clock.advance(120_000);
		expect(await standing(body.reference_id)).toBe('VERIFIED: sms VERIFIED 3900, voice SKIPPED');
		expect(channels()).toEqual(['sms']);
	});

	it('brings a new code, if so chosen, and then that one alone is right', async () => {
		client().change({ codeAfterFallback: 'new' });
		const { body } = await start('sms 60, voice');
		clock.advance(60_000);
		const [first, second] = (await standing(body.reference_id), inbox());
		expect(first.code).not.toBe(second.code);
		expect(summary(await client().finalize(body.reference_id, first.code))).toEqual([200, 3904]);
		expect(summary(await client().finalize(body.reference_id, second.code))).toEqual([200, 3900]);
	});
});

describe('finalizing', () => {
	it.each([3904, 3909] as const)('judges three tries; a wrong one is %i first', async (first) => {
		client().change({ firstWrongCode: first });
		const { body } = await start('sms, voice');
		const id = body.reference_id;
		const [{ code }] = inbox();
		const say = async (entered: string) => summary(await client().finalize(id, entered));
		expect([await say(wrong(code)), await say('x')]).toEqual([
			[200, first],
			[200, first],
		]);
		expect(await standing(id)).toMatch(/^ONGOING/);
		expect(await say(wrong(code))).toEqual([200, first === 3904 ? 3909 : 3904]);
		expect(await standing(id)).toMatch(/^REJECTED: sms REJECTED 39\d\d, voice SKIPPED$/);
		expect(await say(code)).toEqual([200, 3931]);
	});

	it('takes the right code as the last try, once', async () => {
		const { body } = await start('sms', mobile, { security_factor: '0123456789' });
		for (let i = 0; i < 2; i += 1) await client().finalize(body.reference_id, '1');
		const end = async () => summary(await client().finalize(body.reference_id, '0123456789'));
		expect([await end(), await end()]).toEqual([
			[200, 3900],
			[200, 3931],
		]);
	});

	it('finds a code too old without using up a try, and young again after a fallback', async () => {
		client().change({ codeLifetimeMs: 60_000, lateCodeHttp: 400, codeAttempts: 1 });
		const { body } = await start('sms 90, voice');
		const [{ code }] = inbox();
		clock.advance(60_001);
		expect(summary(await client().finalize(body.reference_id, code))).toEqual([400, 3935]);
		clock.advance(30_000);
		expect(summary(await client().finalize(body.reference_id, code))).toEqual([200, 3900]);
	});
});

describe('what is refused', () => {
	const recipient = { phone_number: mobile };
	const policy = (...methods: string[]) => ({
		recipient: { ...recipient, email },
		verification_policy: methods.map((method) => ({ method })),
	});
	const timed = (...times: unknown[]) => ({
		recipient,
		verification_policy: times.map((time) => ({ method: 'sms', fallback_time: time })),
	});
	it.each<[number, number, object | string]>([
		[400, 3101, { recipient: { phone_number: 'abc' } }],
		[400, 3103, { recipient, external_id: 'é' }],
		[400, 3103, { recipient, external_id: 'x'.repeat(101) }],
		[400, 3106, { recipient, callback_url: '' }],
		[400, 3110, '{'],
		[400, 3110, '[]'],
		[400, 3110, {}],
		[400, 3110, { recipient: {} }],
		[400, 3110, { recipient: { ...recipient, name: 'Ann' } }],
		[400, 3110, { recipient, security_factor: '12' }],
		[400, 3110, { recipient, security_factor: 123456 }],
		[400, 3110, { recipient, message_template: { name: 'No' } }],
		[400, 3110, { recipient, voice_lang: 5 }],
		[400, 3110, policy()],
		[400, 3110, policy('pigeon')],
		[400, 3110, policy('sms', 'voice', 'rcs', 'viber')],
		[400, 3110, timed(29)],
		[400, 3110, timed('60')],
		[400, 3110, timed(200, 101)],
		[413, 3116, { recipient, external_id: 'x'.repeat(10 * 1024) }],
		[400, 3119, { recipient: { email: 'nobody' } }],
		[400, 3200, policy('silent', 'sms')],
		[400, 3302, { recipient: { email } }],
		[400, 3309, { recipient, verification_policy: [{ method: 'email' }] }],
	])('HTTP %i, %i: %j', async (http, code, body) => {
		const text = typeof body === 'string' ? body : JSON.stringify(body);
		const type = { 'content-type': 'application/json' };
		const reply = await client().request('POST', '/verification', type, text);
		expect(summary(reply)).toEqual([http, code]);
		expect(Object.keys(reply.body)).toEqual(http === 400 ? ['status'] : ['reference_id', 'status']);
		expect(inbox()).toEqual([]);
	});

	it.each([
		['no policy', { recipient }],
		['a +', { recipient: { phone_number: `+${mobile}` } }],
		[
			'everything',
			{ ...timed(30, 270), message_template: { name: 'my_own' }, security_factor: '123' },
		],
	])('but not %s', async (_name, body) => {
		expect(await client().verify(body)).toMatchObject({ http: 200, body: { recipient } });
		expect(channels()).toEqual(['sms']);
	});

	const unknown = '0'.repeat(32);
	it.each<[string, string, number, number, Partial<Settings>?]>([
		['GET', '/verification/invalid-id-12345', 400, 3110],
		['GET', `/verification/${unknown}`, 404, 3110],
		['GET', `/verification/${unknown}`, 400, 3110, { unknownVerificationHttp: 400 }],
		['PATCH', `/verification/${unknown}/state`, 404, 3110],
		['PATCH', `/verification/${unknown}`, 405, 3110],
		['GET', '/verification', 405, 3110],
		['GET', '/verification/', 404, 3110],
		['POST', `/verification/${unknown}/resend`, 404, 3110],
		['GET', `/verification/${unknown}`, 429, 3204, { fault: 'rate-limited' }],
	])('%s %s: HTTP %i, %i', async (method, path, http, code, settings = {}) => {
		client().change(settings);
		expect(summary(await client().request(method, path))).toEqual([http, code]);
	});

	it.each([
		['another action', { action: 'cancel', security_factor: '123456' }],
		['no code', { action: 'finalize' }],
	])('to finalize with %s', async (_name, body) => {
		const { reference_id: id } = (await start('sms')).body;
		const path = `/verification/${id}/state`;
		expect(summary(await client().request('PATCH', path, {}, JSON.stringify(body)))).toEqual([
			400, 3110,
		]);
		expect(summary(await client().finalize(id, inbox()[0].code))).toEqual([200, 3900]);
	});

	it('a form, and a callback URL where it is not enabled', async () => {
		const type = { 'content-type': formType };
		const form = await client().request('POST', '/verification', type, `phone_number=${mobile}`);
		expect(summary(form)).toEqual([400, 3110]);
		client().change({ verificationCallbackUrl: 'not enabled' });
		const url = await client().verify({ recipient, callback_url: 'https://reports.example/' });
		expect(summary(url)).toEqual([401, 3203]);
	});

	it.each([
		['active', 200, 3901, 3901],
		['suspended', 401, 3400, 3406],
		['no product', 401, 3906, 3906],
		['self-service', 401, 3906, 3906],
		['wrong host', 401, 3400, 3413],
		['wrong address', 401, 3400, 3409],
		['inactive key', 401, 3400, 3411],
	])('the account "%s": HTTP %i, %i, in finer words %i', async (name, http, code, finer) => {
		const { customerId, apiKey } = client().sandbox.accounts.find((one) => one.name === name)!;
		const headers = {
			authorization: basic(customerId, apiKey),
			'content-type': 'application/json',
		};
		const send = async () =>
			await client().request('POST', '/verification', headers, JSON.stringify({ recipient }));
		expect(summary(await send())).toEqual([http, code]);
		client().change({ loginCodes: 'finer' });
		expect(summary(await send())).toEqual([http, finer]);
	});

	it('what is blocked: at once, or when its outcome is known', async () => {
		const { body } = await start('sms, voice', '13105550116');
		expect([body.state, body.status.code]).toEqual(['REJECTED', 3072]);
		expect(await standing(body.reference_id)).toBe('REJECTED: sms REJECTED 3072, voice SKIPPED');
		client().change({ blocks: 'later' });
		const later = (await start('sms', '13105550118')).body;
		expect([later.state, later.status.code]).toEqual(['ONGOING', 3901]);
		clock.advance(4000);
		expect(await standing(later.reference_id)).toBe('FAILED: sms FAILED 3053');
		expect(inbox()).toEqual([]);
	});

	it('what is over a limit', async () => {
		client().change({ hardCap: 1, verificationStarted: 3001 });
		expect(summary(await start('sms'))).toEqual([200, 3001]);
		expect(summary(await start('sms'))).toEqual([429, 3207]);
		client().change({ hardCap: null, rateLimit: { perSecond: 1, burst: 1 } });
		const [first, second] = [await start('sms'), await start('sms')];
		expect([summary(first), summary(second)]).toEqual([
			[200, 3001],
			[429, 3204],
		]);
		// Others have limits of their own.
		expect((await client().send({ phone_number: mobile })).http).toBe(200);
	});
});
