import { ERROR_CODES } from '../../../nodes/Telesign/api/codes/errors';
import { LANGUAGES, USE_CASES } from '../../../nodes/Telesign/api/fields/choices';
import {
	smartVerify,
	smsVerify,
	verification,
	voiceVerify,
} from '../../../nodes/Telesign/api/product';
import { STATUS_CODES, statusOf, type State } from '../../../nodes/Telesign/api/codes/status';

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name, 'en');
const PRODUCTS = [smartVerify, smsVerify, voiceVerify, verification];
const unique = (values: readonly unknown[]) => [...new Set(values)];

describe('use cases', () => {
	it('are the 14 that Telesign documents', () => {
		expect(USE_CASES.map(({ value }) => value).sort()).toEqual(
			'ATCK BACF BACS CHBK CLDR LEAD OTHR PWRT RESV RXPF SHIP THEF TRVF UNKN'.split(' '),
		);
	});

	it('are sorted by name, each name once', () => {
		expect([...USE_CASES].sort(byName)).toEqual(USE_CASES);
		expect(unique(USE_CASES.map(({ name }) => name))).toHaveLength(14);
	});

	it.each(USE_CASES)('$value is worded for a person', ({ value, name, description }) => {
		expect(name).not.toContain(value);
		expect(name).toMatch(/^([A-Z][a-z]+,?|or)( ([A-Z][a-z]+,?|or))*$/);
		expect(description).toMatch(/^[A-Z][^.]+[^.]$/);
		expect(description).toContain(`(${value})`);
	});
});

describe('languages', () => {
	it('are the 26 verified tags', () => {
		expect(LANGUAGES.map(({ value }) => value).sort()).toEqual(
			[
				'ca-ES da-DK de-DE en-AU en-CA en-GB en-IN en-US es-ES es-MX fi-FI fr-CA fr-FR it-IT',
				'ja-JP ko-KR nb-NO nl-NL pl-PL pt-BR pt-PT ru-RU sv-SE zh-CN zh-HK zh-TW',
			].flatMap((line) => line.split(' ')),
		);
	});

	it('are sorted by name, each name once', () => {
		expect([...LANGUAGES].sort(byName)).toEqual(LANGUAGES);
		expect(unique(LANGUAGES.map(({ name }) => name))).toHaveLength(26);
	});
});

describe('status codes', () => {
	/** Every code that Telesign has documented for its verify products, by what it means. */
	const documented: Record<State, number[]> = {
		delivered: [100, 200, 201, 3000, 3005, 3900],
		in_progress: [103, 105, 203, 290, 291, 292, 293, 295, 2000, 3001, 3002, 3901],
		failed: [
			101, 102, 104, 106, 107, 108, 207, 210, 211, 220, 221, 222, 231, 500, 501, 502, 503, 504, 505,
			506, 507, 508, 509, 511, 512, 513, 514, 515, 516, 517, 519, 520, 521, 3003, 3030, 3031, 3032,
			3033, 3034, 3035, 3041, 3042, 3043, 3044, 3045, 3047, 3048, 3049, 3050, 3051, 3055, 3056,
			3057, 3058, 3071, 3073, 3101, 3103, 3106, 3110, 3112, 3115, 3116, 3119, 3200, 3202, 3203,
			3204, 3205, 3207, 3302, 3309, 3400, 3405, 3406, 3409, 3410, 3411, 3412, 3413, 3500, 3906,
		],
		blocked: [
			129, 130, 133, 229, 230, 232, 233, 237, 238, 510, 518, 2028, 3037, 3038, 3046, 3052, 3053,
			3072,
		],
		unknown: [250, 251, 599, 1900, 3004, 3039, 3904, 3908, 3909, 3931, 3933, 3935],
	};
	const rows = Object.entries(documented).flatMap(([state, codes]) =>
		codes.map((code) => ({ code, state })),
	);

	it('are exactly the documented ones', () => {
		expect(Object.keys(STATUS_CODES).map(Number)).toEqual(
			rows.map(({ code }) => code).sort((a, b) => a - b),
		);
	});

	it.each(rows)('$code is $state', ({ code, state }) => {
		expect(statusOf(code)).toMatchObject({ state, text: expect.stringMatching(/\w/) });
		expect(statusOf(String(code))).toBe(statusOf(code));
	});

	it('are final, except while a code is under way or its status is', () => {
		const open = rows.filter(({ code }) => !statusOf(code).final).map(({ code }) => code);

		expect(open.sort()).toEqual([...documented.in_progress, 599].sort());
	});

	it('say that another try helps only where Telesign says that it is temporary', () => {
		const retry = rows.filter(({ code }) => statusOf(code).retryHelps).map(({ code }) => code);

		expect(retry).toEqual([
			101, 106, 107, 210, 221, 503, 505, 511, 512, 514, 3030, 3033, 3041, 3043, 3047, 3048, 3050,
			3056, 3115, 3204, 3205, 3500,
		]);
	});

	it.each([
		[777],
		[2401],
		[-500],
		[NaN],
		[''],
		[' '],
		['200 OK'],
		['constructor'],
		[null],
		[undefined],
		[[200]],
		[{ code: 200 }],
		[true],
	])('%p is not guessed', (code) => {
		expect(statusOf(code)).toMatchObject({
			state: 'unknown',
			final: false,
			retryHelps: false,
			family: 'unknown',
		});
	});
});

describe('error codes', () => {
	const documented = [
		-10001, -10002, -10003, -10004, -10009, -10030, -10033, -20001, -20002, -20003, -20004, -30000,
		-30001, -30002, -30003, -30004, -30005, -30006, -30007, -30008, -30009, -30010, -30011, -30012,
		-30013, -30015, -40001, -40002, -40004, -40005, -40006, -40007, -40008, -40009, -40010, -40023,
		-40024, -40025, -50001, -50002, -50003, -50051, -50052, -50054, -50055, -50056, -50057, -50058,
		-50059, -60001, -60002, -90001,
	];

	it('are exactly the documented ones', () => {
		expect(
			Object.keys(ERROR_CODES)
				.map(Number)
				.sort((a, b) => b - a),
		).toEqual(documented);
	});

	it('say that another try helps only where it can', () => {
		expect(documented.filter((code) => ERROR_CODES[code].retryHelps)).toEqual([
			-30012, -40001, -40007, -50059, -90001,
		]);
	});

	it('come with HTTP statuses', () => {
		const statuses = unique(documented.flatMap((code) => ERROR_CODES[code].http)).sort();

		expect(statuses).toEqual([200, 400, 401, 404, 405, 429, 500, 503]);
	});
});

describe('advice', () => {
	const lines = PRODUCTS.flatMap(({ name, advice }) =>
		Object.entries(advice).map(([family, line]) => [name, family, line] as const),
	);

	it.each(lines)('of %s for %s is one line of full sentences', (_name, _family, line) => {
		expect(line).toMatch(/^[A-Z][^\n]+\.$/);
		expect(line).not.toMatch(/error|problem|failure|mistake/i);
	});

	it('exists for each code, and none is left over', () => {
		const fromCodes = [...Object.values(STATUS_CODES), ...Object.values(ERROR_CODES)].map(
			({ family }) => family,
		);

		expect(unique(fromCodes).sort()).toEqual(Object.keys(smartVerify.advice).sort());
	});
});
