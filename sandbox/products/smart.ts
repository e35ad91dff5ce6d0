/**
 * Smart Verify: Telesign chooses between SMS and call. Source: Telesign OpenAPI smart-verify-api.json;
 * `verify_code` from github.com/TeleSign/java_telesign 73e994e, Verify.java.
 */
import type { V1Channel, V1Product } from './v1';
import { isTrue } from './v1';

const preferences: Readonly<Record<string, V1Channel>> = {
	call: 'voice',
	voice: 'voice',
	'voice verify': 'voice',
	sms: 'sms',
	'sms verify': 'sms',
};

/** The values of `ucid`. Source: Telesign OpenAPI smart-verify-api.json. */
export const useCases: readonly string[] =
	'ATCK BACF BACS CHBK CLDR LEAD OTHR PWRT RESV RXPF SHIP THEF TRVF UNKN'.split(' ');

const preferenceOf = (text = '') => preferences[text.toLowerCase()];

export const smart: V1Product = {
	name: 'smart',
	title: 'Smart Verify',
	codeDigits: 6,
	ownCode: /^\d{3,10}$/,
	takesOwnCode: ({ ownCode }) => ownCode === 'used',
	takesCallbackUrl: false,
	unauthorized: 501,
	expired: 599,
	blocksAtOnce: true,
	features: ['numbering', 'phone_type', 'carrier', 'risk'],

	wrongField(form, { unknownValue }) {
		if (unknownValue === 'ignored') return undefined;
		const [ucid, preference] = [form.get('ucid'), form.get('preference')];
		if (ucid !== undefined && !useCases.includes(ucid)) return 'ucid';
		return preference !== undefined && !preferenceOf(preference) ? 'preference' : undefined;
	},

	channelOf: ({ sms }, form) =>
		sms && preferenceOf(form.get('preference')) !== 'voice' ? 'sms' : 'voice',

	textOf: (form, channel) =>
		channel === 'sms'
			? (form.get('sms_message') ?? 'Your verification code: $$CODE$$')
			: (form.get('tts_message') ?? 'Hello. Your verification code is $$CODE$$.'),

	isLifted: (block, form) => block === 'risk' && isTrue(form.get('ignore_risk')),

	riskStatus: (channel, { riskBlock }) =>
		riskBlock === 'smart' ? 2028 : channel === 'sms' ? 233 : 133,

	subResource: (channel) => channel,
	more: () => ({}),
};
