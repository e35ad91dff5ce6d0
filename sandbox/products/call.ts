/** Voice Verify. Source: Telesign OpenAPI voice-verify-api.json. */
import { useCase } from './smart';
import { upTo, type V1Product } from './v1';

const fields = {
	prompt_digit: /^\d$/,
	pressx: /^1$/,
	// github.com/TeleSign/java_telesign 73e994e
	extension_type: /^[0-2]$/,
	extension_template: /^[\d,]{1,28}$/,
	prompt_message: upTo(2000),
};

export const call: V1Product = {
	name: 'call',
	title: 'VoiceVerify',
	codeDigits: 5,
	// 100 to 99999, so no zero first.
	ownCode: /^[1-9]\d{2,4}$/,
	takesOwnCode: () => true,
	takesCallbackUrl: true,
	unauthorized: 500,
	expired: 500,
	blocksAtOnce: true,
	features: ['numbering', 'phone_type', 'risk'],
	fields: () => fields,
	words: { ucid: useCase },
	channelOf: () => 'voice',
	textOf: (form) =>
		form.get('tts_message') ??
		'Hello. Thank you for using our phone verification system. Your code is $$CODE$$. Once again, your code is $$CODE$$. Goodbye.',
	liftsRisk: () => false,
	riskStatus: () => 133,
	subResource: () => 'call',
	more: (form) => ({
		verify: { code_state: 'UNKNOWN', code_entered: '' },
		voice: { caller_id: `+${(form.get('caller_id') ?? '13105550199').replace(/^\+/, '')}` },
	}),
};
