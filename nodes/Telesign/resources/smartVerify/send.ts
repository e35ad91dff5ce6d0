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

const FROM_SDKS = " Known from Telesign's SDKs only; its Smart Verify reference does not list it.";

/**
 * Send of Smart Verify. Sources: Telesign OpenAPI `smart-verify-api.json`; for `verify_code`,
 * `originating_ip`, `session_id`, `ignore_risk` and the values of `preference`: Telesign Java SDK 2016
 * (Verify.java).
 */
export const send = sending({
	product: smartVerify,
	url: '/v1/verify/smart',
	action: 'Send verification code by SMS or voice call',
	description: 'Text or call a person with a one-time passcode; Telesign chooses what works best',
	additionalFields: [
		{
			displayName: 'Delivery Method',
			name: 'preference',
			type: 'options',
			options: [
				{ name: 'SMS', value: 'sms', description: 'Text message' },
				{ name: 'Voice', value: 'call', description: 'Phone call in which the code is spoken' },
			],
			default: 'sms',
			description:
				'What to try instead of what Telesign would choose. Where the phone cannot take it, Telesign uses the other one.',
			check: deliveryMethod,
			...inBody('preference'),
		},
		endUserIp(FROM_SDKS),
		{
			displayName: 'End User Session ID',
			name: 'sessionId',
			type: 'string',
			default: '',
			description: `Your own ID of the person's session.${FROM_SDKS}`,
			check: word(),
			...inBody('session_id'),
		},
		{
			displayName: 'Ignore Risk',
			name: 'ignoreRisk',
			type: 'boolean',
			default: false,
			description:
				'Whether to send the code even if the risk score of the number is above the limit set for your account. Blocklists still apply.',
			displayOptions: NOT_FOR_AGENTS,
			check: sentAs('true'),
			...inBody('ignore_risk'),
		},
		spokenLanguage(
			'Language of the text in Voice Message, or else of the message that Telesign words. Any other tag can be given by an expression; Telesign may replace one that it does not support.',
		),
		ownCode([1, 20], YOU_CHECK_IT + FROM_SDKS),
		smsMessage(
			'sms_message',
			'Text to send when the code goes by SMS. Write $$CODE$$ where the code belongs.',
		),
		useCase,
		voiceMessage,
	],
});
