import { testClock } from '../../sandbox/clock';
import { connect, formType, type Client, type Reply } from './client';

const clock = testClock();
let client: Client;
beforeAll(async () => {
	client = await connect({ clock });
});
afterAll(async () => await client.sandbox.close());
beforeEach(() => client.sandbox.reset());

const mobile = '13105550100';
const landline = '13105550101';
const unusedId = '0'.repeat(32);

const summary = ({ http, body }: Reply) => [http, body.status.code, body.errors[0]?.code];
const inbox = () => client.sandbox.messages();
const change = (settings: Partial<Client['sandbox']['settings']>) =>
	Object.assign(client.sandbox.settings, settings);
const state = async (id: unknown, code?: string) =>
	(await client.status(id, code)).body.verify?.code_state;
/** A code that is not `code`. */
const wrong = (code: string) => code.replace(/^./, (digit) => String((Number(digit) + 1) % 10));

describe('routes', () => {
	it.each([
		['GET', '/v1/verify/smart', 405, -40005],
		['PUT', '/v1/verify/smart', 405, -40005],
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
		['POST', '/v2/verify/smart', 404, -40004],
		['GET', '/%zz', 404, -40004],
	])('%s %s', async (method, path, http, code) => {
		expect(summary(await client.request(method, path))).toEqual([http, 500, code]);
	});

	it('names the malformed id as Telesign does', async () => {
		expect((await client.status('abc')).body).toMatchObject({
			reference_id: 'None',
			sub_resource: '',
			errors: [{ description: 'Invalid Request: ReferenceID Parameter: None' }],
		});
	});
});

describe('sending', () => {
	it('answers in the documented shape', async () => {
		const reply = await client.send({ phone_number: mobile });
		expect(reply.headers.get('content-type')).toMatch(/^application\/json/);
		const cleansed = {
			cleansed_code: 100,
			country_code: '1',
			max_length: 10,
			min_length: 10,
			phone_number: '3105550100',
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
			numbering: {
				original: {
					phone_number: '3105550100',
					complete_phone_number: mobile,
					country_code: '1',
				},
				cleansing: { call: cleansed, sms: cleansed },
			},
			phone_type: { code: '2', description: 'MOBILE' },
			carrier: { carrier_id: '1', name: 'Sandbox Telecom' },
		});
		expect(inbox()).toEqual([
			{
				reference_id: reply.body.reference_id,
				to: mobile,
				channel: 'sms',
				text: `Your verification code: ${inbox()[0].code}`,
				code: expect.stringMatching(/^\d{6}$/),
				sent_on: reply.body.status.updated_on,
				delivered: true,
				final_status: 200,
				customer_id: client.sandbox.account.customerId,
			},
		]);
	});

	it('leaves out what is not switched on for the account', async () => {
		change({ accountFeatures: ['risk'] });
		const { body } = await client.send({ phone_number: '13105550131' });
		expect(Object.keys(body)).toEqual(['reference_id', 'sub_resource', 'errors', 'status', 'risk']);
		expect(body.risk).toEqual({ level: 'medium', recommendation: 'flag', score: 501 });
	});

	it.each<[string, Record<string, string>, string]>([
		['missing', {}, 'Invalid Request: Missing Parameter: phone_number'],
		['empty', { phone_number: '' }, 'Invalid Request: Missing Parameter: phone_number'],
		['too short', { phone_number: '131055' }, 'Invalid Request: PhoneNumber Parameter'],
		['too long', { phone_number: '1310555010012345' }, 'Invalid Request: PhoneNumber Parameter'],
		['with 0 first', { phone_number: '03105550100' }, 'Invalid Request: PhoneNumber Parameter'],
		['written', { phone_number: '1 310-555-0100' }, 'Invalid Request: PhoneNumber Parameter'],
		['+ as a blank', { phone_number: ' 13105550100' }, 'Invalid Request: PhoneNumber Parameter'],
		[
			'code with a letter',
			{ phone_number: mobile, verify_code: '12a4' },
			'Invalid Request: verify_code Parameter: 12a4',
		],
		[
			'code too short',
			{ phone_number: mobile, verify_code: '12' },
			'Invalid Request: verify_code Parameter: 12',
		],
	])('refuses a parameter: %s', async (_name, fields, description) => {
		const reply = await client.send(fields);
		expect(summary(reply)).toEqual([400, 500, -10001]);
		expect(reply.body).toMatchObject({ sub_resource: 'smart', errors: [{ description }] });
		expect(inbox()).toEqual([]);
	});

	it.each([
		['application/json', JSON.stringify({ phone_number: mobile }), 415],
		['text/plain', `phone_number=${mobile}`, 415],
		['nonsense', `phone_number=${mobile}`, 415],
		[`${formType}; charset=utf-8`, `phone_number=${mobile}`, 200],
		[formType.toUpperCase(), `phone_number=${mobile}`, 200],
	])('content type %s', async (type, body, http) => {
		const reply = await client.request('POST', '/v1/verify/smart', { 'content-type': type }, body);
		expect(summary(reply)).toEqual(http === 200 ? [200, 290, undefined] : [415, 500, -40006]);
	});

	it.each<[string, string | Uint8Array]>([
		[
			'a raw byte that is not UTF-8',
			Buffer.from(`phone_number=${mobile}&sms_message=caf\xe9`, 'latin1'),
		],
		['an escaped one', `phone_number=${mobile}&sms_message=caf%E9`],
		['a broken escape', `phone_number=${mobile}&sms_message=100%`],
	])('refuses %s', async (_name, body) => {
		const headers = { 'content-type': formType };
		const reply = await client.request('POST', '/v1/verify/smart', headers, body);
		expect(summary(reply)).toEqual([400, 500, -40006]);
		expect(inbox()).toEqual([]);
	});

	it.each([
		'Code $$CODE$$, again $$CODE$$',
		'a&b=c+d%20e%',
		'Ünïcödé ✓ 👩‍👩‍👧 $$CODE$$',
		'رمز التحقق $$CODE$$ فقط',
		'line one\nline two\t$$CODE$$',
		'$& $1 $$ $$CODE$$',
	])('delivers the text as it was written: %s', async (text) => {
		await client.send({ phone_number: mobile, sms_message: text });
		const [{ code, text: shown }] = inbox();
		expect(shown).toBe(text.replaceAll('$$CODE$$', code));
	});

	it('takes a + before the number, a code of your own, and fields it does not know', async () => {
		const fields = { phone_number: `+${mobile}`, verify_code: '0042', new_field: 'x', ucid: '??' };
		const { body } = await client.send(fields);
		expect(inbox()).toMatchObject([{ to: mobile, code: '0042' }]);
		expect(await state(body.reference_id, '42')).toBe('INVALID');
		expect(await state(body.reference_id, '0042')).toBe('VALID');
	});

	it.each([
		[mobile, undefined, 'sms', 290],
		[mobile, 'call', 'voice', 103],
		[mobile, 'Voice Verify', 'voice', 103],
		[mobile, 'VOICE', 'voice', 103],
		[mobile, 'SMS Verify', 'sms', 290],
		[mobile, 'carrier pigeon', 'sms', 290],
		[landline, undefined, 'voice', 103],
		[landline, 'sms', 'voice', 103],
	])('%s with preference %s goes by %s', async (number, preference, channel, status) => {
		const { body } = await client.send({
			phone_number: number,
			...(preference === undefined ? {} : { preference }),
		});
		expect([body.sub_resource, body.status.code]).toEqual([channel, status]);
		expect(inbox()).toMatchObject([{ channel }]);
	});

	it('speaks the voice text, in en-US unless told otherwise', async () => {
		const texts = { sms_message: 'sms $$CODE$$', tts_message: 'voice $$CODE$$' };
		await client.send({ phone_number: landline, ...texts });
		await client.send({ phone_number: landline, ...texts, language: 'fr-FR' });
		expect(inbox().map(({ text, code, language }) => [text.replace(code, '*'), language])).toEqual([
			['voice *', 'en-US'],
			['voice *', 'fr-FR'],
		]);
	});
});

describe('blocks', () => {
	it.each([
		['13105550116', {}, 2028, 2028],
		['13105550117', {}, 2028, 2028],
		['13105550116', { riskBlock: 'channel' } as const, 233, 233],
		['13105550117', { riskBlock: 'channel' } as const, 133, 133],
		['13105550118', {}, 230, 230],
		['13105550119', {}, 130, 130],
		['13105550120', {}, 229, 229],
		['13105550121', {}, 129, 129],
		['13105550118', { blocks: 'later' } as const, 290, 230],
		['13105550119', { blocks: 'later' } as const, 103, 130],
	])('%s with %o: %i, in the end %i', async (number, settings, first, last) => {
		change(settings);
		const sent = await client.send({ phone_number: number });
		expect(summary(sent)).toEqual([200, first, undefined]);
		clock.advance(60_000);
		expect(summary(await client.status(sent.body.reference_id))).toEqual([200, last, undefined]);
		expect(inbox()).toEqual([]);
	});

	it.each([
		['13105550116', 'true', 1],
		['13105550116', 'True', 1],
		['13105550117', 'true', 1],
		['13105550116', 'false', 0],
		['13105550118', 'true', 0],
		['13105550120', 'true', 0],
	])('%s with ignore_risk=%s: %i delivered', async (number, ignoreRisk, delivered) => {
		await client.send({ phone_number: number, ignore_risk: ignoreRisk });
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
		const { body } = await client.send({ phone_number: number });
		const sentAt = clock.now();
		for (let i = 0; i < path.length; i += 2) {
			clock.advance(path[i]);
			const { body: now } = await client.status(body.reference_id);
			expect(now.status.code).toBe(path[i + 1]);
			expect(Date.parse(now.status.updated_on)).toBeGreaterThanOrEqual(sentAt);
			expect(now.verify).toEqual({ code_state: 'UNKNOWN', code_entered: '' });
		}
	});

	it('is kept for 12 hours', async () => {
		const { body } = await client.send({ phone_number: mobile });
		const path = `/v1/verify/completion/${body.reference_id}`;
		clock.advance(12 * 3_600_000);
		expect(summary(await client.status(body.reference_id))).toEqual([200, 200, undefined]);
		expect(summary(await client.request('PUT', path))).toEqual([200, 1900, undefined]);
		clock.advance(1);
		expect(summary(await client.status(body.reference_id))).toEqual([404, 599, -10004]);
		expect(summary(await client.request('PUT', path))).toEqual([404, 599, -10004]);
	});

	it('takes an id in lower case', async () => {
		const { body } = await client.send({ phone_number: mobile });
		const found = await client.status(body.reference_id?.toLowerCase());
		expect(found.body.reference_id).toBe(body.reference_id);
	});
});

describe('check', () => {
	async function sent() {
		const { body } = await client.send({ phone_number: mobile });
		return { id: body.reference_id, code: inbox()[0].code };
	}

	it('tells right from wrong, and keeps the last state', async () => {
		const { id, code } = await sent();
		expect(await state(id)).toBe('UNKNOWN');
		expect((await client.status(id, wrong(code))).body.verify).toEqual({
			code_state: 'INVALID',
			code_entered: wrong(code),
		});
		expect(await state(id)).toBe('INVALID');
		expect(await state(id, code)).toBe('VALID');
		expect(await state(id)).toBe('VALID');
		expect(await state(id, code)).toBe('VALID');
		expect(await state(id, wrong(code))).toBe('INVALID');
	});

	it('judges three tries, and the fourth not even if it is right', async () => {
		const { id, code } = await sent();
		for (let i = 0; i < 3; i += 1) expect(await state(id, wrong(code))).toBe('INVALID');
		expect(await state(id, code)).toBe('MAX_ATTEMPTS_EXCEEDED');
		expect(await state(id)).toBe('MAX_ATTEMPTS_EXCEEDED');
	});

	it('takes the right code as the third try', async () => {
		const { id, code } = await sent();
		expect([await state(id, wrong(code)), await state(id, wrong(code))]).toEqual([
			'INVALID',
			'INVALID',
		]);
		expect(await state(id, code)).toBe('VALID');
	});

	it('expires after 300 seconds', async () => {
		const { id, code } = await sent();
		clock.advance(300_000);
		expect(await state(id)).toBe('UNKNOWN');
		clock.advance(1);
		expect(await state(id)).toBe('EXPIRED');
		expect(await state(id, code)).toBe('EXPIRED');
	});

	it('has no limits where the account has none', async () => {
		change({ codeAttempts: 0, codeLifetimeMs: 0 });
		const { id, code } = await sent();
		for (let i = 0; i < 6; i += 1) expect(await state(id, wrong(code))).toBe('INVALID');
		clock.advance(3_600_000);
		expect(await state(id, code)).toBe('VALID');
	});

	it('never takes a code that was not sent', async () => {
		const { body } = await client.send({ phone_number: '13105550118' });
		expect(await state(body.reference_id, 'x')).toBe('INVALID');
		expect(inbox()).toEqual([]);
	});
});

describe('completion', () => {
	it('is recorded', async () => {
		const { body } = await client.send({ phone_number: landline });
		const reply = await client.request('PUT', `/v1/verify/completion/${body.reference_id}`);
		expect(reply).toMatchObject({
			http: 200,
			body: {
				reference_id: body.reference_id,
				sub_resource: 'voice',
				errors: [],
				status: { code: 1900, description: 'Verify completion successfully recorded' },
			},
		});
	});
});

describe('choices', () => {
	it.each<[Partial<Client['sandbox']['settings']>, Record<string, string>, number, number]>([
		[{ numberCleansing: 'none' }, { phone_number: `+${mobile}` }, 400, -10001],
		[{ unknownUcid: 'refused' }, { phone_number: mobile, ucid: 'TELF' }, 400, -10001],
		[{ unknownPreference: 'refused' }, { phone_number: mobile, preference: 'push' }, 400, -10001],
		[{ messageWithoutCode: 'refused' }, { phone_number: mobile, sms_message: 'hi' }, 400, -10001],
		[{ smsMaxLength: 4 }, { phone_number: mobile, sms_message: 'five!' }, 400, -10001],
		[{ noData: -40007 }, {}, 400, -40007],
		[{ unavailableHttp: 500 }, { phone_number: '14155550161' }, 500, -90001],
	])('%o refuses', async (settings, fields, http, code) => {
		change(settings);
		const reply = await client.send(fields);
		expect([reply.http, reply.body.errors[0].code]).toEqual([http, code]);
	});

	it.each<[Partial<Client['sandbox']['settings']>, Record<string, string>]>([
		[{ numberCleansing: 'punctuation' }, { phone_number: '+1 (310) 555-0100' }],
		[{ unknownUcid: 'refused' }, { phone_number: mobile, ucid: 'BACF' }],
		[{ unknownPreference: 'refused' }, { phone_number: mobile, preference: 'SMS Verify' }],
		[{ messageWithoutCode: 'refused' }, { phone_number: mobile, sms_message: '$$CODE$$' }],
		[{ smsMaxLength: 4 }, { phone_number: mobile, sms_message: '👍👍👍👍' }],
		[{ ownCode: 'ignored' }, { phone_number: mobile, verify_code: 'none' }],
	])('%o lets %o pass', async (settings, fields) => {
		change(settings);
		expect(summary(await client.send(fields))).toEqual([200, 290, undefined]);
	});

	it('change the shape of answers', async () => {
		change({
			voiceSubResource: 'call',
			verifyOnSend: true,
			codeDigits: 4,
			codeEntered: 'empty',
			checkOwnCode: false,
		});
		const { body } = await client.send({ phone_number: landline });
		expect(body).toMatchObject({
			sub_resource: 'call',
			verify: { code_state: 'UNKNOWN', code_entered: '' },
		});
		const { code } = inbox()[0];
		expect(code).toHaveLength(4);
		const { body: checked } = await client.status(body.reference_id, code);
		expect(checked.verify).toEqual({ code_state: 'VALID', code_entered: '' });

		const own = await client.send({ phone_number: mobile, verify_code: '123456' });
		expect(await state(own.body.reference_id, '123456')).toBe('UNKNOWN');
	});

	it('change the check', async () => {
		change({ rightCodeAgain: 'INVALID', statusKeepsCodeState: false });
		const { body } = await client.send({ phone_number: mobile });
		const { code } = inbox()[0];
		expect(await state(body.reference_id, code)).toBe('VALID');
		expect(await state(body.reference_id)).toBe('UNKNOWN');
		expect(await state(body.reference_id, code)).toBe('INVALID');
	});

	it('change errors', async () => {
		change({
			unauthorizedStatus: 500,
			unauthorizedReferenceId: 'none',
			expiredStatus: 500,
			wrongMediaTypeHttp: 400,
			completionOfBadId: -30013,
			refusedSubResource: 'unknown',
			hardCapProduct: 'Verify SMS',
			hardCap: 1,
		});
		const refused = await client.send({ phone_number: '14155550110' });
		expect(summary(refused)).toEqual([401, 500, -30000]);
		expect(refused.body).not.toHaveProperty('reference_id');

		const plain = await client.request(
			'POST',
			'/v1/verify/smart',
			{ 'content-type': 'text/plain' },
			'x',
		);
		expect(summary(plain)).toEqual([400, 500, -40006]);
		const completion = await client.request('PUT', '/v1/verify/completion/abc');
		expect(summary(completion)).toEqual([401, 500, -30013]);

		const { body } = await client.send({ phone_number: mobile });
		expect((await client.send({ phone_number: mobile })).body.errors[0]).toEqual({
			code: -40008,
			description: 'Verify SMS exceeded transaction hard cap. Request denied.',
		});
		clock.advance(13 * 3_600_000);
		const expired = await client.status(body.reference_id);
		expect(summary(expired)).toEqual([404, 500, -10004]);
		expect(expired.body.sub_resource).toBe('unknown');
	});
});
