/** Voice Verify. Source: Telesign OpenAPI voice-verify-api.json. */
import { useCases } from './smart';
import { isShort, type V1Product } from './v1';

/** Fields that can have few values. `extension_type`: github.com/TeleSign/java_telesign 73e994e. */
const patterns: Readonly<Record<string, RegExp>> = {
	prompt_digit: /^\d$/,
	pressx: /^1$/,
	extension_type: /^[0-2]$/,
	extension_template: /^[\d,]{1,28}$/,
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

	wrongField(form, { unknownValue }) {
		for (const [name, pattern] of Object.entries(patterns))
			if (form.has(name) && !pattern.test(form.get(name)!)) return name;
		if (!isShort(form.get('prompt_message'), 2000)) return 'prompt_message';
		const isOther = unknownValue === 'refused' && !useCases.includes(form.get('ucid') ?? 'UNKN');
		return isOther ? 'ucid' : undefined;
	},

	channelOf: () => 'voice',

	textOf: (form) =>
		form.get('tts_message') ??
		'Hello. Thank you for using our phone verification system. Your code is $$CODE$$. Once again, your code is $$CODE$$. Goodbye.',

	isLifted: () => false,
	riskStatus: () => 133,
	subResource: () => 'call',
	more: (form) => ({
		verify: { code_state: 'UNKNOWN', code_entered: '' },
		voice: { caller_id: `+${(form.get('caller_id') ?? '13105550199').replace(/^\+/, '')}` },
	}),
};
