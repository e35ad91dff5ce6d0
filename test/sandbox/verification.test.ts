/** The Verify API: sending, fallback by the clock, finalizing, and what it refuses. */
import { testClock } from '../../sandbox/core/clock';
import type { Settings } from '../../sandbox/server';
import { formType, jsonType, mobile, useClient, type Reply } from './client';
import { run, scripts } from './script';

const clock = testClock();
const client = useClient({ clock });
const inbox = () => client().sandbox.messages();
const summary = ({ http, body }: Reply) => `${http} ${body.status.code}`;
const type = { 'content-type': jsonType };
const recipient = { phone_number: mobile };

it('answers in the documented shapes', async () => {
	const policy = [
		{ method: 'whatsapp', fallback_time: 30 },
		{ method: 'sms' },
		{ method: 'voice' },
	];
	const more = { external_id: 'order 5', voice_lang: 'en-GB' };
	const { http, body } = await client().verify({ recipient, verification_policy: policy, ...more });
	expect(http).toBe(200);
	expect(body).toEqual({
		reference_id: expect.stringMatching(/^[0-9A-F]{32}$/),
		recipient,
		state: 'ONGOING',
		verification_policy: policy,
		status: { code: 3901, description: 'Request in progress' },
	});
	const at = (ms: number) => new Date(clock.now() + ms).toISOString().replace('Z', '000Z');
	const now = at(0);
	const first = {
		method: 'whatsapp',
		state: 'ONGOING',
		err_code: 3901,
		err_msg: 'Request in progress',
		tried_on: now,
		updated_on: now,
		expires_on: at(30_000),
	};
	expect((await client().verification(body.reference_id)).body).toEqual({
		reference_id: body.reference_id,
		created_on: now,
		updated_on: now,
		recipient,
		state: 'ONGOING',
		inner_methods: [first, ...['sms', 'voice'].map((method) => ({ method, state: 'CREATED' }))],
		verification_policy: [
			policy[0],
			{ method: 'sms', fallback_time: 60 },
			{ method: 'voice', fallback_time: 210 },
		],
		...more,
	});
	clock.advance(90_000);
	await client().verification(body.reference_id);
	expect(inbox()).toMatchObject([
		{ to: mobile, channel: 'whatsapp', code: inbox()[1].code, final_status: 3000 },
		{ channel: 'sms', code: expect.stringMatching(/^\d{6}$/), sent_on: at(-60_000) },
		{ channel: 'voice', language: 'en-GB', sent_on: at(0) },
	]);
	const end = await client().finalize(body.reference_id, inbox()[0].code);
	expect(end.body).toEqual({ status: { code: 3900, description: 'Verified' } });
});

describe('scripts', () => {
	it.each(
		scripts(`
		verify 13105550100 whatsapp 30, sms 60, voice; +29999; how   -> ONGOING 3901; ONGOING: whatsapp ONGOING 3000, sms CREATED, voice CREATED
		verify 13105550100 whatsapp 30, sms 60; +30s; how; phones    -> ONGOING 3901; ONGOING: whatsapp FAILED 3056, sms ONGOING 3901; whatsapp, sms
		verify 13105550134 whatsapp, sms, voice; +200s; how          -> ONGOING 3901; ONGOING: whatsapp FAILED 3055, sms FAILED 3034, voice ONGOING 3000
		verify 13105550133 whatsapp, viber, rcs; +20s; how           -> ONGOING 3901; FAILED: whatsapp FAILED 3055, viber FAILED 3055, rcs FAILED 3055
		verify 13105550101 sms, email, voice; +20s; how; phones      -> ONGOING 3901; ONGOING: sms FAILED 3034, email ONGOING 3000, voice CREATED; sms, email
		verify 13105550108 sms; +20s; how                            -> ONGOING 3901; FAILED: sms FAILED 3030
		verify 13105550103 voice; +20s; how                          -> ONGOING 3901; FAILED: voice FAILED 3003
		verify 13105550113 sms; +20s; how                            -> ONGOING 3901; ONGOING: sms ONGOING 3002
		verify 13105550100 sms 60, voice 30; +299999; how            -> ONGOING 3901; ONGOING: sms FAILED 3056, voice ONGOING 3000
		verify 13105550100 sms 60, voice 30; +300s; how; finalize right -> ONGOING 3901; FAILED: sms FAILED 3056, voice FAILED 3056; 3908
		verify 13105550100 email, sms; +119999; how                  -> ONGOING 3901; ONGOING: email ONGOING 3000, sms CREATED
		verify 13105550100 sms 60, voice; finalize right; +300s; how; phones -> ONGOING 3901; 3900; VERIFIED: sms VERIFIED 3900, voice SKIPPED; sms
		verify 13105550100 sms 60, voice; +60s; how; finalize first  -> ONGOING 3901; ONGOING: sms FAILED 3056, voice ONGOING 3901; 3900
		set codeAfterFallback=new; verify 13105550100 sms 60, voice; +60s; how; finalize first; finalize right -> ONGOING 3901; ONGOING: sms FAILED 3056, voice ONGOING 3901; 3904; 3900
		verify 13105550100 sms, voice; finalize wrong; finalize x; how; finalize wrong; how; finalize right -> ONGOING 3901; 3904; 3904; ONGOING: sms ONGOING 3901, voice CREATED; 3909; REJECTED: sms REJECTED 3909, voice SKIPPED; 3931
		set firstWrongCode=3909; verify 13105550100 sms; finalize 1; finalize 1; finalize 1 -> ONGOING 3901; 3909; 3909; 3904
		set codeAttempts=0; verify 13105550100 sms; finalize 1; finalize 1; finalize 1; finalize right -> ONGOING 3901; 3904; 3904; 3904; 3900
		verify 13105550100 sms {"security_factor":"0123456789"}; finalize 1; finalize 1; finalize 0123456789; finalize 0123456789 -> ONGOING 3901; 3904; 3904; 3900; 3931
		set codeLifetimeMs=60000; set codeAttempts=1; verify 13105550100 sms 90, voice; +60001; finalize right; +30s; finalize right -> ONGOING 3901; 3935; 3900
		set codeLifetimeMs=1; verify 13105550100 sms; +2; finalize right -> ONGOING 3901; 3935
		set verificationStarted=3001; verify 13105550100 sms   -> ONGOING 3001
		verify 13105550116 sms, voice; how; phones             -> REJECTED 3072; REJECTED: sms REJECTED 3072, voice SKIPPED; none
		set blocks=later; verify 13105550118 sms; +4s; how; phones -> ONGOING 3901; FAILED: sms FAILED 3053; none
		set verificationCallbackUrl=not enabled; verify 13105550100 sms {"callback_url":"https://reports.example/"} -> 401 3203
		verify 13105550100; phones                                   -> ONGOING 3901; sms
		verify +13105550100 sms 30, voice 270 {"message_template":{"name":"my_own"},"security_factor":"123"} -> ONGOING 3901
		verify abc sms                                               -> 400 3101
		verify 13105550100 sms {"external_id":"é"}                   -> 400 3103
		verify 13105550100 sms {"external_id":"${'x'.repeat(101)}"}  -> 400 3103
		verify 13105550100 sms {"callback_url":""}                   -> 400 3106
		verify 13105550100 sms {"recipient":{}}                      -> 400 3110
		verify 13105550100 sms {"recipient":null}                    -> 400 3110
		verify 13105550100 sms {"recipient":{"phone_number":"13105550100","name":"Ann"}} -> 400 3110
		verify 13105550100 sms {"security_factor":"12"}              -> 400 3110
		verify 13105550100 sms {"security_factor":123456}            -> 400 3110
		verify 13105550100 sms {"message_template":{"name":"No"}}    -> 400 3110
		verify 13105550100 sms {"voice_lang":5}                      -> 400 3110
		verify 13105550100 sms {"verification_policy":[]}            -> 400 3110
		verify 13105550100 pigeon                                    -> 400 3110
		verify 13105550100 sms, voice, rcs, viber                    -> 400 3110
		verify 13105550100 sms 29                                    -> 400 3110
		verify 13105550100 sms "60"                                  -> 400 3110
		verify 13105550100 sms 200, voice 101; phones                -> 400 3110; none
		verify 13105550100 sms {"recipient":{"email":"nobody"}}      -> 400 3119
		verify 13105550100 silent, sms                               -> 400 3200
		verify - sms                                                 -> 400 3302
		verify 13105550100 email {"recipient":{"phone_number":"13105550100"}} -> 400 3309
		verify 13105550100 sms {"external_id":"${'x'.repeat(10_240)}"} -> 413 3116`),
	)('%s -> %s', async (steps, outcome) => {
		expect(await run(client(), clock, steps)).toBe(outcome);
	});
});

const unknown = '0'.repeat(32);
it.each(
	scripts(`
	GET /verification/invalid-id-12345      -> 400 3110
	GET /verification/${unknown}            -> 404 3110
	GET /verification/${unknown} {"unknownVerificationHttp":400} -> 400 3110
	PATCH /verification/${unknown}/state    -> 404 3110
	PATCH /verification/${unknown}          -> 405 3110
	GET /verification                       -> 405 3110
	GET /verification/                      -> 404 3110
	POST /verification                      -> 400 3110
	GET /verification/${unknown} {"fault":"rate-limited"} -> 429 3204`),
)('%s -> %s', async (call, outcome) => {
	const [method, path, settings = '{}'] = call.split(' ');
	client().change(JSON.parse(settings) as Partial<Settings>);
	const reply = await client().request(method, path, type, method === 'GET' ? undefined : '[]');
	expect(summary(reply)).toBe(outcome);
	const shape = reply.http === 400 ? ['status'] : ['reference_id', 'status'];
	expect(Object.keys(reply.body)).toEqual(shape);
});

it('finalizes by nothing else, and takes no form', async () => {
	const { reference_id: id } = (await client().verify({ recipient })).body;
	const path = `/verification/${id}/state`;
	for (const body of ['{"action":"cancel","security_factor":"1"}', '{"action":"finalize"}', '{'])
		expect(summary(await client().request('PATCH', path, {}, body))).toBe('400 3110');
	expect(summary(await client().finalize(id, inbox()[0].code))).toBe('200 3900');
	const form = { 'content-type': formType };
	expect(summary(await client().request('POST', '/verification', form, 'x=y'))).toBe('400 3110');
});
