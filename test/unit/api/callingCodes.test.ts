import fc from 'fast-check';
import { parseCallingCodes, startsWithOneOf } from '../../../nodes/Telesign/api/callingCodes';

describe('parseCallingCodes', () => {
	it.each([
		['1, 44, 4930', ['1', '44', '4930']],
		['+1 +44', ['1', '44']],
		['+1+44', ['1', '44']],
		['1;44\n33', ['1', '44', '33']],
		['001，0044', ['1', '44']],
		['1-684, +1-787', ['1684', '1787']],
		['４４', ['44']],
		['1, 1, +1', ['1']],
		[
			['1', '+44', '49, 33'],
			['1', '44', '49', '33'],
		],
		[
			[1, 44],
			['1', '44'],
		],
		[44, ['44']],
		['', []],
		[' , ', []],
		[undefined, []],
		[null, []],
		[[], []],
	])('reads %j', (value, codes) => {
		expect(parseCallingCodes(value)).toEqual({ codes });
	});

	it.each([
		['1 684', '"1 684" is not'],
		['44, 049', '"049" is not'],
		['+', '"+" is not'],
		['UK', '"UK" is not'],
		['12025550', '"12025550" is not'],
		[-44, '"-44" is not'],
		[1.5, '"1.5" is not'],
		[{}, 'not a text'],
		[true, 'not a text'],
		[['1', null], 'not a text'],
		[[['1']], 'not a text'],
	])('refuses %j', (value, words) => {
		expect(parseCallingCodes(value)).toEqual({
			refusal: expect.stringContaining(words),
			advice: expect.stringMatching(/\.$/),
		});
	});

	it('gives either codes or a refusal for any input, and takes its own codes unchanged', () => {
		const anything = fc.oneof(
			fc.anything(),
			fc.string({ unit: fc.constantFrom(...'0123456789+, ;-') }),
			fc.array(fc.oneof(fc.string(), fc.integer())),
		);
		fc.assert(
			fc.property(anything, (value) => {
				const parsed = parseCallingCodes(value);
				if ('codes' in parsed) {
					expect(parsed.codes.join()).toMatch(/^([1-9]\d{0,6}(,[1-9]\d{0,6})*)?$/);
					expect(parseCallingCodes(parsed.codes)).toEqual(parsed);
					expect(parseCallingCodes(parsed.codes.join(', '))).toEqual(parsed);
				} else {
					expect(parsed.refusal).toContain('calling code');
				}
			}),
			{ numRuns: 300 },
		);
	});
});

describe('startsWithOneOf', () => {
	it.each([
		['12025550123', ['1'], true],
		['447700900123', ['1', '44'], true],
		['447700900123', ['1', '4930'], false],
		['447700900123', [], false],
		['4', ['44'], false],
	])('%s %j: %p', (digits, codes, expected) => {
		expect(startsWithOneOf(digits, codes)).toBe(expected);
	});
});
