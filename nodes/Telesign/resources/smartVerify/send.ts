import { LANGUAGES, USE_CASES } from '../../api/fields/choices';
import { ownCode } from '../../api/fields/code';
import { isEmpty, refuse, type Check } from '../../api/fields/refusal';
import { flag, message, SMS_MAX, TTS_MAX, word } from '../../api/fields/text';
import { part, textOf } from '../../api/envelope';
import { smartVerify } from '../../api/product';
import type { Operation } from '../../exchange/operation';
import {
	allowedCallingCodes,
	defaultCountry,
	options,
	phoneNumber,
	simplify,
} from '../fields/common';
import { channelAndStatus } from '../transaction/item';

/** Spellings of the two methods. The product names stand in the OpenAPI, the SDKs send these words. */
const METHODS = new Map([
	['sms', 'sms'],
	['smsverify', 'sms'],
	['call', 'call'],
	['phonecall', 'call'],
	['voice', 'call'],
	['voicecall', 'call'],
	['voiceverify', 'call'],
]);

/** Another word is sent as it is, for Telesign to decide. */
const deliveryMethod = word(
	(written) => METHODS.get(written.toLowerCase().replace(/[\s_-]/g, '')) ?? written,
);

/** Sent only when true. */
const ignoreRisk: Check<'true' | undefined> = (...field) => {
	const checked = flag(false)(...field);
	return 'refusal' in checked ? checked : { value: checked.value ? 'true' : undefined };
};

/** A text that is spoken needs one. */
const language: Check<string | undefined> = (value, name, others) => {
	if (!isEmpty(value) || isEmpty(others.ttsMessage)) return word()(value, name, others);

	return refuse(
		`'${name}' is empty, and a 'Voice Message' needs one`,
		"Choose the language of the text in 'Voice Message'.",
	);
};

/**
 * Send: one code to one number. Sources: Telesign OpenAPI `smart-verify-api.json`; for `verify_code`,
 * `originating_ip`, `session_id`, `ignore_risk` and the values of `preference`: Telesign Java SDK 2016
 * (Verify.java).
 */
export const send: Operation = {
	value: 'send',
	name: 'Send',
	action: 'Send verification code by SMS or voice call',
	description: 'Text or call a person with a one-time passcode; Telesign chooses what works best',
	product: smartVerify,
	request: {
		method: 'POST',
		url: '/v1/verify/smart',
		headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
	},
	fields: [
		phoneNumber,
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: [
				{
					displayName: 'Delivery Method',
					name: 'preference',
					type: 'options',
					options: [
						{
							name: 'SMS',
							value: 'sms',
							description: 'Text message',
						},
						{
							name: 'Voice',
							value: 'call',
							description: 'Phone call in which the code is spoken',
						},
					],
					default: 'sms',
					description:
						'What to try instead of what Telesign would choose. Where the phone cannot take it, Telesign uses the other one.',
					check: deliveryMethod,
					routing: { send: { type: 'body', property: 'preference' } },
				},
				{
					displayName: 'End User IP Address',
					name: 'originatingIp',
					type: 'string',
					default: '',
					placeholder: 'e.g. 203.0.113.7',
					description:
						"IP address of the person who asked for the code, never your server's. Known from Telesign's SDKs only; its Smart Verify reference does not list it.",
					check: word(),
					routing: { send: { type: 'body', property: 'originating_ip' } },
				},
				{
					displayName: 'End User Session ID',
					name: 'sessionId',
					type: 'string',
					default: '',
					description:
						"Your own ID of the person's session. Known from Telesign's SDKs only; its Smart Verify reference does not list it.",
					check: word(),
					routing: { send: { type: 'body', property: 'session_id' } },
				},
				{
					displayName: 'Ignore Risk',
					name: 'ignoreRisk',
					type: 'boolean',
					default: false,
					description:
						'Whether to send the code even if the risk score of the number is above the limit set for your account. Blocklists still apply.',
					check: ignoreRisk,
					routing: { send: { type: 'body', property: 'ignore_risk' } },
				},
				{
					displayName: 'Language',
					name: 'language',
					type: 'options',
					options: LANGUAGES,
					default: 'en-US',
					description:
						'Language of the text in Voice Message, or else of the message that Telesign words. Any other tag can be given by an expression; Telesign may replace one that it does not support.',
					check: language,
					routing: { send: { type: 'body', property: 'language' } },
				},
				{
					displayName: 'Own Code',
					name: 'verifyCode',
					type: 'string',
					default: '',
					placeholder: 'e.g. 042917',
					description:
						"Digits to send instead of a code that Telesign makes up. You then check what the person types, not Telesign. Known from Telesign's SDKs only; its Smart Verify reference does not list it.",
					check: ownCode,
					routing: { send: { type: 'body', property: 'verify_code' } },
				},
				{
					displayName: 'SMS Message',
					name: 'smsMessage',
					type: 'string',
					typeOptions: { rows: 3 },
					default: '',
					placeholder: 'e.g. Your code for Example Shop is $$CODE$$',
					description:
						'Text to send when the code goes by SMS. Write $$CODE$$ where the code belongs.',
					check: message(SMS_MAX, 'verifyCode'),
					routing: { send: { type: 'body', property: 'sms_message' } },
				},
				{
					displayName: 'Use Case',
					name: 'ucid',
					type: 'options',
					options: USE_CASES,
					default: 'ATCK',
					description: 'What the code is for. Telesign weighs risk by it.',
					check: word((written) => written.toUpperCase()),
					routing: { send: { type: 'body', property: 'ucid' } },
				},
				{
					displayName: 'Voice Message',
					name: 'ttsMessage',
					type: 'string',
					typeOptions: { rows: 3 },
					default: '',
					placeholder: 'e.g. Hello, your code is $$CODE$$. Once more: $$CODE$$',
					description:
						'Text to speak when the code goes by phone call. Write $$CODE$$ where the code belongs, and choose its Language. A new line makes a long pause, a colon a short one.',
					check: message(TTS_MAX, 'verifyCode'),
					routing: { send: { type: 'body', property: 'tts_message' } },
				},
			],
		},
		simplify,
		options(allowedCallingCodes, defaultCountry),
	],

	does: 'send the code',
	done: 'sent',
	ifAnswerIsLost: {
		mayHaveHappened: 'The code may have been sent',
		findOut:
			'Nothing is sent again by itself. Ask the person, or look into the reports of the Telesign portal, before you run this item again.',
	},

	// Without a reference ID there is nothing to check the code with.
	isResult: ({ referenceId, meaning: { state } }) =>
		referenceId !== undefined && state !== 'blocked' && state !== 'failed',

	toItem(answer, { phoneNumber: to }) {
		const { json, referenceId } = answer;
		const optional = {
			phone_type: textOf(part(json, 'phone_type').description),
			carrier: textOf(part(json, 'carrier').name),
			risk_recommendation: textOf(part(json, 'risk').recommendation),
		};
		return {
			reference_id: referenceId ?? null,
			phone_number: to as string,
			...channelAndStatus(answer),
			...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
		};
	},
};
