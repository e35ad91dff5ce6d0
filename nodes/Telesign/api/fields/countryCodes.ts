/**
 * The country codes in use (ITU-T E.164), by the lengths that numbers of fixed lines and mobiles have there
 * after the code. Source: the metadata of Google's libphonenumber 9, which a test holds this
 * table against (`test/unit/api/countries.test.ts`).
 */
import codesByLengths from './countryCodes.json';

/** Where a 0 at the beginning belongs to the number and is dialed from abroad too. */
const KEEPS_ITS_ZERO = ['225', '229', '241', '242', '378', '39'];

/** `'4,6-8'` -> `[4, 6, 7, 8]` */
const toLengths = (list: string): number[] =>
	list.split(',').flatMap((range) => {
		const [from, to = from] = range.split('-').map(Number);
		return Array.from({ length: to - from + 1 }, (_, index) => from + index);
	});

/** Lengths of the national numbers, by country code. */
export const NATIONAL_LENGTHS: ReadonlyMap<string, readonly number[]> = new Map(
	Object.entries(codesByLengths).flatMap(([lengths, codes]) =>
		codes.split(' ').map((code) => [code, toLengths(lengths)] as const),
	),
);

/** The country code that digits begin with. No code is the beginning of another. */
export const countryCodeOf = (digits: string): string | undefined =>
	[1, 2, 3].map((length) => digits.slice(0, length)).find((code) => NATIONAL_LENGTHS.has(code));

/**
 * How long digits, country code first, are for a number of that country. `odd`: neither its shortest nor
 * its longest, and yet none has so many; `tooShort` without a country code that is in use.
 */
export function lengthOf(digits: string): 'tooShort' | 'odd' | 'possible' | 'tooLong' {
	const code = countryCodeOf(digits);
	if (code === undefined) return 'tooShort';
	const possible = NATIONAL_LENGTHS.get(code)!;
	const length = digits.length - code.length;
	if (possible.includes(length)) return 'possible';
	if (length > Math.max(...possible)) return 'tooLong';
	return length < Math.min(...possible) ? 'tooShort' : 'odd';
}

/** True for a country code after which a 0 is not left out, such as that of Italy. */
export const keepsItsZero = (code: string): boolean => KEEPS_ITS_ZERO.includes(code);
