import { sentAs, word } from '../../api/fields/text';
import { smartVerify } from '../../api/product';
import {
	endUserIp,
	inBody,
	NOT_FOR_AGENTS,
	ownCode,
	sending,
	spokenLanguage,
	smsMessage,
	useCase,
	voiceMessage,
	YOU_CHECK_IT,
} from '../fields/sending';

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

const FROM_SDKS =
	' Telesign may ignore it: older Telesign SDKs have it, the current reference does not.';

/**
 * Send of Smart Verify. Sources: Telesign OpenAPI `smart-verify-api.json`; for `verify_code`,
 * `originating_ip`, `session_id`, `ignore_risk` and the values of `preference`: Telesign Java SDK 2016
 * (Verify.java).
 */
export const send = sending({
	product: smartVerify,
	url: '/v1/verify/smart',
	action: 'Send verification code by SMS or voice call',
	description: 'Send a one-time passcode. Telesign sends an SMS, or calls if that works better.',
	additionalFields: [
		{
			displayName: 'Delivery Method',
			name: 'preference',
			type: 'options',
			options: [
				{ name: 'SMS', value: 'sms', description: 'A text message' },
				{ name: 'Voice', value: 'call', description: 'A call in which the code is spoken' },
			],
			default: 'sms',
			description:
				"How to send the code. Without this field, Telesign chooses: an SMS, or a call if that works better. If the phone can't receive the method you choose, Telesign uses the other one.",
			check: deliveryMethod,
			...inBody('preference'),
		},
		endUserIp(FROM_SDKS),
		{
			displayName: 'End User Session ID',
			name: 'sessionId',
			type: 'string',
			default: '',
			description: `Your ID for the person's session.${FROM_SDKS}`,
			check: word(),
			...inBody('session_id'),
		},
		{
			displayName: 'Ignore Risk',
			name: 'ignoreRisk',
			type: 'boolean',
			default: false,
			description:
				'Whether to send even if Telesign rates the number as too risky for your account. Blocklists still apply. Leave it off on public forms: you pay for the codes that bots request.',
			displayOptions: NOT_FOR_AGENTS,
			check: sentAs('true'),
			...inBody('ignore_risk'),
		},
		spokenLanguage,
		ownCode(
			[1, 20],
			`${YOU_CHECK_IT} Telesign recommends its own codes, and may ignore this field.`,
		),
		smsMessage('sms_message'),
		useCase,
		voiceMessage,
	],
});
