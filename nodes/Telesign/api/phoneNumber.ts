/**
 * Phone numbers as people, spreadsheets and web forms write them, turned into what Telesign takes:
 * digits only, beginning with the country code (Telesign OpenAPI smart-verify-api.json,
 * `phone_number`).
 */
import { kindOf, quote, type Refused } from './refusal';

/** Zero-width characters and marks of writing direction, as copied from web pages and chats. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g;

/** What people put between digits: spaces, dashes, brackets, dots, slashes, middle dots. */
const SEPARATORS =
	/[\s\p{Z}\p{Pd}\p{Ps}\p{Pe}\u2212\u2043.\u2024\uFF0E/\u2044\u2215\uFF0F\u00B7\u2022\u2219\u22C5\u30FB]/gu;

/** The national zero in a number written for both home and abroad: +44 (0)20 7946 0123. */
const TRUNK_ZERO = /\p{Ps}\s*0\s*\p{Pe}/u;

/** What divides one number from the next. */
const DIVIDERS = /[,;|，；、\t\n\v\f\r\u0085\u2028\u2029]/;

const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+)?e[+-]?\d+$/i;
const EXTENSION = /\d[\s.,;]*(?:x|ext|extn|extension)[\s.:=]*\d+$/i;

/** E.164 (ITU-T): at most 15 digits. Below 7 it is a short code or a part of a number. */
const FULL_NUMBER = /^\d{7,15}$/;

const EXAMPLE = 'for example +1 202 555 0123';

/** Replaces the decimal digits of every script (full-width, Arabic-Indic, Devanagari …) by 0-9. */
export function toAsciiDigits(text: string): string {
	// Unicode keeps the digits of a script together, from zero to nine.
	return text.replace(/(?![0-9])\p{Nd}/gu, (digit) => {
		let before = digit.codePointAt(0)! - 1;
		let value = 0;
		while (/\p{Nd}/u.test(String.fromCodePoint(before))) {
			before--;
			value++;
		}

		return String(value % 10);
	});
}

const refuse = (refusal: string, advice: string): Refused => ({ refusal, advice });

/**
 * The digits of a phone number, 7 to 15 of them, country code first; or why the value is not one.
 *
 * Takes a string or a whole number. Punctuation, `tel:`, `+`, `00`, a leading apostrophe and a
 * decimal part of zeros (spreadsheets) go away, and so does `(0)` after `+` or `00`. What cannot be
 * read with certainty is refused. Digits come back unchanged, and nothing throws.
 */
export function parsePhoneNumber(value: unknown): { digits: string } | Refused {
	if (value === undefined || value === null || (typeof value === 'string' && !value.trim())) {
		return refuse(
			"'Phone Number' is empty",
			`Fill in the number with its country code, ${EXAMPLE}. If it comes from an expression, check that the item has this field.`,
		);
	}
	if (typeof value === 'number' && !(Number.isSafeInteger(value) && value >= 0)) {
		return refuse(
			`'Phone Number' is ${quote(String(value))}, which is not a whole number with all its digits`,
			'Keep phone numbers as text: as a number they can be rounded.',
		);
	}
	if (typeof value !== 'string' && typeof value !== 'number') {
		return refuse(
			`'Phone Number' is ${kindOf(value)}, not text`,
			'Choose the one field that holds the number, for example {{ $json.phone }}.',
		);
	}

	const written = String(value);
	const shown = quote(written);
	const text = toAsciiDigits(written)
		.replace(INVISIBLE, '')
		.trim()
		.replace(/^['’]\s*/, '')
		.replace(/^tel:\s*/i, '')
		.replace(/[＋﹢]/g, '+')
		.replace(/^(\+?\d{7,})\.0+$/, '$1');

	if (SCIENTIFIC.test(text)) {
		return refuse(
			`'Phone Number' is ${shown}, a number that a spreadsheet has shortened`,
			'Digits are lost in this notation. Format the column as text in the spreadsheet and fill in the full number again.',
		);
	}
	if (EXTENSION.test(text)) {
		return refuse(
			`'Phone Number' ${shown} ends with an extension`,
			'A code cannot reach an extension. Fill in a direct number.',
		);
	}
	if (/\p{L}/u.test(text)) {
		return refuse(
			`'Phone Number' ${shown} has letters in it`,
			`Fill in digits only, beginning with the country code, ${EXAMPLE}.`,
		);
	}
	if (DIVIDERS.test(text) || text.split('+').length > 2) {
		return refuse(
			`'Phone Number' ${shown} holds more than one number`,
			'Use one item per number. The Split Out node makes items of a list.',
		);
	}

	const international = /^(?:\+|00)/.test(text.replace(SEPARATORS, ''));
	const withoutTrunk = international ? text.replace(TRUNK_ZERO, '') : text;
	const digits = withoutTrunk.replace(SEPARATORS, '').replace(/^\+?(?:00)?/, '');

	if (/\D/.test(digits)) {
		return refuse(
			`'Phone Number' ${shown} has a character that does not belong in a phone number`,
			`Fill in digits only, beginning with the country code, ${EXAMPLE}.`,
		);
	}
	if (digits.startsWith('0')) {
		return refuse(
			`'Phone Number' ${shown} begins with 0, which no country code does`,
			'Begin with the country code, such as 1 or 44, and leave out the national 0 or a prefix for calls abroad such as 011.',
		);
	}
	if (TRUNK_ZERO.test(withoutTrunk)) {
		return refuse(
			`'Phone Number' ${shown} has a (0) in it, and it is not clear whether that is dialed`,
			'Take the (0) out, or begin the number with + and the country code.',
		);
	}
	if (!FULL_NUMBER.test(digits)) {
		return refuse(
			`'Phone Number' ${shown} has ${digits.length} ${digits.length === 1 ? 'digit' : 'digits'}, and a full number has 7 to 15`,
			`Fill in the whole number with its country code, ${EXAMPLE}.`,
		);
	}

	return { digits };
}
