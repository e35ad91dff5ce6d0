/**
 * The country codes in use (ITU-T E.164), with the lengths that numbers of fixed lines and mobiles have
 * there after the code. Source: the metadata of Google's libphonenumber 9, which a test holds this
 * table against (`test/unit/api/phoneNumber.test.ts`).
 */

/** Country codes by the lengths of their national numbers, in digits. */
const CODES_BY_LENGTHS: Readonly<Record<string, string>> = {
	'4,7': '683',
	'4-11': '352',
	'4-13': '43',
	'4-5': '290',
	'4-7': '690',
	'5': '247 500 682',
	'5,7': '676 677 678',
	'5,8': '686',
	'5-10': '358',
	'5-15': '49',
	'5-6,8-10': '82',
	'5-7': '688',
	'5-7,10': '685',
	'5-9': '27',
	'6': '298 299 672 681 687',
	'6,8-10': '63',
	'6,9': '376 40 508',
	'6-10': '880 95',
	'6-12': '39',
	'6-7': '597',
	'6-7,10': '98',
	'6-7,9': '421',
	'6-8,10': '53',
	'6-9': '252 359',
	'7': '238 239 246 248 269 291 297 501 592 673 674 679 680 691 692 960',
	'7,9': '220 263 265 354 423 48',
	'7-10': '243 353',
	'7-11': '86',
	'7-12': '381 62 882',
	'7-8': '230 241 267 372 507 599 670 675 961 975',
	'7-9': '231 254 46 595 967',
	'8': '216 222 223 226 227 228 232 235 236 253 257 266 268 350 356 357 370 371 373 374 382 386 389 45 47 502 503 504 505 506 509 591 598 65 689 800 808 852 853 965 968 973 974 993',
	'8,10': '378 57 850 977',
	'8-10': '20 60 64 856 964 976',
	'8-12': '383 883',
	'8-9': '213 224 250 258 264 32 355 36 377 385 387 51 593 66 855 886 962 963 970 971',
	'8-9,11-12': '972',
	'9': '211 212 218 221 233 237 240 242 244 245 249 251 255 256 260 261 262 33 34 351 375 380 41 420 56 590 594 596 61 93 94 966 979 992 994 995 996 998',
	'9,11': '31',
	'9,12': '870',
	'9-10': '44 81 84 881 92',
	'10': '1 225 229 234 30 52 58 7 90 91',
	'10-11': '54 55',
	'11': '888',
	'12': '878',
};

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
	Object.entries(CODES_BY_LENGTHS).flatMap(([lengths, codes]) =>
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

/** True for a country code after which a 0 is not left out, such as that of Italy. */
export const keepsItsZero = (code: string): boolean => KEEPS_ITS_ZERO.includes(code);
