import fc from 'fast-check';
import { enteredCode } from '../../../nodes/Telesign/api/fields/code';
import { CODE_STATES, codeStateOf } from '../../../nodes/Telesign/resources/transaction/item';

const parse = (typed: unknown) => enteredCode(typed, 'Code', {});

describe('enteredCode', () => {
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
		expect(parse(typed)).toEqual({ value: code });
	});

	it.each([
		[undefined, "'Code' is empty"],
		[null, "'Code' is empty"],
		['', "'Code' is empty"],
		[' - \n', "'Code' is empty"],
		[42917, "'Code' is a number, and a number loses its leading zeros"],
		['1'.repeat(101), "'Code' has 101 characters, which no code has"],
		[true, "'Code' is true or false, not text"],
		[['042917'], "'Code' is a list, not text"],
		[{ code: '042917' }, "'Code' is an object, not text"],
	])('refuses %j', (typed, refusal) => {
		expect(parse(typed)).toEqual({ refusal, advice: expect.stringMatching(/\.$/) });
	});

	it('gives a code that can stand in a URL, or a refusal that does not repeat what was typed', () => {
		const digits = fc.stringMatching(/^\d{4,10}$/);
		fc.assert(
			fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.anything(), digits), (typed) => {
				const parsed = parse(typed);
				if ('value' in parsed) {
					expect(parsed.value).not.toBe('');
					expect(parsed.value).not.toMatch(/\s/);
					expect(() => encodeURIComponent(parsed.value)).not.toThrow();
					expect(parse(parsed.value)).toEqual(parsed);
				} else if (typeof typed === 'string' && /\d{4}/.test(typed)) {
					throw new Error(`refused: ${JSON.stringify(typed)}`);
				}
			}),
		);
	});

	it('keeps every digit wherever people put spaces and dashes', () => {
		const gap = fc.constantFrom('', ' ', '-', '\t', '–', '\u00a0');
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), gap), { minLength: 1, maxLength: 20 }),
				(typed) => {
					expect(parse(typed.flat().join(''))).toEqual({
						value: typed.map(([digit]) => digit).join(''),
					});
				},
			),
		);
	});
});

describe('codeStateOf', () => {
	it.each(CODE_STATES)('knows %s, in any case', (state) => {
		expect(codeStateOf({ json: { verify: { code_state: state } } })).toBe(state);
		expect(codeStateOf({ json: { verify: { code_state: state.toLowerCase() } } })).toBe(state);
	});

	it.each([undefined, null, '', 'PENDING', 7, {}, ['VALID']])('takes %j for unknown', (written) => {
		expect(codeStateOf({ json: { verify: { code_state: written } } })).toBe('UNKNOWN');
	});
});
