/** The code that a person typed, and what Telesign says of it. */
import { toAsciiDigits } from './phoneNumber';
import { kindOf, type Refused } from './refusal';

/**
 * What Telesign finds when it compares a code (Telesign OpenAPI sms-verify-api.json,
 * `verify.code_state`). UNKNOWN is also every state that is not documented.
 */
export const CODE_STATES = [
	'VALID',
	'INVALID',
	'EXPIRED',
	'MAX_ATTEMPTS_EXCEEDED',
	'UNKNOWN',
] as const;

export type CodeState = (typeof CODE_STATES)[number];

/** The `verify.code_state` of an answer. Never throws. */
export function codeStateOf(written: unknown): CodeState {
	const state = typeof written === 'string' ? written.toUpperCase() : undefined;
	return CODE_STATES.find((known) => known === state) ?? 'UNKNOWN';
}

const ADVICE_CODE = 'Map the field that holds what the person typed.';

/**
 * The code as it goes to Telesign: without the blanks and dashes that people type, in ASCII digits,
 * leading zeros kept. Anything else that a person typed stays, for Telesign to find wrong: a typing
 * slip is no reason to stop a workflow. The refusal never repeats the code. Never throws.
 */
export function parseEnteredCode(value: unknown): { code: string } | Refused {
	if (value === undefined || value === null) {
		return { refusal: "'Code' is empty", advice: ADVICE_CODE };
	}
	if (typeof value === 'number') {
		return {
			refusal: "'Code' is a number, and a number loses the zeros that it begins with",
			advice: 'Use text all the way from where the person types it, for example a text field.',
		};
	}
	if (typeof value !== 'string') {
		return { refusal: `'Code' is ${kindOf(value)}, not text`, advice: ADVICE_CODE };
	}
	const code = toAsciiDigits(value).replace(/[\s\p{Pd}\p{Cc}\p{Cf}\p{Cs}]/gu, '');

	return code === '' ? { refusal: "'Code' is empty", advice: ADVICE_CODE } : { code };
}
