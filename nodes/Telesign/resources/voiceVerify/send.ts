import { parsePhoneNumber } from '../../api/fields/phoneNumber';
import { isEmpty, refuse, type Check } from '../../api/fields/refusal';
import { limited, matching, sentAs, TTS_MAX } from '../../api/fields/text';
import { voiceVerify } from '../../api/product';
import {
	callbackUrl,
	endUserIp,
	inBody,
	neededBy,
	ownCode,
	sending,
	spokenLanguage,
	useCase,
	voiceMessage,
} from '../fields/sending';

const PROMPT = { displayName: 'Prompt Message', name: 'promptMessage' };
const DIGIT = { displayName: 'Prompt Digit', name: 'promptDigit' };
const EXTENSION = { displayName: 'Extension', name: 'extensionTemplate' };
const EXTENSION_TYPE = { displayName: 'Extension Type', name: 'extensionType' };

const callerId: Check<string | undefined> = (value, name) => {
	if (isEmpty(value)) return { value: undefined };
	const parsed = parsePhoneNumber(value, name);
	return 'refusal' in parsed
		? refuse(parsed.refusal, 'Enter the number that you bought, with + and its country code.')
		: { value: parsed.digits };
};

const extension: Check<string | undefined> = (value, name, others) =>
	typeof value === 'number'
		? refuse(
				`'${name}' is a number, and a number loses its leading zeros`,
				'Keep it as text from its source on.',
			)
		: matching(/^[\d,]{1,28}$/, '1 to 28 digits and commas')(value, name, others);

/** Telesign chooses the digit, and asks for it in English alone. */
const pressADigit: Check<string | undefined> = (value, name, others) => {
	const checked = sentAs('1')(value, name, others);
	if ('refusal' in checked || checked.value === undefined) return checked;
	const other = [voiceMessage, DIGIT].find((field) => !isEmpty(others[field.name]));
	return other
		? refuse(
				`'${name}' cannot be used with '${other.displayName}'`,
				`Remove one of them. To ask for a digit in your own words, use '${PROMPT.displayName}' and '${DIGIT.displayName}'.`,
			)
		: checked;
};

/**
 * Send of Voice Verify. Sources: Telesign OpenAPI `voice-verify-api.json`; for the values of
 * `extension_type`: Telesign Java SDK 2016.
 */
export const send = sending({
	product: voiceVerify,
	url: '/v1/verify/call',
	action: 'Send verification code by voice call',
	description: 'Send a one-time passcode in a phone call',
	additionalFields: [
		callbackUrl,
		{
			displayName: 'Caller ID',
			name: 'callerId',
			type: 'string',
			default: '',
			placeholder: 'e.g. +1 310 555 0199',
			description:
				'Number that the person sees: one that you bought from Telesign, with its country code. Telesign may use another one.',
			check: callerId,
			...inBody('caller_id'),
		},
		endUserIp(),
		{
			...EXTENSION,
			type: 'string',
			default: '',
			placeholder: 'e.g. ,,104',
			description:
				'Extension to dial once the call is answered: up to 28 digits and commas. With Keypad Tones, a comma waits for one second.',
			check: neededBy(EXTENSION_TYPE, extension),
			...inBody('extension_template'),
		},
		{
			...EXTENSION_TYPE,
			type: 'options',
			options: [
				{ name: 'Keypad Tones', value: '1', description: 'The tones of pressed keys (DTMF)' },
				{ name: 'Voice Automation', value: '2', description: 'The digits are spoken' },
			],
			default: '1',
			description: 'How to enter the Extension in the telephone system that answers',
			check: neededBy(EXTENSION, matching(/^[12]$/, '1 (keypad tones) or 2 (voice automation)')),
			...inBody('extension_type'),
		},
		spokenLanguage,
		ownCode([3, 5]),
		{
			displayName: 'Press a Digit First',
			name: 'pressx',
			type: 'boolean',
			default: false,
			description:
				'Whether the person must press a digit that Telesign names before the code is spoken, so that voicemail never gets it. In English only, and not with a Voice Message.',
			check: pressADigit,
			...inBody('pressx'),
		},
		{
			...DIGIT,
			type: 'string',
			default: '',
			placeholder: 'e.g. 1',
			description: 'Digit the person must press to hear the code',
			check: neededBy(PROMPT, matching(/^\d$/, 'one digit')),
			...inBody('prompt_digit'),
		},
		{
			...PROMPT,
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: 'e.g. Press 1 to hear your code',
			description: 'Text to speak first, asking the person to press the Prompt Digit',
			check: neededBy(DIGIT, limited(TTS_MAX)),
			...inBody('prompt_message'),
		},
		useCase,
		voiceMessage,
	],
});
