/** Smart Verify, SMS Verify and Voice Verify: sending, status, check, completion. */
import { testClock } from '../../sandbox/core/clock';
import { basic, formType, jsonType, landline, mobile, useClient } from './client';
import { run, scripts } from './script';

const clock = testClock();
const client = useClient({ clock });
const inbox = () => client().sandbox.messages();

const unusedId = '0'.repeat(32);

it.each(
	scripts(`
	GET /v1/verify/smart                     -> 405 -40005
	GET /v1/verify/call                      -> 405 -40005
	DELETE /v1/verify/${unusedId}            -> 405 -40005
	POST /v1/verify/completion/${unusedId}   -> 405 -40005
	GET /v1                                  -> 404 -40004
	GET /v1/verify/                          -> 404 -40004
	GET /v1/verify/completion                -> 404 -40004
	POST /v1/verify/smart/                   -> 404 -40004
	GET /%zz                                 -> 404 -40004`),
)('%s: HTTP %s', async (call, outcome) => {
	const [method, path] = call.split(' ');
	const { http, body } = await client().request(method, path);
	expect(`${http} ${body.errors[0].code}`).toBe(outcome);
	expect(body.status.code).toBe(500);
});

describe('scripts', () => {
	const long = 'x'.repeat(161);
	it.each(
		scripts(`
		smart 13105550100; phones                               -> 290; sms
		smart 13105550100 preference=call; phones               -> 103; voice
		smart 13105550100 preference=Voice%20Verify; phones     -> 103; voice
		smart 13105550100 preference=SMS%20Verify; phones       -> 290; sms
		smart 13105550100 preference=pigeon&ucid=??; phones     -> 290; sms
		smart 13105550101; phones                               -> 103; voice
		smart 13105550101 preference=sms; phones                -> 103; voice
		sms 13105550101; +4s; status; phones                    -> 290; 222; sms
		call 13105550100; +6s; status; phones                   -> 103; 100; voice
		smart                  -> 400 -10001 Invalid Request: Missing Parameter: phone_number
		sms 131055             -> 400 -10001 Invalid Request: PhoneNumber Parameter
		call 1310555010012345  -> 400 -10001 Invalid Request: PhoneNumber Parameter
		sms 03105550100        -> 400 -10001 Invalid Request: PhoneNumber Parameter
		smart 1-310-555-0100   -> 400 -10001 Invalid Request: PhoneNumber Parameter
		smart 13105550100 verify_code=12a4; phones -> 400 -10001 Invalid Request: verify_code Parameter: 12a4; none
		smart 13105550100 verify_code=12           -> 400 -10001 Invalid Request: verify_code Parameter: 12
		smart 13105550100 verify_code=12345678901  -> 400 -10001 Invalid Request: verify_code Parameter: 12345678901
		smart 13105550100 verify_code=0123456789&callback_url=x -> 290
		sms 13105550100 verify_code=12345678  -> 400 -10001 Invalid Request: verify_code Parameter: 12345678
		sms 13105550100 verify_code=0123456   -> 290
		call 13105550100 verify_code=123456   -> 400 -10001 Invalid Request: verify_code Parameter: 123456
		call 13105550100 verify_code=0123     -> 400 -10001 Invalid Request: verify_code Parameter: 0123
		call 13105550100 verify_code=12345    -> 103
		sms 13105550100 transaction_amount=5  -> 400 -10001 Invalid Request: Missing Parameter: transaction_payee
		sms 13105550100 transaction_payee=5   -> 400 -10001 Invalid Request: Missing Parameter: transaction_amount
		sms 13105550100 callback_url=x        -> 400 -10001 Invalid Request: callback_url Parameter: x
		sms 13105550100 sender_id=123456789012345678901 -> 400 -10001 Invalid Request: sender_id Parameter: 123456789012345678901
		sms 13105550100 template=${'👍'.repeat(160)}; sms 13105550100 template=${long} -> 290; 400 -10001 Invalid Request: template Parameter: ${long}
		set templateMaxLength=1600; sms 13105550100 template=${long} -> 290
		call 13105550100 prompt_digit=12      -> 400 -10001 Invalid Request: prompt_digit Parameter: 12
		call 13105550100 extension_type=3     -> 400 -10001 Invalid Request: extension_type Parameter: 3
		call 13105550100 extension_template=w -> 400 -10001 Invalid Request: extension_template Parameter: w
		call 13105550100 pressx=1&extension_type=1&extension_template=1,,2 -> 103
		set unknownValue=refused; smart 13105550100 ucid=TELF       -> 400 -10001 Invalid Request: ucid Parameter: TELF
		set unknownValue=refused; smart 13105550100 preference=push -> 400 -10001 Invalid Request: preference Parameter: push
		set unknownValue=refused; smart 13105550100 ucid=BACF&preference=sms -> 290
		set unknownValue=refused; sms 13105550100 is_primary=yes    -> 400 -10001 Invalid Request: is_primary Parameter: yes
		set unknownValue=refused; sms 13105550100 is_primary=false&ucid=BACF -> 290
		set unknownValue=refused; call 13105550100 ucid=TELF        -> 400 -10001 Invalid Request: ucid Parameter: TELF
		call 13105550100 ucid=TELF            -> 103
		set ownCode=ignored; smart 13105550100 verify_code=none -> 290
		smart 13105550116; +60s; status; phones                 -> 2028; 2028; none
		set riskBlock=channel; smart 13105550116                -> 233
		set riskBlock=channel; smart 13105550117                -> 133
		smart 13105550119                                       -> 130
		smart 13105550120                                       -> 229
		set blocks=later; smart 13105550118; +60s; status       -> 290; 230
		set blocks=later; smart 13105550124; +60s; status       -> 290; 237
		sms 13105550116; +60s; status; phones                   -> 290; 233; none
		set blocks=at once; sms 13105550116                     -> 233
		sms 13105550124; +60s; status; phones                   -> 290; 237; none
		sms 13105550130; +60s; status                           -> 290; 200
		call 13105550116; call 13105550118; phones              -> 133; 130; none
		set blocks=later; call 13105550118; +60s; status        -> 103; 130
		smart 13105550116 ignore_risk=true; smart 13105550116 ignore_risk=True; phones -> 290; 290; sms, sms
		smart 13105550117 ignore_risk=true; phones              -> 103; voice
		smart 13105550116 ignore_risk=false                     -> 2028
		smart 13105550118 ignore_risk=true                      -> 230
		sms 13105550116 ignore_risk=true; phones                -> 290; none
		smart 13105550100; +999; status; +1; status; +2999; status; +1; status; +200s; status -> 290; 290; 203; 203; 200; 200
		smart 13105550101; +5999; status; +1; status            -> 103; 103; 100
		smart 13105550113; +200s; status                        -> 290; 203
		smart 13105550101; complete                             -> 103; 1900 voice
		sms 13105550100; complete                               -> 290; 1900 sms
		status abc        -> 400 -10001 Invalid Request: ReferenceID Parameter: None
		complete abc      -> 400 -10001 Invalid parameter passed
		status ${unusedId}   -> 404 -10001 CustomerID/ReferenceID not found
		complete ${unusedId} -> 404 -10001 Customer ID / Reference ID not found
		sms 13105550100; +43200s; status; complete; +1; status; complete -> 290; 200; 1900 sms; 404 -10004 Reference ID expired; 404 -10004 Reference ID expired
		smart 13105550100; state; check wrong; state; check right; state -> 290; UNKNOWN; INVALID; INVALID; VALID; VALID
		smart 13105550100; check right; check right; check wrong; state  -> 290; VALID; VALID; INVALID; VALID
		sms 13105550100; check wrong; check wrong; check right           -> 290; INVALID; INVALID; VALID
		call 13105550100; check wrong; check wrong; check wrong; check right; state -> 103; INVALID; INVALID; INVALID; MAX_ATTEMPTS_EXCEEDED; MAX_ATTEMPTS_EXCEEDED
		smart 13105550100; +300001; state; check right; state            -> 290; UNKNOWN; EXPIRED; EXPIRED
		smart 13105550100; +300000; check right                          -> 290; VALID
		set codeAttempts=0; set codeLifetimeMs=0; smart 13105550100; check 1; check 2; check 3; check 4; +3600s; check right -> 290; INVALID; INVALID; INVALID; INVALID; VALID
		smart 13105550100 verify_code=0042; check 42; check 0042         -> 290; INVALID; VALID
		smart 13105550118; check x                                       -> 230; INVALID
		set checkOwnCode=false; sms 13105550100 verify_code=0042; check 0042 -> 290; UNKNOWN
		set rightCodeAgain=INVALID; set statusKeepsCodeState=false; smart 13105550100; check right; state; check right -> 290; VALID; UNKNOWN; INVALID
		set code="424242"; smart 13105550100; check 424242                 -> 290; VALID`),
	)('%s -> %s', async (steps, outcome) => {
		expect(await run(client(), clock, steps)).toBe(outcome);
	});
});

describe('sending', () => {
	it('answers in the documented shape', async () => {
		const reply = await client().send({ phone_number: `+${mobile}`, new_field: 'x' });
		expect(reply.headers.get('content-type')).toMatch(/^application\/json/);
		const national = { phone_number: '3105550100', country_code: '1' };
		const cleansed = { cleansed_code: 100, max_length: 10, min_length: 10, ...national };
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
				original: { complete_phone_number: mobile, ...national },
				cleansing: { call: cleansed, sms: cleansed },
			},
			phone_type: { code: '2', description: 'MOBILE' },
			carrier: { carrier_id: '1', name: 'Sandbox Telecom' },
		});
		const [{ code }] = inbox();
		expect(inbox()).toEqual([
			{
				reference_id: reply.body.reference_id,
				to: mobile,
				channel: 'sms',
				text: `Your verification code: ${code}`,
				code: expect.stringMatching(/^\d{6}$/),
				sent_on: reply.body.status.updated_on,
				delivered: true,
				final_status: 200,
				customer_id: client().sandbox.account.customerId,
			},
		]);
	});

	it.each([
		['smart', landline, 'voice', undefined, 6],
		['sms', mobile, 'sms', undefined, 7],
		['call', mobile, 'call', { caller_id: '+13105550199' }, 5],
	])('by %s has its own parts', async (product, number, sub, voice, digits) => {
		client().change({ accountFeatures: ['carrier', 'risk'] });
		const { body } = await client().send({ phone_number: number }, product);
		expect(body).toMatchObject({ sub_resource: sub, risk: { recommendation: 'allow' } });
		expect(body.voice).toEqual(voice);
		const has = ['verify', 'carrier', 'numbering'].filter((name) => name in body);
		expect(has).toEqual([product === 'smart' ? 'carrier' : 'verify']);
		expect(inbox()[0].code).toHaveLength(digits);
		const { body: status } = await client().status(body.reference_id?.toLowerCase());
		expect(status.sub_resource).toBe(sub === 'sms' ? 'sms' : 'call');
	});

	it.each([
		[jsonType, JSON.stringify({ phone_number: mobile }), 400],
		['nonsense', `phone_number=${mobile}`, 400],
		[`${formType.toUpperCase()}; charset=utf-8`, `phone_number=${mobile}`, 200],
		[formType, Buffer.from(`phone_number=${mobile}&sms_message=caf\xe9`, 'latin1'), 400],
		[formType, `phone_number=${mobile}&sms_message=caf%E9`, 400],
		[formType, `phone_number=${mobile}&sms_message=100%`, 400],
		[formType, `phone_number=+${mobile}`, 400],
	])('content type %s, body %s: HTTP %i', async (type, body, http) => {
		const headers = { 'content-type': type };
		const reply = await client().request('POST', '/v1/verify/smart', headers, body);
		expect([reply.http, inbox().length]).toEqual([http, http === 200 ? 1 : 0]);
	});

	it.each(
		scripts(`
		smart sms_message=Code $$CODE$$, again $$CODE$$ $%26 $1 $$     -> Code *, again * $& $1 $$
		smart sms_message=a%26b=c%2Bd%20e%25 é 👩‍👩‍👧 رمز $$CODE$$      -> a&b=c+d e% é 👩‍👩‍👧 رمز *
		smart preference=call&tts_message=Say $$CODE$$&language=fr-FR -> Say * (fr-FR)
		sms transaction_amount=$%26 5&transaction_payee=Shop          -> Your code to pay $& 5 to Shop: *
		sms template=<b>$$CODE$$</b>                                  -> <b>*</b>
		call tts_message=$$CODE$$                                     -> * (en-US)`),
	)('by %s delivers what was written: %s', async (send, outcome) => {
		const [, product, fields] = /^(\w+) (.*)/.exec(send)!;
		const form = Object.fromEntries(new URLSearchParams(fields));
		await client().send({ phone_number: mobile, ...form }, product);
		const [{ code, text, language }] = inbox();
		const spoken = language ? ` (${language})` : '';
		expect(text.replaceAll(code, '*') + spoken).toBe(outcome);
	});
});

it('an error has the ids of its request', async () => {
	const { accounts } = client().sandbox;
	const { customerId, apiKey } = accounts.find(({ name }) => name === 'wrong host')!;
	const other = { authorization: basic(customerId, apiKey) };
	const nobody = { authorization: basic('nobody', apiKey) };
	const ids = async (method: string, path: string, headers = {}) => {
		const { http, body } = await client().request(method, `/v1/verify/${path}`, headers);
		return [http, body.reference_id, body.sub_resource, body.status.code];
	};
	const isId = expect.stringMatching(/^[0-9A-F]{32}$/);
	expect(await ids('POST', 'sms', other)).toEqual([400, isId, 'sms', 500]);
	expect(await ids('GET', unusedId, other)).toEqual([401, null, null, 500]);
	expect(await ids('POST', 'call', nobody)).toEqual([401, isId, 'call', 500]);
	expect(await ids('POST', 'smart', nobody)).toEqual([401, isId, 'smart', 501]);
	expect(await ids('PUT', `completion/${unusedId}`, nobody)).toEqual([401, unusedId, 'voice', 501]);
	expect(await ids('GET', 'abc')).toEqual([400, 'None', '', 500]);
	for (const [product, sub, status] of [
		['call', 'call', 500],
		['smart', 'sms', 599],
	] as const) {
		const { reference_id: id } = (await client().send({ phone_number: mobile }, product)).body;
		clock.advance(12 * 3_600_000 + 1);
		expect(await ids('GET', String(id))).toEqual([404, id, sub, status]);
	}
});
