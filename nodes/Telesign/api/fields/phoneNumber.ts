/**
 * Phone numbers as people, spreadsheets and web forms write them, turned into what Telesign takes:
 * digits only, beginning with the country code (Telesign OpenAPI smart-verify-api.json,
 * `phone_number`).
 */
import { countryCodeOf, keepsItsZero, lengthOf } from './countryCodes';
import { isEmpty, kindOf, quote, refuse, type Refusal } from './refusal';

/** Zero-width characters and marks of writing direction, as copied from web pages and chats. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g;

/** What people put between digits: spaces, dashes, parentheses, dots, slashes, middle dots. */
const SEPARATORS =
	/[\s\p{Z}\p{Pd}\p{Ps}\p{Pe}\u2212\u2043.\u2024\uFF0E/\u2044\u2215\uFF0F\u00B7\u2022\u2219\u22C5\u30FB]/gu;

/** The national zero of a number that is written for both home and abroad: +44 (0)20 7946 0123. */
const TRUNK_ZERO = /\p{Ps}\s*0\s*\p{Pe}/u;
const TRUNK_ZERO_AFTER_CODE = /^(\D*(?:00\D*)?\d(?:\D?\d){0,2}[\s\p{Pe}]*)\p{Ps}\s*0\s*\p{Pe}/u;

/** As computers are addressed (IPv4): each part 0 to 255, without zeros before it. */
const IP_ADDRESS = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** What divides one number from the next. */
const DIVIDERS = /[,;|，；、\t\n\v\f\r\u0085\u2028\u2029]/;
const SLASHES = /[/\u2044\u2215\uFF0F]/;
/** The one slash of a number, with the last digits of a second one after it: 020 7946 0123/4. */
const SECOND_ENDING = /^[^/\u2044\u2215\uFF0F]*\d{2}[/\u2044\u2215\uFF0F]\d{1,2}$/;

const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+)?e[+-]?\d+$/i;
const EXTENSION =
	/\d[\s.,;]*(?:x|ext|extn|extension)[\s.:=]*\d+$|\d{2}\s*\p{Ps}\s*\d{1,6}\s*\p{Pe}$/iu;
const MINUS = /^[\p{Pd}\u2212]\s*\d/u;

/** As numbers are written within North America, without its 1: (310) 555-0100. */
const NORTH_AMERICAN = /^\(?\d{3}\)?[\s.\p{Pd}]*\d{3}[\s.\p{Pd}]+\d{4}$/u;

/** Area codes begin with 2 to 9, have no 9 in the middle and do not end with 11 (nationalnanpa.com). */
const NORTH_AMERICA = /^1(?!\d11)[2-9][0-8]\d[2-9]\d{6}$/;

/** E.164 (ITU-T): at most 15 digits. The shortest numbers have 7, of St Helena or Tokelau. */
const FULL_NUMBER = /^\d{7,15}$/;

const LONGEST = 100;

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

/** The value as text without what can be taken away in any number, or why it is none. */
function tidy(value: unknown, name: string): { text: string } | Refusal {
	if (isEmpty(value)) {
		return refuse(
			`'${name}' is empty`,
			`Enter the number with its country code, ${EXAMPLE}. If it comes from an expression, check that the item has this field.`,
		);
	}
	if (typeof value === 'number' && !(Number.isSafeInteger(value) && value >= 0)) {
		return refuse(
			`'${name}' is ${quote(String(value))}, which is not a whole number with all its digits`,
			'Keep phone numbers as text: as a number they can be rounded.',
		);
	}
	if (typeof value !== 'string' && typeof value !== 'number') {
		return refuse(
			`'${name}' is ${kindOf(value)}, not text`,
			'Choose the one field with the number, for example {{ $json.phone }}.',
		);
	}
	const written = String(value);
	if (written.length > LONGEST) {
		return refuse(`'${name}' has ${written.length} characters`, `Enter one number, ${EXAMPLE}.`);
	}
	const text = toAsciiDigits(written)
		.replace(INVISIBLE, '')
		.trim()
		.replace(/^['’]\s*/, '')
		.replace(/^tel:\s*/i, '')
		.replace(/[＋﹢]/g, '+')
		.replace(/^(\+?\d{7,})\.0+$/, '$1');
	return { text };
}

const DIGITS_ONLY = `Use digits only, starting with the country code, ${EXAMPLE}.`;

/** What shows that a text is not one number, whichever country it belongs to. */
const FLAWS: Array<[has: (text: string) => boolean, what: string, advice: string]> = [
	[
		(text) => SCIENTIFIC.test(text),
		'is a number that a spreadsheet has shortened',
		'This notation loses digits. Format the column as text in the spreadsheet, and enter the full number again.',
	],
	[
		(text) => EXTENSION.test(text),
		'ends with an extension',
		'Enter the number without the extension.',
	],
	[(text) => /\p{L}/u.test(text), 'has letters in it', DIGITS_ONLY],
	[
		(text) => IP_ADDRESS.test(text),
		'is an IP address',
		`Choose the field with the number, ${EXAMPLE}.`,
	],
	[
		(text) =>
			DIVIDERS.test(text) ||
			text.split('+').length > 2 ||
			SECOND_ENDING.test(text) ||
			text.split(SLASHES).filter((part) => part.replace(/\D/g, '').length >= 6).length > 1,
		'contains more than one number',
		'Use one item per number. The Split Out node turns a list into items.',
	],
	[
		(text) => MINUS.test(text) || /\D/.test(text.replace(SEPARATORS, '').replace(/^\+/, '')),
		'has a character that no phone number has',
		DIGITS_ONLY,
	],
];

const noCountryCode = (said: string): Refusal =>
	refuse(
		`${said} has no country code, or is not complete`,
		`Start the number with + and its country code, ${EXAMPLE}. For numbers of one country, add 'Default Country Code' under Options.`,
	);

/** The digits of a number of the default country that may be written with or without its code. */
function complete(digits: string, code: string, said: string): { digits: string } | Refusal {
	const national = keepsItsZero(code) ? digits : digits.replace(/^0/, '');
	const completed = `${code}${national}`;
	const asItIs = digits.startsWith(code) && lengthOf(digits) === 'possible';
	const asNational = lengthOf(completed) === 'possible';
	if (asItIs && asNational && national === digits) {
		return refuse(
			`${said} can be read as starting with the country code ${code}, or not`,
			'Start the number with + and its country code.',
		);
	}
	if (asItIs && !asNational) return { digits };
	return asNational
		? { digits: completed }
		: refuse(
				`${said} is too short or too long for the 'Default Country Code' ${code}`,
				'Correct the number. If it is from another country, start it with + and the country code.',
			);
}

/**
 * The digits of a phone number, 7 to 15 of them, country code first; or why the value is not one.
 *
 * Takes a string or a whole number. Punctuation, `tel:`, `+`, `00`, a leading apostrophe and a
 * decimal part of zeros (spreadsheets) go away, and so does `(0)` after the country code. What cannot
 * be read with certainty is refused, such as digits that are too few for the country that they seem to
 * begin with: they are a national number. Never throws.
 *
 * @param name of the field, for the refusal
 * @param defaultCountryCode digits, put before a number that begins with neither + nor 00; '' for none,
 *   null where there should be one
 */
export function parsePhoneNumber(
	value: unknown,
	name = 'Phone Number',
	defaultCountryCode: string | null = '',
): { digits: string } | Refusal {
	const tidied = tidy(value, name);
	if ('refusal' in tidied) return tidied;
	const { text } = tidied;
	const said = `'${name}' ${quote(String(value))}`;
	const flaw = FLAWS.find(([has]) => has(text));
	if (flaw) return refuse(`${said} ${flaw[1]}`, flaw[2]);

	const isInternational = /^(?:\+|00)/.test(text.replace(SEPARATORS, ''));
	const withoutTrunk = isInternational
		? text.replace(TRUNK_ZERO_AFTER_CODE, '$1')
		: text.replace(/^\p{Ps}\s*0\s*\p{Pe}/u, '0');
	if (TRUNK_ZERO.test(withoutTrunk)) {
		return refuse(
			`${said} has a (0) in it, and it is unclear whether to dial it`,
			'Remove the (0), or start the number with + and the country code.',
		);
	}
	const written = withoutTrunk.replace(SEPARATORS, '');
	if (!isInternational && defaultCountryCode === null) {
		return refuse(
			`${said} starts with neither + nor 00, and 'Default Country Code' is empty for it`,
			"Start the number with + and its country code, or correct the expression in 'Default Country Code'.",
		);
	}
	if (!isInternational && defaultCountryCode) {
		return complete(written, defaultCountryCode, said);
	}
	const digits = written.replace(/^\+?(?:00)?/, '');
	if (digits.startsWith('0')) {
		return refuse(
			`${said} starts with 0, and no country code does`,
			"Start with + and the country code, without the 0: +44 7700 900123 instead of 07700 900123. Leave out dialing prefixes such as 011. For numbers of one country, add 'Default Country Code' under Options.",
		);
	}
	return checkFull(digits, isInternational, text, said);
}

/** Whether digits can be a full number, country code first. */
function checkFull(
	digits: string,
	isInternational: boolean,
	text: string,
	said: string,
): { digits: string } | Refusal {
	if (!FULL_NUMBER.test(digits)) {
		return refuse(
			`${said} has ${digits.length} ${digits.length === 1 ? 'digit' : 'digits'}, and a full number has 7 to 15`,
			`Enter the full number with its country code, ${EXAMPLE}.`,
		);
	}
	const code = countryCodeOf(digits);
	if (isInternational && code === undefined) {
		return refuse(
			`${said} starts with no country code in use`,
			`Start the number with its country code, ${EXAMPLE}.`,
		);
	}
	const isOfAmerica = !isInternational && NORTH_AMERICAN.test(text);
	if (code === '1' && !isOfAmerica && !NORTH_AMERICA.test(digits)) {
		return refuse(
			`${said} is not a North American number: those have 10 digits after the 1, and an area code that starts with 2 to 9`,
			'Correct the number. If it is from another country, start it with + and the country code.',
		);
	}
	const length = lengthOf(digits);
	if (isOfAmerica || length === 'tooShort' || (length === 'odd' && !isInternational)) {
		return noCountryCode(said);
	}
	if (length === 'tooLong') {
		return refuse(
			`${said} has too many digits for the country code ${code}`,
			'Enter one number, without an extension and without a 0 after the country code.',
		);
	}
	return { digits };
}
