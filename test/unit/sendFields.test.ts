import fc from 'fast-check';
import type { INode } from 'n8n-workflow';
import type { Refusal } from '../../nodes/Telesign/api/fields/refusal';
import { CODE_PLACEHOLDER, SMS_MAX, TTS_MAX } from '../../nodes/Telesign/api/fields/text';
import { planOf, readValues, requestOf, shownFields } from '../../nodes/Telesign/exchange/plan';
import type { Operation } from '../../nodes/Telesign/exchange/operation';
import { send } from '../../nodes/Telesign/resources/smartVerify/send';
import { send as sendSms } from '../../nodes/Telesign/resources/smsVerify/send';
import { send as sendCall } from '../../nodes/Telesign/resources/voiceVerify/send';

const RUNS = { numRuns: 300 };
const phone_number = '12025550123';
const CODE = CODE_PLACEHOLDER;

type Fields = Record<string, unknown>;

/** What becomes of the fields of a Send operation, by their names on the wire. */
function fieldsOf(operation: Operation) {
	const plan = planOf(operation);
	const wireNames = plan.fields.flatMap(({ send: to }) => (to ? [to.property] : []));

	/** The form that they make, or why there is none. */
	function check(fields: Fields): { refusals: Refusal[] } | { body: Record<string, string> } {
		const additionalFields: Fields = {};
		let phoneNumber: unknown;
		for (const [wire, value] of Object.entries(fields)) {
			const field = plan.fields.find(({ send: to }) => to?.property === wire);
			if (wire === 'phone_number') phoneNumber = value;
			else additionalFields[field?.name ?? wire] = value;
		}
		const parameters = { phoneNumber, additionalFields };
		const node = { parameters } as unknown as INode;
		// What looks like an expression gives itself.
		const evaluate = (path: string) =>
			path === 'phoneNumber' ? phoneNumber : additionalFields[path.split('.')[1]];
		const shown = shownFields(plan, node);
		const read = readValues(shown, node, evaluate);
		if ('refusals' in read) return { refusals: read.refusals };

		return { body: requestOf(operation, shown, read.values).body as Record<string, string> };
	}

	/** The form of these fields besides the phone number, without the phone number. */
	function bodyOf(fields: Fields) {
		const checked = check({ phone_number, ...fields });
		if ('refusals' in checked) throw new Error(JSON.stringify(checked.refusals));
		const { phone_number: sent, ...rest } = checked.body;
		expect(sent).toBe(phone_number);

		return rest;
	}

	/** The display names of the fields that are refused, which each refusal names first. */
	function refusedIn(fields: Fields) {
		const checked = check({ phone_number, ...fields });

		return 'refusals' in checked
			? checked.refusals.map(({ refusal }) => /'([^']+)'/.exec(refusal)?.[1])
			: [];
	}

	return { check, bodyOf, refusedIn, wireNames };
}

const { check: checkSend, bodyOf, refusedIn, wireNames } = fieldsOf(send);

/** What counts as not filled in. */
const EMPTY = [undefined, null, '', ' \t\n'];

describe('the fields of Send', () => {
	it('needs a phone number only', () => {
		expect(checkSend({ phone_number: '+1 (202) 555-0123' })).toEqual({ body: { phone_number } });
	});

	it.each([
		['ucid', ' atck ', 'ATCK'],
		['ucid', 'TELF', 'TELF'],
		['preference', 'SMS', 'sms'],
		['preference', 'SMS Verify', 'sms'],
		['preference', 'sms_verify', 'sms'],
		['preference', ' Call ', 'call'],
		['preference', 'voice', 'call'],
		['preference', 'Voice Verify', 'call'],
		['preference', ' Push ', 'Push'],
		['preference', 'constructor', 'constructor'],
		['ignore_risk', true, 'true'],
		['ignore_risk', ' TRUE ', 'true'],
		['ignore_risk', '1', 'true'],
		['ignore_risk', 1, 'true'],
		['verify_code', '012345', '012345'],
		['verify_code', ' 012-345 ', '012345'],
		['language', ' en-US ', 'en-US'],
		['originating_ip', ' 192.0.2.1\n', '192.0.2.1'],
		['session_id', 42, '42'],
		['sms_message', `  ${CODE} is your code\n`, `  ${CODE} is your code\n`],
	])('sends %s %j as %j', (field, value, sent) => {
		expect(bodyOf({ [field]: value })).toEqual({ [field]: sent });
	});

	it.each([[false], ['false'], ['False'], ['0'], [0]])('does not send ignore_risk %j', (value) => {
		expect(bodyOf({ ignore_risk: value })).toEqual({});
	});

	it.each([
		['ucid', true, 'Use Case'],
		['ucid', { value: 'ATCK' }, 'Use Case'],
		['sms_message', [CODE], 'SMS Message'],
		['sms_message', false, 'SMS Message'],
		['sms_message', 'Hello', 'SMS Message'],
		['sms_message', '$CODE$', 'SMS Message'],
		['sms_message', '$$code$$', 'SMS Message'],
		['sms_message', `${CODE} \uD83D`, 'SMS Message'],
		['language', NaN, 'Language'],
		['preference', '\uDC00', 'Delivery Method'],
		['ignore_risk', 'yes', 'Ignore Risk'],
		['ignore_risk', 2, 'Ignore Risk'],
		['ignore_risk', {}, 'Ignore Risk'],
		['ignore_risk', ['true'], 'Ignore Risk'],
		['ignore_risk', Object.create(null), 'Ignore Risk'],
		['verify_code', '12a456', 'Own Code'],
		['verify_code', '-', 'Own Code'],
		['verify_code', '１２３', 'Own Code'],
		['verify_code', 123456, 'Own Code'],
		['verify_code', -123456, 'Own Code'],
		['verify_code', 123.5, 'Own Code'],
		['verify_code', 2 ** 53, 'Own Code'],
		['verify_code', true, 'Own Code'],
		['originating_ip', [], 'End User IP Address'],
		['session_id', {}, 'End User Session ID'],
		['phone_number', '020 7946 0123', 'Phone Number'],
		['phone_number', undefined, 'Phone Number'],
	])('refuses %j %j', (field, value, parameter) => {
		expect(refusedIn({ [field]: value })).toEqual([parameter]);
	});

	it('takes a message without the placeholder when there is an own code', () => {
		const fields = { sms_message: 'Your code is 1234', verify_code: '1234' };

		expect(bodyOf(fields)).toEqual(fields);
	});

	it('asks for the language of a spoken text', () => {
		expect(refusedIn({ tts_message: CODE })).toEqual(['Language']);
		expect(refusedIn({ tts_message: CODE, language: ' ' })).toEqual(['Language']);
		expect(refusedIn({ tts_message: {} })).toEqual(['Language', 'Voice Message']);
		expect(bodyOf({ tts_message: CODE, language: 'en-GB' })).toEqual({
			tts_message: CODE,
			language: 'en-GB',
		});
	});

	it.each([
		['sms_message', SMS_MAX, 'SMS Message'],
		['tts_message', TTS_MAX, 'Voice Message'],
	])('counts the characters of %s, %p at most, not UTF-16 units', (field, max, parameter) => {
		const text = (length: number) => CODE + '😀'.repeat(length - CODE.length);

		expect(refusedIn({ language: 'en-US', [field]: text(max) })).toEqual([]);
		expect(refusedIn({ language: 'en-US', [field]: text(max + 1) })).toEqual([parameter]);
	});

	it('names everything that is to be corrected, each parameter once', () => {
		expect(
			refusedIn({
				phone_number: '',
				ucid: {},
				sms_message: 'x',
				tts_message: 'y',
				ignore_risk: 'maybe',
			}),
		).toEqual([
			'Phone Number',
			'Ignore Risk',
			'Language',
			'SMS Message',
			'Use Case',
			'Voice Message',
		]);
		expect(refusedIn({ sms_message: 'x', verify_code: 'y' })).toEqual(['Own Code']);
		expect(refusedIn({ tts_message: CODE, language: {} })).toEqual(['Language']);
	});

	it('sends none but the fields of Send', () => {
		const others = JSON.parse('{"__proto__":"a","constructor":"b","callback_url":"c"}') as object;

		expect(checkSend({ phone_number, ...others })).toEqual({ body: { phone_number } });
	});
});

describe.each([send, sendSms, sendCall])('a field of $product.name that is empty', (operation) => {
	const one = fieldsOf(operation);

	it.each(
		one.wireNames
			.filter((name) => name !== 'phone_number')
			.flatMap((name) => EMPTY.map((value) => [name, value] as const)),
	)('is not sent: %s, %j', (field, value) => {
		expect(one.bodyOf({ [field]: value })).toEqual({});
	});
});

describe('the fields of Send, for any input,', () => {
	const field = fc.oneof(fc.constantFrom(...wireNames), fc.string({ unit: 'binary' }));
	const value = fc.oneof(
		fc.anything(),
		fc.string({ unit: 'binary' }),
		fc.constantFrom(phone_number, CODE, 'en-US', true, false, '1234'),
	);
	const fields = fc
		.tuple(fc.dictionary(field, value), fc.boolean())
		.map(([some, valid]) => (valid ? { ...some, phone_number } : some));

	it('gives either a form that can be encoded or refusals, and never throws', () => {
		fc.assert(
			fc.property(fields, (raw) => {
				const checked = checkSend(raw);
				if ('body' in checked) {
					expect(checked).not.toHaveProperty('refusals');
					expect(checked.body.phone_number).toMatch(/^[1-9]\d{6,14}$/);
					for (const [name, sent] of Object.entries(checked.body)) {
						expect(sent).toMatch(/[^]/);
						expect(() => encodeURIComponent(name + sent)).not.toThrow();
					}
				} else {
					expect(checked.refusals.length).toBeGreaterThan(0);
					for (const { refusal, advice } of checked.refusals) {
						expect(refusal).toMatch(/[^.]$/);
						expect(advice).toMatch(/\.$/);
					}
				}
			}),
			RUNS,
		);
	});

	it('gives the same form for its own form', () => {
		fc.assert(
			fc.property(fields, (raw) => {
				const checked = checkSend(raw);
				fc.pre('body' in checked);

				expect('body' in checked && checkSend(checked.body)).toEqual(checked);
			}),
			RUNS,
		);
	});

	it('never repeats an own code or a message in a refusal', () => {
		const secret = fc.stringMatching(/^SECRET[a-z]{8}$/);
		fc.assert(
			fc.property(secret, fc.constantFrom('', '\uD800', 'x'.repeat(2000)), (word, rest) => {
				const checked = checkSend({
					phone_number,
					verify_code: word + rest,
					sms_message: word + rest,
					tts_message: word + rest,
				});

				expect(checked).toHaveProperty('refusals');
				expect(JSON.stringify(checked)).not.toContain(word);
			}),
			RUNS,
		);
	});
});

describe('the fields of Send of SMS Verify', () => {
	const sms = fieldsOf(sendSms);

	it('are those of its reference', () => {
		expect([...sms.wireNames].sort()).toEqual(
			[
				'callback_url dlt_entity_id dlt_template_id is_primary language originating_ip phone_number',
				'sender_id sim_swap_check template transaction_amount transaction_payee ucid verify_code',
			].flatMap((line) => line.split(' ')),
		);
	});

	it.each([
		[{ template: `Pay with ${CODE}` }, { template: `Pay with ${CODE}` }],
		[{ verify_code: ' 0-12 ' }, { verify_code: '012' }],
		[{ is_primary: false }, { is_primary: 'false' }],
		[{ is_primary: 'true' }, { is_primary: 'true' }],
		[{ sim_swap_check: 0 }, { sim_swap_check: 'false' }],
		[{ sender_id: ' EXAMPLE ' }, { sender_id: 'EXAMPLE' }],
		[{ callback_url: 'https://n8n.example.com/x' }, { callback_url: 'https://n8n.example.com/x' }],
		[
			{ transaction_amount: 12.5, transaction_payee: 'Example Shop' },
			{ transaction_amount: '12.5', transaction_payee: 'Example Shop' },
		],
	] as Array<[Fields, Fields]>)('sends %j as %j', (fields, sent) => {
		expect(sms.bodyOf(fields)).toEqual(sent);
	});

	it.each([
		[{ verify_code: '12' }, ['Own Code']],
		[{ verify_code: '12345678' }, ['Own Code']],
		[{ template: 'no code' }, ['SMS Message']],
		[{ sender_id: 'x'.repeat(21) }, ['Sender ID']],
		[{ dlt_entity_id: Number('1101234567890123456') }, ['DLT Entity ID']],
		[{ sender_id: 1e21 }, ['Sender ID']],
		[{ language: 'x'.repeat(201) }, ['Language']],
		[{ callback_url: 'https://n8n.example.com:99999/x' }, ['Callback URL']],
		[{ callback_url: 'https://n8n.example.com/\nx' }, ['Callback URL']],
		[{ callback_url: `https://n8n.example.com/${'x'.repeat(2000)}` }, ['Callback URL']],
		[{ dlt_entity_id: '1'.repeat(41) }, ['DLT Entity ID']],
		[{ callback_url: 'n8n.example.com' }, ['Callback URL']],
		[{ callback_url: 'ftp://n8n.example.com' }, ['Callback URL']],
		[{ transaction_amount: '12' }, ['Payment Payee']],
		[{ transaction_payee: 'Example Shop' }, ['Payment Amount']],
	] as Array<[Fields, string[]]>)('refuses %j in %j', (fields, refused) => {
		expect(sms.refusedIn(fields)).toEqual(refused);
	});
});

describe('the fields of Send of Voice Verify', () => {
	const call = fieldsOf(sendCall);

	it('are those of its reference', () => {
		expect([...call.wireNames].sort()).toEqual(
			[
				'callback_url caller_id extension_template extension_type language originating_ip',
				'phone_number pressx prompt_digit prompt_message tts_message ucid verify_code',
			].flatMap((line) => line.split(' ')),
		);
	});

	it.each([
		[
			{ tts_message: CODE, language: 'en-GB' },
			{ tts_message: CODE, language: 'en-GB' },
		],
		[{ caller_id: '+1 (310) 555-0199' }, { caller_id: '13105550199' }],
		[
			{ extension_template: ',,104', extension_type: 1 },
			{ extension_template: ',,104', extension_type: '1' },
		],
		[
			{ prompt_message: 'Press 1', prompt_digit: 1 },
			{ prompt_message: 'Press 1', prompt_digit: '1' },
		],
		[{ pressx: true }, { pressx: '1' }],
		[{ pressx: false }, {}],
	] as Array<[Fields, Fields]>)('sends %j as %j', (fields, sent) => {
		expect(call.bodyOf(fields)).toEqual(sent);
	});

	it.each([
		[{ tts_message: CODE }, ['Language']],
		[{ verify_code: '123456' }, ['Own Code']],
		[{ caller_id: '555-0199' }, ['Caller ID']],
		[{ extension_template: '104' }, ['Extension Type']],
		[{ extension_type: '1' }, ['Extension']],
		[{ extension_template: 'x104', extension_type: '1' }, ['Extension']],
		[{ extension_template: '104', extension_type: '3' }, ['Extension Type']],
		[{ prompt_message: 'Press 1' }, ['Prompt Digit']],
		[{ prompt_digit: '1' }, ['Prompt Message']],
		[{ prompt_message: 'Press 12', prompt_digit: '12' }, ['Prompt Digit']],
		[{ prompt_message: 'x'.repeat(TTS_MAX + 1), prompt_digit: '1' }, ['Prompt Message']],
		[{ pressx: true, tts_message: CODE, language: 'en-US' }, ['Press a Digit First']],
		[{ pressx: true, prompt_message: 'Press 1', prompt_digit: '1' }, ['Press a Digit First']],
		[{ extension_template: 104, extension_type: '1' }, ['Extension']],
	] as Array<[Fields, string[]]>)('refuses %j in %j', (fields, refused) => {
		expect(call.refusedIn(fields)).toEqual(refused);
	});
});

it.each([send, sendSms, sendCall])(
	'the advice of $product.name names its own fields alone',
	(operation) => {
		const names = operation.fields.flatMap(({ displayName, options = [] }) => [
			displayName,
			...options.map((option) => ('displayName' in option ? option.displayName : option.name)),
		]);
		const named = Object.values(operation.product.advice).flatMap((line) =>
			[...line.matchAll(/'([^']+)'/g)].map(([, name]) => name),
		);
		const elsewhere = ['Reference ID', 'Requests per Second'];
		expect(named.filter((name) => ![...elsewhere, ...names].includes(name))).toEqual([]);
	},
);
