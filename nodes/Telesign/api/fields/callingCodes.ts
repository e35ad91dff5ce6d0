/**
 * Calling codes, to say which destinations are meant: `1` is North America with much of the Caribbean,
 * `44` the United Kingdom, `1684` American Samoa alone. Country codes begin with 1 to 9 (E.164, ITU-T).
 */
import { countryCodeOf } from './countryCodes';
import { toAsciiDigits } from './phoneNumber';
import { isEmpty, quote, refuse, type Check } from './refusal';

/** Between two codes: a comma, a semicolon, a line break, or the + of the next code. */
const DIVIDERS = /[,;，；、\r\n]|(?=\+)/;

/** A country code, with or without the area code that follows it. */
const CALLING_CODE = /^[1-9]\d{0,6}$/;

const ADVICE =
	'Put commas between the codes, for example 44, 49, 353. Leave the field empty to allow every country.';

const withoutPrefix = (code: string): string =>
	code.replace(/^(?:\+|00)\s*/, '').replace(/(?<=\d)\p{Pd}(?=\d)/gu, '');

/**
 * The codes of a list, digits only and each once: text such as `44, 49, 353` or `+1 +44`, a number,
 * or an array of these. `1 684` is refused, because reading it as two codes would take in much more
 * than the person meant; and so is an expression that gives nothing, which must not let all numbers
 * through. Undefined (the field is not there) and '' (it is empty) give no codes.
 */
export const callingCodes: Check<string[]> = (value, name) => {
	if (value === undefined || value === '') return { value: [] };
	const parts: unknown[] = Array.isArray(value) ? value : [value];
	const isText = (part: unknown) => typeof part === 'string' || typeof part === 'number';
	if (!parts.every(isText)) {
		return refuse(`'${name}' is neither text nor a list of texts`, ADVICE);
	}

	const written = parts
		.flatMap((part) => toAsciiDigits(String(part)).split(DIVIDERS))
		.map((part) => part.trim())
		.filter((part) => part !== '');
	const codes = written.map(withoutPrefix);
	const wrong = codes.findIndex((code) => !CALLING_CODE.test(code));
	if (wrong >= 0) {
		return refuse(
			`'${name}': ${quote(written[wrong])} is not a calling code`,
			'A calling code has 1 to 7 digits and does not start with 0. Put commas between the codes, and no spaces inside one: 44, 353, 1684.',
		);
	}
	if (codes.length === 0) {
		return refuse(`'${name}' has no calling code in it`, ADVICE);
	}

	return { value: [...new Set(codes)] };
};

/** The one country code for numbers without one, as digits; '' where the option is not filled in. */
export const defaultCountryCode: Check<string> = (value, name) => {
	if (isEmpty(value)) return { value: '' };
	const isPlain = typeof value === 'string' || typeof value === 'number';
	const code = isPlain ? withoutPrefix(toAsciiDigits(String(value)).trim()) : '';

	return /^\d{1,3}$/.test(code) && countryCodeOf(code) === code
		? { value: code }
		: refuse(
				`'${name}' is ${isPlain ? quote(String(value)) : 'not text'}, which is not a country code`,
				'Enter only the country code, for example 1 or 44.',
			);
};

/** True when a number (digits, country code first) begins with one of the codes. */
export const startsWithOneOf = (digits: string, codes: readonly string[]): boolean =>
	codes.some((code) => digits.startsWith(code));
