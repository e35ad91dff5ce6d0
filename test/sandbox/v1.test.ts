/** Smart Verify, SMS Verify and Voice Verify: sending, status, check, completion. */
import { testClock } from '../../sandbox/core/clock';
import type { Settings } from '../../sandbox/server';
import { basic, formType, landline, mobile, useClient, type Reply } from './client';

const clock = testClock();
const client = useClient({ clock });

const unusedId = '0'.repeat(32);
const summary = ({ http, body }: Reply) => [http, body.status.code, body.errors[0]?.code];
const inbox = () => client().sandbox.messages();
const send = async (fields: Record<string, string>, product?: string) =>
	await client().send(fields, product);
const state = async (id: unknown, code?: string) =>
	(await client().status(id, code)).body.verify?.code_state;
/** A code that is not `code`. */
const wrong = (code: string) =>
	code.replace(/^./, (digit) => String(((Number(digit) + 1) % 9) + 1));
async function sent(fields: Record<string, string> = {}, product?: string) {
	const { body } = await send({ phone_number: mobile, ...fields }, product);
	return { id: body.reference_id, code: inbox().at(-1)!.code };
}

const products = ['smart', 'sms', 'call'];

describe('routes', () => {
	it.each([
		...products.map((product) => ['GET', `/v1/verify/${product}`, 405, -40005] as const),
		['DELETE', `/v1/verify/${unusedId}`, 405, -40005],
		['POST', `/v1/verify/completion/${unusedId}`, 405, -40005],
		['GET', `/v1/verify/${unusedId}`, 404, -10001],
		['PUT', `/v1/verify/completion/${unusedId}`, 404, -10001],
		['GET', '/v1/verify/abc', 400, -10001],
		['PUT', '/v1/verify/completion/abc', 400, -10001],
		['GET', '/v1', 404, -40004],
		['GET', '/v1/verify/', 404, -40004],
		['GET', '/v1/verify/completion', 404, -40004],
		['POST', '/v1/verify/smart/', 404, -40004],
		['GET', '/%zz', 404, -40004],
	] as const)('%s %s', async (method, path, http, code) => {
		expect(summary(await client().request(method, path))).toEqual([http, 500, code]);
	});

	it('name a malformed or unknown ID as Telesign does, for a completion in other words', async () => {
		const texts = async (reply: Promise<Reply>) => (await reply).body.errors[0].description;
		const malformed = await client().status('abc');
		expect(malformed.body).toMatchObject({ reference_id: 'None', sub_resource: '' });
		expect(await texts(client().status('abc'))).toBe(
			'Invalid Request: ReferenceID Parameter: None',
		);
		expect(await texts(client().complete('abc'))).toBe('Invalid parameter passed');
		expect(await texts(client().status(unusedId))).toBe('CustomerID/ReferenceID not found');
		expect(await texts(client().complete(unusedId))).toBe('Customer ID / Reference ID not found');
	});
});

describe('sending', () => {
	it('answers in the documented shape', async () => {
		const reply = await send({ phone_number: mobile });
		expect(reply.headers.get('content-type')).toMatch(/^application\/json/);
		const cleansed = {
			cleansed_code: 100,
			country_code: '1',
			max_length: 10,
			min_length: 10,
			phone_number: '3105550100',
		};
		const original = {
			phone_number: '3105550100',
			complete_phone_number: mobile,
			country_code: '1',
		};
		expect(reply.body).toEqual({
			reference_id: expect.stringMatching(/^[0-9A-F]{32}$/),
			sub_resource: 'sms',
			errors: [],
			status: {
				code: 290,
				description: 'Message in progress',
				updated_on: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
			},
			numbering: { original, cleansing: { call: cleansed, sms: cleansed } },
			phone_type: { code: '2', description: 'MOBILE' },
			carrier: { carrier_id: '1', name: 'Sandbox Telecom' },
		});
		const [{ code }] = inbox();
		expect(code).toMatch(/^\d{6}$/);
		expect(inbox()).toEqual([
			{
				reference_id: reply.body.reference_id,
				to: mobile,
				channel: 'sms',
				text: `Your verification code: ${code}`,
				code,
				sent_on: reply.body.status.updated_on,
				delivered: true,
				final_status: 200,
				customer_id: client().sandbox.account.customerId,
			},
		]);
	});

	it.each([
		['sms', 'sms', 290, 7],
		['call', 'call', 103, 5],
	])('by %s has `verify`, and nothing of Smart Verify', async (product, sub, code, digits) => {
		client().change({ accountFeatures: ['carrier', 'risk'] });
		const { body } = await send({ phone_number: mobile }, product);
		const unknown = { code_state: 'UNKNOWN', code_entered: '' };
		expect(body).toMatchObject({ sub_resource: sub, status: { code }, verify: unknown });
		expect(body).toHaveProperty('risk.recommendation', 'allow');
		expect(body).not.toHaveProperty('carrier');
		expect(body.voice).toEqual(sub === 'call' ? { caller_id: '+13105550199' } : undefined);
		expect(inbox()[0].code).toHaveLength(digits);
	});

	it('leaves out what is not switched on for the account', async () => {
		client().change({ accountFeatures: ['risk'] });
		const { body } = await send({ phone_number: '13105550131' });
		expect(Object.keys(body)).toEqual(['reference_id', 'sub_resource', 'errors', 'status', 'risk']);
		expect(body.risk).toEqual({ level: 'medium', recommendation: 'flag', score: 501 });
	});

	it.each<[string, Record<string, string>]>([
		['PhoneNumber Parameter', { phone_number: '131055' }],
		['PhoneNumber Parameter', { phone_number: '1310555010012345' }],
		['PhoneNumber Parameter', { phone_number: '03105550100' }],
		['PhoneNumber Parameter', { phone_number: '1 310-555-0100' }],
		['PhoneNumber Parameter', { phone_number: ' 13105550100' }],
		['Missing Parameter: phone_number', {}],
		['Missing Parameter: phone_number', { phone_number: '' }],
		['verify_code Parameter: 12a4', { phone_number: mobile, verify_code: '12a4' }],
		['verify_code Parameter: 12', { phone_number: mobile, verify_code: '12' }],
	])('refuses: %s (%o)', async (description, fields) => {
		for (const product of products) {
			const reply = await send(fields, product);
			expect(summary(reply)).toEqual([400, 500, -10001]);
			const errors = [{ description: `Invalid Request: ${description}` }];
			expect(reply.body).toMatchObject({ sub_resource: product, errors });
		}
		expect(inbox()).toEqual([]);
	});

	it.each<[string, string, Record<string, string>]>([
		['smart', 'verify_code', { verify_code: '12345678901' }],
		['sms', 'verify_code', { verify_code: '12345678' }],
		['sms', 'template', { template: 'x'.repeat(161) }],
		['sms', 'sender_id', { sender_id: 'x'.repeat(21) }],
		['sms', 'dlt_template_id', { dlt_template_id: '1'.repeat(41) }],
		['sms', 'transaction_payee', { transaction_amount: '$5' }],
		['sms', 'transaction_amount', { transaction_payee: 'Shop' }],
		['sms', 'callback_url', { callback_url: 'nowhere' }],
		['call', 'verify_code', { verify_code: '123456' }],
		['call', 'verify_code', { verify_code: '0123' }],
		['call', 'prompt_digit', { prompt_digit: '12' }],
		['call', 'prompt_message', { prompt_message: 'x'.repeat(2001) }],
		['call', 'extension_type', { extension_type: '3' }],
		['call', 'extension_template', { extension_template: 'w' }],
		['call', 'pressx', { pressx: '2' }],
	])('by %s refuses %s (%o)', async (product, name, fields) => {
		const reply = await send({ phone_number: mobile, ...fields }, product);
		expect(summary(reply)).toEqual([400, 500, -10001]);
		const { description } = reply.body.errors[0];
		expect(description).toBe(`Invalid Request: ${name} Parameter: ${fields[name] ?? ''}`);
	});

	it.each<[string, Record<string, string>, string]>([
		['smart', { verify_code: '0123456789', callback_url: 'nowhere' }, 'Your verification code: *'],
		['sms', { verify_code: '0123456', template: '*'.repeat(160) }, '*'.repeat(160)],
		['sms', { template: '👍'.repeat(160) }, '👍'.repeat(160)],
		[
			'sms',
			{ transaction_amount: '$& 5', transaction_payee: 'Shop' },
			'Your code to pay $& 5 to Shop: *',
		],
		['call', { verify_code: '12345', tts_message: 'Say $$CODE$$' }, 'Say *'],
		['call', { pressx: '1', extension_type: '1', extension_template: '1,,2' }, 'Hello. *'],
	])('by %s takes %o', async (product, fields, text) => {
		expect((await send({ phone_number: mobile, ...fields }, product)).http).toBe(200);
		const [{ code, text: shown }] = inbox();
		expect(code).toBe(fields.verify_code ?? code);
		const masked = shown.replace(code, '*').replace(/^Hello\..*/s, 'Hello. *');
		expect(masked).toBe(text);
	});

	it.each([
		['application/json', JSON.stringify({ phone_number: mobile }), 400],
		['text/plain', `phone_number=${mobile}`, 400],
		['nonsense', `phone_number=${mobile}`, 400],
		[`${formType}; charset=utf-8`, `phone_number=${mobile}`, 200],
		[formType.toUpperCase(), `phone_number=${mobile}`, 200],
		[formType, Buffer.from(`phone_number=${mobile}&sms_message=caf\xe9`, 'latin1'), 400],
		[formType, `phone_number=${mobile}&sms_message=caf%E9`, 400],
		[formType, `phone_number=${mobile}&sms_message=100%`, 400],
	])('content type %s, body %s: HTTP %i', async (type, body, http) => {
		const headers = { 'content-type': type };
		const reply = await client().request('POST', '/v1/verify/smart', headers, body);
		expect(summary(reply)).toEqual(http === 200 ? [200, 290, undefined] : [400, 500, -40006]);
		expect(inbox()).toHaveLength(http === 200 ? 1 : 0);
	});

	it.each([
		'Code $$CODE$$, again $$CODE$$',
		'a&b=c+d%20e%',
		'Ünïcödé ✓ 👩‍👩‍👧 رمز التحقق $$CODE$$',
		'line one\nline two\t$$CODE$$',
		'$& $1 $$ $$CODE$$',
	])('delivers the text as it was written: %s', async (text) => {
		await send({ phone_number: mobile, sms_message: text });
		const [{ code, text: shown }] = inbox();
		expect(shown).toBe(text.replaceAll('$$CODE$$', code));
	});

	it('takes a + before the number, a code of your own, and fields it does not know', async () => {
		const { id } = await sent({ phone_number: `+${mobile}`, verify_code: '0042', new_field: 'x' });
		expect(inbox()).toMatchObject([{ to: mobile, code: '0042' }]);
		expect([await state(id, '42'), await state(id, '0042')]).toEqual(['INVALID', 'VALID']);
	});

	it.each([
		[mobile, undefined, 'sms', 290],
		[mobile, 'call', 'voice', 103],
		[mobile, 'Voice Verify', 'voice', 103],
		[mobile, 'SMS Verify', 'sms', 290],
		[mobile, 'carrier pigeon', 'sms', 290],
		[landline, undefined, 'voice', 103],
		[landline, 'sms', 'voice', 103],
	])('%s with preference %s goes by %s', async (number, preference, channel, status) => {
		const wish = preference === undefined ? undefined : { preference };
		const { body } = await send({ phone_number: number, ...wish });
		expect([body.sub_resource, body.status.code]).toEqual([channel, status]);
		expect(inbox()).toMatchObject([{ channel }]);
	});

	it('speaks the voice text, in en-US unless told otherwise', async () => {
		const texts = { sms_message: 'sms $$CODE$$', tts_message: 'voice $$CODE$$' };
		await send({ phone_number: landline, ...texts });
		await send({ phone_number: landline, ...texts, language: 'fr-FR' });
		expect(inbox().map(({ text, code, language }) => [text.replace(code, '*'), language])).toEqual([
			['voice *', 'en-US'],
			['voice *', 'fr-FR'],
		]);
	});
});

describe('blocks', () => {
	const [now, later] = [{ blocks: 'at once' }, { blocks: 'later' }] as const;
	it.each<[string, string, Partial<Settings>, number, number]>([
		['smart', '13105550116', {}, 2028, 2028],
		['smart', '13105550117', {}, 2028, 2028],
		['smart', '13105550116', { riskBlock: 'channel' }, 233, 233],
		['smart', '13105550117', { riskBlock: 'channel' }, 133, 133],
		['smart', '13105550119', {}, 130, 130],
		['smart', '13105550120', {}, 229, 229],
		['smart', '13105550118', later, 290, 230],
		['smart', '13105550124', later, 290, 237],
		['sms', '13105550116', {}, 290, 233],
		['sms', '13105550116', now, 233, 233],
		['sms', '13105550118', {}, 290, 230],
		['sms', '13105550124', {}, 290, 237],
		['sms', '13105550130', {}, 290, 200],
		['sms', landline, {}, 290, 222],
		['call', '13105550116', {}, 133, 133],
		['call', '13105550118', {}, 130, 130],
		['call', '13105550118', later, 103, 130],
	])('by %s to %s with %o: %i, in the end %i', async (product, number, settings, first, last) => {
		client().change(settings);
		const { body } = await send({ phone_number: number }, product);
		clock.advance(60_000);
		const { body: after } = await client().status(body.reference_id);
		expect([body.status.code, after.status.code]).toEqual([first, last]);
		expect(inbox()).toHaveLength([200, 222].includes(last) ? 1 : 0);
	});

	it.each([
		['smart', '13105550116', 'true', 1],
		['smart', '13105550116', 'True', 1],
		['smart', '13105550117', 'true', 1],
		['smart', '13105550116', 'false', 0],
		['smart', '13105550118', 'true', 0],
		['sms', '13105550116', 'true', 0],
	])('by %s to %s with ignore_risk=%s: %i delivered', async (product, number, risk, delivered) => {
		await send({ phone_number: number, ignore_risk: risk }, product);
		expect(inbox()).toHaveLength(delivered);
	});
});

describe('status', () => {
	it.each([
		[mobile, [0, 290, 999, 290, 1, 203, 2999, 203, 1, 200, 200_000, 200]],
		[landline, [0, 103, 5999, 103, 1, 100]],
		['13105550113', [200_000, 203]],
		['13105550110', [1000, 220]],
	])('of %s moves on with time', async (number, path) => {
		const { body } = await send({ phone_number: number });
		for (let i = 0; i < path.length; i += 2) {
			clock.advance(path[i]);
			const { body: now } = await client().status(body.reference_id?.toLowerCase());
			expect([now.reference_id, now.status.code]).toEqual([body.reference_id, path[i + 1]]);
			expect(now.sub_resource).toBe(number === landline ? 'call' : 'sms');
			expect(now.verify).toEqual({ code_state: 'UNKNOWN', code_entered: '' });
		}
	});

	it.each([
		['smart', 599, 'sms'],
		['sms', 599, 'sms'],
		['call', 500, 'call'],
	])('of %s is kept for 12 hours, then %i', async (product, code, sub) => {
		const { id } = await sent({}, product);
		clock.advance(12 * 3_600_000);
		expect((await client().status(id)).http).toBe(200);
		expect(summary(await client().complete(id))).toEqual([200, 1900, undefined]);
		clock.advance(1);
		const late = await client().status(id);
		expect(summary(late)).toEqual([404, code, -10004]);
		expect(late.body.sub_resource).toBe(sub);
		expect(summary(await client().complete(id))).toEqual([404, code, -10004]);
	});

	it('of somebody else is not found, a refused log-in has the ids of its request', async () => {
		const { id } = await sent();
		const as = async (name: string, method: string, path: string) => {
			const { customerId, apiKey } = client().sandbox.accounts.find((one) => one.name === name)!;
			return await client().request(method, path, { authorization: basic(customerId, apiKey) });
		};
		expect(summary(await as('trial', 'GET', `/v1/verify/${id}`))).toEqual([404, 500, -10001]);
		const get = await as('wrong host', 'GET', `/v1/verify/${id}`);
		expect(summary(get)).toEqual([401, 500, -10001]);
		expect(get.body).toMatchObject({ reference_id: null, sub_resource: null });
		const put = await as('suspended', 'PUT', `/v1/verify/completion/${id}`);
		expect(put).toMatchObject({
			http: 401,
			body: {
				reference_id: id,
				sub_resource: 'voice',
				errors: [{ code: -30001, description: 'Account suspended' }],
			},
		});
	});
});

describe('check', () => {
	it('tells right from wrong, and keeps the last state', async () => {
		const { id, code } = await sent();
		expect((await client().status(id, wrong(code))).body.verify).toEqual({
			code_state: 'INVALID',
			code_entered: wrong(code),
		});
		expect(await state(id)).toBe('INVALID');
		expect(await state(id, code)).toBe('VALID');
		expect(await state(id)).toBe('VALID');
		expect(await state(id, code)).toBe('VALID');
		expect(await state(id, wrong(code))).toBe('INVALID');
		expect(await state(id)).toBe('VALID');
	});

	it('judges three tries, and the fourth not even if it is right', async () => {
		const { id, code } = await sent();
		for (let i = 0; i < 3; i += 1) expect(await state(id, wrong(code))).toBe('INVALID');
		expect(await state(id, code)).toBe('MAX_ATTEMPTS_EXCEEDED');
		expect(await state(id)).toBe('MAX_ATTEMPTS_EXCEEDED');
	});

	it('takes the right code as the third try', async () => {
		const { id, code } = await sent();
		for (let i = 0; i < 2; i += 1) await state(id, wrong(code));
		expect(await state(id, code)).toBe('VALID');
	});

	it('expires after 300 seconds, which shows once a code is entered', async () => {
		const { id, code } = await sent();
		clock.advance(300_001);
		expect(await state(id)).toBe('UNKNOWN');
		expect(await state(id, code)).toBe('EXPIRED');
		expect(await state(id)).toBe('EXPIRED');
		const { id: other, code: right } = await sent();
		clock.advance(300_000);
		expect(await state(other, right)).toBe('VALID');
	});

	it('has no limits where the account has none', async () => {
		client().change({ codeAttempts: 0, codeLifetimeMs: 0 });
		const { id, code } = await sent();
		for (let i = 0; i < 6; i += 1) expect(await state(id, wrong(code))).toBe('INVALID');
		clock.advance(3_600_000);
		expect(await state(id, code)).toBe('VALID');
	});
});

it.each([
	['smart', landline, 'voice'],
	['sms', mobile, 'sms'],
	['call', mobile, 'voice'],
])('completion of %s to %s is recorded', async (product, number, sub) => {
	const { body } = await send({ phone_number: number }, product);
	expect((await client().complete(body.reference_id)).body).toMatchObject({
		reference_id: body.reference_id,
		sub_resource: sub,
		errors: [],
		status: { code: 1900, description: 'Verify completion successfully recorded' },
	});
});

describe('choices', () => {
	const refusing = { unknownValue: 'refused' } as const;
	it.each<[string, Partial<Settings>, Record<string, string>, number]>([
		['smart', refusing, { ucid: 'TELF' }, 400],
		['smart', refusing, { preference: 'push' }, 400],
		['smart', refusing, { ucid: 'BACF', preference: 'SMS Verify' }, 200],
		['smart', {}, { ucid: '??', preference: 'push' }, 200],
		['sms', refusing, { ucid: 'TELF' }, 400],
		['sms', refusing, { is_primary: 'yes' }, 400],
		['sms', refusing, { ucid: 'BACF', is_primary: 'false', sim_swap_check: 'true' }, 200],
		['sms', {}, { ucid: 'TELF', is_primary: 'yes' }, 200],
		['call', refusing, { ucid: 'TELF' }, 400],
		['call', {}, { ucid: 'TELF' }, 200],
		['sms', { templateMaxLength: 1600 }, { template: 'x'.repeat(1600) }, 200],
		['smart', { ownCode: 'ignored' }, { verify_code: 'none' }, 200],
	])('%s with %o, %o: HTTP %i', async (product, settings, fields, http) => {
		client().change(settings);
		expect((await send({ phone_number: mobile, ...fields }, product)).http).toBe(http);
	});

	it('change the answer to a send, and the code', async () => {
		client().change({ voiceSubResource: 'call', verifyOnSend: true, code: '424242' });
		const { body } = await send({ phone_number: landline });
		const verify = { code_state: 'UNKNOWN', code_entered: '' };
		expect(body).toMatchObject({ sub_resource: 'call', verify });
		expect(inbox()[0].code).toBe('424242');
	});

	it('change the check', async () => {
		client().change({
			rightCodeAgain: 'INVALID',
			statusKeepsCodeState: false,
			checkOwnCode: false,
		});
		const { id, code } = await sent();
		expect(await state(id, code)).toBe('VALID');
		expect(await state(id)).toBe('UNKNOWN');
		expect(await state(id, code)).toBe('INVALID');
		const own = await sent({ verify_code: '123456' });
		expect(await state(own.id, '123456')).toBe('UNKNOWN');
	});
});
