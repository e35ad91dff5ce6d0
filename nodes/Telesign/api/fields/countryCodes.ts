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

/** What is left of digits after their country code: how many, and how many there may be. */
function lengthsOf(digits: string): { length: number; possible: readonly number[] } {
	const code = countryCodeOf(digits);
	return code === undefined
		? { length: 0, possible: [] }
		: { length: digits.length - code.length, possible: NATIONAL_LENGTHS.get(code)! };
}

/** Whether digits, country code first, are as long as numbers of that country. */
export function hasPossibleLength(digits: string): boolean {
	const { length, possible } = lengthsOf(digits);
	return possible.includes(length);
}

/** Whether digits, country code first, are at least as long as the shortest number of that country. */
export function isLongEnough(digits: string): boolean {
	const { length, possible } = lengthsOf(digits);
	return length >= Math.min(...possible);
}

/** Whether digits, country code first, are more than the longest number of that country has. */
export function isTooLong(digits: string): boolean {
	const { length, possible } = lengthsOf(digits);
	return length > Math.max(...possible);
}

/** True for a country code after which a 0 is not left out, such as that of Italy. */
export const keepsItsZero = (code: string): boolean => KEEPS_ITS_ZERO.includes(code);
