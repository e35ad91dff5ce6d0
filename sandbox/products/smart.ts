/**
 * Smart Verify: Telesign chooses between SMS and call. Source: Telesign OpenAPI smart-verify-api.json;
 * `verify_code` from github.com/TeleSign/java_telesign 73e994e, Verify.java.
 */
import type { V1Product } from './v1';

/** The values of `ucid`. */
export const useCase = /^(ATCK|BACF|BACS|CHBK|CLDR|LEAD|OTHR|PWRT|RESV|RXPF|SHIP|THEF|TRVF|UNKN)$/;

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
	fields: () => ({}),
	words: { ucid: useCase, preference: /^(call|voice|voice verify|sms|sms verify)$/i },
	channelOf: ({ sms }, form) =>
		sms && !/^(call|voice|voice verify)$/i.test(form.get('preference') ?? '') ? 'sms' : 'voice',
	textOf: (form, channel) =>
		channel === 'sms'
			? (form.get('sms_message') ?? 'Your verification code: $$CODE$$')
			: (form.get('tts_message') ?? 'Hello. Your verification code is $$CODE$$.'),
	// Some SDKs write a capital letter.
	liftsRisk: (form) => /^true$/i.test(form.get('ignore_risk') ?? ''),
	riskStatus: (channel, { riskBlock }) =>
		riskBlock === 'smart' ? 2028 : channel === 'sms' ? 233 : 133,
	subResource: (channel) => channel,
	more: () => ({}),
};
