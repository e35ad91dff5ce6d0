import fc from 'fast-check';
import { parsePhoneNumber, toAsciiDigits } from '../../../nodes/Telesign/api/fields/phoneNumber';

const RUNS = { numRuns: 300 };

/** The refusal of a value, or '' when it is taken. */
const refusalOf = (value: unknown) => {
	const parsed = parsePhoneNumber(value);

	return 'refusal' in parsed ? parsed.refusal : '';
};

describe('parsePhoneNumber takes', () => {
	it.each([
		['12025550123', '12025550123'],
		[12025550123, '12025550123'],
		['+12025550123', '12025550123'],
		['＋12025550123', '12025550123'],
		['﹢12025550123', '12025550123'],
		['0012025550123', '12025550123'],
		['00 44 7700 900123', '447700900123'],
		['+0044 7700 900123', '447700900123'],
		['tel:+1-202-555-0123', '12025550123'],
		['TEL: +1-202-555-0123', '12025550123'],
		["'12025550123", '12025550123'],
		["'+1 202 555 0123", '12025550123'],
		['’12025550123', '12025550123'],
		['  +1 (202) 555-0123\r\n', '12025550123'],
		['\t12025550123\t', '12025550123'],
		['+1.202.555.0123', '12025550123'],
		['+1/202/555/0123', '12025550123'],
		['+1·202·555·0123', '12025550123'],
		['+1•202•555•0123', '12025550123'],
		['+1\u00A0202\u202F555\u20090123', '12025550123'],
		['+1‐202‑555‒0123', '12025550123'],
		['+1–202—555−0123', '12025550123'],
		['（1）202－555－0123', '12025550123'],
		['[1] 202 {555} 0123', '12025550123'],
		['\u202A+1 202 555 0123\u202C', '12025550123'],
		['\uFEFF1\u200B202\u2060555\u00AD0123\u200F', '12025550123'],
		['+44 (0)20 7946 0123', '442079460123'],
		['+44(0)2079460123', '442079460123'],
		['+44 ( 0 ) 20 7946 0123', '442079460123'],
		['0044 (0)20 7946 0123', '442079460123'],
		['(+44) (0)20 7946 0123', '442079460123'],
		['+44（0）20 7946 0123', '442079460123'],
		['１２０２５５５０１２３', '12025550123'],
		['+٤٤ ٧٧٠٠ ٩٠٠١٢٣', '447700900123'],
		['+४४ ७७०० ९००१२३', '447700900123'],
		['+𝟒𝟒 𝟩𝟩𝟘𝟘 𝟿𝟶𝟶𝟷𝟸𝟹', '447700900123'],
		['12025550123.0', '12025550123'],
		['+12025550123.00', '12025550123'],
		['493023125000123', '493023125000123'],
		['+32 475/12 34 56', '32475123456'],
		['+41 79.123.45.67', '41791234567'],
		['+683 4002', '6834002'],
		['+49 30/23125-000', '493023125000'],
	])('%j', (value, digits) => {
		expect(parsePhoneNumber(value)).toEqual({ digits });
	});
});

describe('parsePhoneNumber refuses', () => {
	it.each([
		[undefined, 'is empty'],
		[null, 'is empty'],
		['', 'is empty'],
		[' \n', 'is empty'],
		[true, 'is true or false, not text'],
		[{ phone: '12025550123' }, 'is an object, not text'],
		[['12025550123'], 'is a list, not text'],
		[NaN, 'not a whole number'],
		[Infinity, 'not a whole number'],
		[12025550123.5, 'not a whole number'],
		[-12025550123, 'not a whole number'],
		[2 ** 53, 'not a whole number'],
		['1.31E+10', 'a spreadsheet has shortened'],
		['1,2e10', 'a spreadsheet has shortened'],
		['+1 202 555 0123 x123', 'ends with an extension'],
		['+1 202 555 0123 ext. 5', 'ends with an extension'],
		['+1 202 555 0123, extension 5', 'ends with an extension'],
		['tel:+12025550123;ext=5', 'ends with an extension'],
		['+1 202 555 O123', 'has letters'],
		['call me', 'has letters'],
		['+1 310 555 0100 (12)', 'ends with an extension'],
		['+44 20 7946 0018 (12)', 'ends with an extension'],
		['+1 310 555 0100-12', 'not a North American number'],
		['+1 310 555 01(0)0', 'has a (0) in it'],
		['-13105550100', 'a character that no phone number has'],
		['−13105550100', 'a character that no phone number has'],
		['(310) 555-0100', 'has no country code'],
		['310-555-0100', 'has no country code'],
		['3105550100', 'has no country code'],
		['555-0100', 'has no country code'],
		['5550100', 'has no country code'],
		['(220) 555-0100', 'has no country code'],
		['+999 12345678', 'no country code in use'],
		['+1 110 555 0100', 'not a North American number'],
		['+1 911 555 0100', 'not a North American number'],
		['+1 310 555 010', 'not a North American number'],
		['+44 7700', 'has 6 digits'],
		['+44 77001', 'has no country code, or is not complete'],
		['1'.repeat(10_000_000), 'has 10000000 characters'],
		['١'.repeat(3_000_000), 'has 3000000 characters'],
		['+1 800 ＦＬＯＷＥＲ', 'has letters'],
		['12025550123, 12025550124', 'more than one number'],
		['12025550123;12025550124', 'more than one number'],
		['+12025550123 +12025550124', 'more than one number'],
		['2025550123\n2025550', 'more than one number'],
		['555 0100 / 555 0101', 'more than one number'],
		['7946001/7946002', 'more than one number'],
		['+1 310 555 0100/+1 310 555 0101', 'more than one number'],
		['2025550\t2025551', 'more than one number'],
		['+44 20 7946 0123/4', 'more than one number'],
		['+49 30 23125000/89', 'more than one number'],
		['+44 7700 900123-5', 'too many digits for the country code 44'],
		['+44 07700 900123', 'too many digits for the country code 44'],
		['447700900123456', 'too many digits for the country code 44'],
		['192.168.100.20', 'is an IP address'],
		['203.0.113.255', 'is an IP address'],
		['12025550123#5', 'a character that no phone number has'],
		['1*2025550123', 'a character that no phone number has'],
		['1+2025550123', 'a character that no phone number has'],
		['="12025550123"', 'a character that no phone number has'],
		['1202555\uD8000123', 'a character that no phone number has'],
		['020 7946 0123', 'starts with 0'],
		['(0)20 7946 0123', 'starts with 0'],
		['+0 20 7946 0123', 'starts with 0'],
		['011 44 7700 900123', 'starts with 0'],
		['44 (0)20 7946 0123', 'has a (0) in it'],
		['202555', 'has 6 digits'],
		['1234567890123456', 'has 16 digits'],
		['+1', 'has 1 digit,'],
		['+', 'has 0 digits'],
		['\u200B', 'has 0 digits'],
	])('%j', (value, words) => {
		expect(refusalOf(value)).toContain(words);
		expect(refusalOf(value)).toContain("'Phone Number'");
	});

	it('and quotes at most 30 characters', () => {
		expect(refusalOf('x'.repeat(31))).toBe(`'Phone Number' "${'x'.repeat(30)}…" has letters in it`);
		expect(refusalOf('x'.repeat(30))).toContain(`"${'x'.repeat(30)}"`);
	});

	it('and names 011, extensions and spreadsheets in its advice or refusal', () => {
		expect(parsePhoneNumber('0114479')).toHaveProperty('advice', expect.stringContaining('011'));
		expect(parsePhoneNumber('1.2E+10')).toHaveProperty(
			'advice',
			expect.stringContaining('spreadsheet'),
		);
	});
});

describe('parsePhoneNumber, of digits without + or 00,', () => {
	it.each(['4085551234', '(408) 555-1234', '408-555-1234', '5551234'])(
		'does not take %s for a number of the country that it seems to begin with',
		(national) => {
			expect(parsePhoneNumber(national)).toMatchObject({
				refusal: expect.stringMatching(/has no country code, or is not complete$/),
			});
		},
	);

	it.each(['6591234567', '4532123456', '4791234567', '447700900123', '13105550100'])(
		'takes %s, as Telesign writes it',
		(digits) => {
			expect(parsePhoneNumber(digits)).toEqual({ digits });
		},
	);

	it('refuses one for which a default country was meant, and is missing', () => {
		expect(parsePhoneNumber('3605550100', 'Phone Number', null)).toMatchObject({
			refusal: expect.stringMatching(/'Default Country Code' is empty for it$/),
		});
		expect(parsePhoneNumber('+13605550100', 'Phone Number', null)).toEqual({
			digits: '13605550100',
		});
	});
});

describe('parsePhoneNumber, for any input,', () => {
	const digits = fc.stringMatching(/^[1-9]\d{6,14}$/);
	const filler = fc.constantFrom('', ' ', '-', '.', '/', '(', ')', '·', '\u00A0', '\u200B', '–');
	const anything = fc.oneof(
		fc.anything(),
		fc.string({ unit: 'binary' }),
		fc.string({ unit: fc.constantFrom(...'0123456789+-() .x,٤४') }),
	);

	it('gives either digits or a refusal, and takes its own digits unchanged', () => {
		fc.assert(
			fc.property(anything, (value) => {
				const parsed = parsePhoneNumber(value);
				if ('digits' in parsed) {
					expect(parsed.digits).toMatch(/^[1-9]\d{6,14}$/);
					expect(parsePhoneNumber(parsed.digits)).toEqual(parsed);
					expect(parsed).not.toHaveProperty('refusal');
				} else {
					expect(parsed.refusal).toContain("'Phone Number'");
					expect(parsed.refusal).not.toMatch(/\.$/);
					expect(parsed.advice).toMatch(/\.$/);
				}
			}),
			RUNS,
		);
	});

	it('sees through punctuation', () => {
		const messy = digits.chain((number) =>
			fc.record({
				number: fc.constant(number),
				prefix: fc.constantFrom('', '+', '00', 'tel:', 'tel:+', "'", ' \n', '\u202A+'),
				fillers: fc.array(filler, { minLength: number.length, maxLength: number.length }),
			}),
		);
		fc.assert(
			fc.property(messy, ({ number, prefix, fillers }) => {
				fc.pre('digits' in parsePhoneNumber(number));
				const written = prefix + [...number].map((digit, i) => digit + fillers[i]).join('');
				// `.` before zeros at the end, and `(0)`, have a meaning of their own.
				fc.pre(!/\d{7,}\.0+$/.test(written) && !/[(][^)]*[)]|\/|(^|[^\d])[-–]\d/.test(written));
				fc.pre('digits' in parsePhoneNumber(`+${written.replace(/^[^\d]*(00)?/, '')}`));

				expect(parsePhoneNumber(written)).toEqual({ digits: number });
			}),
			RUNS,
		);
	});
});

describe('toAsciiDigits', () => {
	it('reads the digits of every script', () => {
		const all: string[] = [];
		for (let code = 0; code <= 0x10ffff; code++) {
			if (code >= 0xd800 && code <= 0xdfff) continue;
			const character = String.fromCodePoint(code);
			if (/\p{Nd}/u.test(character)) all.push(character);
		}

		expect(all.length).toBeGreaterThan(600);
		expect(all.map(toAsciiDigits).join('')).toBe('0123456789'.repeat(all.length / 10));
	});

	it('leaves other characters alone', () => {
		expect(toAsciiDigits('①²½ x 一')).toBe('①²½ x 一');
	});
});
