/**
 * Lists of calling codes, to say which destinations are meant: `1` is North America, `44` the United
 * Kingdom, `4930` Berlin. Country codes begin with 1 to 9 (E.164, ITU-T).
 */
import { toAsciiDigits } from './phoneNumber';
import { quote, type Refused } from './refusal';

/** Between two codes: a comma, a semicolon, a line break, or the + of the next code. */
const DIVIDERS = /[,;，；、\r\n]|(?=\+)/;

/** A country code, with or without the area code that follows it. */
const CALLING_CODE = /^[1-9]\d{0,6}$/;

/**
 * The codes of a list, digits only and each once: text such as `1, 44, 4930` or `+1 +44`, a number,
 * or an array of these. Nothing filled in gives no codes. `1 684` is refused, because reading it as
 * two codes would take in much more than the person meant. Never throws.
 */
export function parseCallingCodes(value: unknown): { codes: string[] } | Refused {
	const parts: unknown[] = Array.isArray(value) ? value : [value ?? ''];
	const isText = (part: unknown) => typeof part === 'string' || typeof part === 'number';
	if (!parts.every(isText)) {
		return {
			refusal: 'The calling codes are not a text or a list of texts',
			advice: 'Write the codes with commas between them, for example 1, 44, 4930.',
		};
	}

	const written = parts
		.flatMap((part) => toAsciiDigits(String(part)).split(DIVIDERS))
		.map((part) => part.trim())
		.filter((part) => part !== '');
	const codes = written.map((part) =>
		part.replace(/^(?:\+|00)\s*/, '').replace(/(?<=\d)\p{Pd}(?=\d)/gu, ''),
	);
	const wrong = codes.findIndex((code) => !CALLING_CODE.test(code));
	if (wrong >= 0) {
		return {
			refusal: `${quote(written[wrong])} is not a calling code`,
			advice:
				'A calling code has 1 to 7 digits and does not begin with 0. Write commas between the codes, and no blanks inside one: 1, 44, 1684.',
		};
	}

	return { codes: [...new Set(codes)] };
}

/** True when a number (digits with country code, as `parsePhoneNumber` gives) begins with a code. */
export function startsWithOneOf(digits: string, codes: readonly string[]): boolean {
	return codes.some((code) => digits.startsWith(code));
}
