import fc from 'fast-check';
import {
	CODE_STATES,
	codeStateOf,
	parseEnteredCode,
} from '../../../nodes/Telesign/api/enteredCode';

describe('parseEnteredCode', () => {
	it.each([
		['042917', '042917'],
		['  042917\n', '042917'],
		['04 29 17', '042917'],
		['042-917', '042917'],
		['042–917', '042917'],
		['0\u00a042\u200b917\ufeff', '042917'],
		['٠٤٢٩١٧', '042917'],
		['０４２９１７', '042917'],
		['000000', '000000'],
		['O42917', 'O42917'],
		['my code: 1', 'mycode:1'],
	])('reads %j as %s', (typed, code) => {
		expect(parseEnteredCode(typed)).toEqual({ code });
	});

	it.each([
		[undefined, "'Code' is empty"],
		[null, "'Code' is empty"],
		['', "'Code' is empty"],
		[' - \n', "'Code' is empty"],
		[42917, "'Code' is a number, and a number loses the zeros that it begins with"],
		[true, "'Code' is true or false, not text"],
		[['042917'], "'Code' is a list, not text"],
		[{ code: '042917' }, "'Code' is an object, not text"],
	])('refuses %j', (typed, refusal) => {
		expect(parseEnteredCode(typed)).toEqual({ refusal, advice: expect.stringMatching(/\.$/) });
	});

	it('gives a code that can stand in a URL, or a refusal that does not repeat what was typed', () => {
		const digits = fc.stringMatching(/^\d{4,10}$/);
		fc.assert(
			fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.anything(), digits), (typed) => {
				const parsed = parseEnteredCode(typed);
				if ('code' in parsed) {
					expect(parsed.code).not.toBe('');
					expect(parsed.code).not.toMatch(/\s/);
					expect(() => encodeURIComponent(parsed.code)).not.toThrow();
					expect(parseEnteredCode(parsed.code)).toEqual(parsed);
				} else if (typeof typed === 'string' && /\d{4}/.test(typed)) {
					throw new Error(`refused: ${JSON.stringify(typed)}`);
				}
			}),
		);
	});

	it('keeps every digit wherever people put blanks and dashes', () => {
		const gap = fc.constantFrom('', ' ', '-', '\t', '–', '\u00a0');
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), gap), { minLength: 1 }),
				(typed) => {
					expect(parseEnteredCode(typed.flat().join(''))).toEqual({
						code: typed.map(([digit]) => digit).join(''),
					});
				},
			),
		);
	});
});

describe('codeStateOf', () => {
	it.each(CODE_STATES)('knows %s, in any case', (state) => {
		expect(codeStateOf(state)).toBe(state);
		expect(codeStateOf(state.toLowerCase())).toBe(state);
	});

	it.each([undefined, null, '', 'PENDING', 7, {}, ['VALID']])('takes %j for unknown', (written) => {
		expect(codeStateOf(written)).toBe('UNKNOWN');
	});
});
