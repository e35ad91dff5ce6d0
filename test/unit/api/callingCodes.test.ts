import fc from 'fast-check';
import {
	callingCodes,
	defaultCountryCode,
	startsWithOneOf,
} from '../../../nodes/Telesign/api/fields/callingCodes';

const parse = (value: unknown) => callingCodes(value, 'Allowed Calling Codes', {});

describe('callingCodes', () => {
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
		[undefined, []],
	])('reads %j', (value, codes) => {
		expect(parse(value)).toEqual({ value: codes });
	});

	it.each([
		['1 684', '"1 684" is not'],
		// An expression that gives nothing, which must not let everything through.
		[null, 'neither text'],
		[[], 'no calling code'],
		[' , ', 'no calling code'],
		['44, 049', '"049" is not'],
		['+', '"+" is not'],
		['UK', '"UK" is not'],
		['12025550', '"12025550" is not'],
		[-44, '"-44" is not'],
		[1.5, '"1.5" is not'],
		[{}, 'neither text'],
		[true, 'neither text'],
		[['1', null], 'neither text'],
		[[['1']], 'neither text'],
	])('refuses %j', (value, words) => {
		expect(parse(value)).toEqual({
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
				const parsed = parse(value);
				if ('value' in parsed) {
					expect(parsed.value.join()).toMatch(/^([1-9]\d{0,6}(,[1-9]\d{0,6})*)?$/);
					if (parsed.value.length > 0) expect(parse(parsed.value)).toEqual(parsed);
					expect(parse(parsed.value.join(', '))).toEqual(parsed);
				} else {
					expect(parsed.refusal).toMatch(/^'Allowed Calling Codes'/);
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

describe('defaultCountryCode', () => {
	it.each([
		['1', '1'],
		['+44', '44'],
		['0049', '49'],
		[353, '353'],
		[' ', ''],
		[null, ''],
		[undefined, ''],
	])('reads %j as %j', (value, code) => {
		expect(defaultCountryCode(value, 'Default Country Code', {})).toEqual({ value: code });
	});

	it.each(['UK', '1684', '999', '0', {}, ['1'], true])('refuses %j', (value) => {
		expect(defaultCountryCode(value, 'Default Country Code', {})).toEqual({
			refusal: expect.stringMatching(/^'Default Country Code' is .*not a country code$/),
			advice: expect.stringMatching(/\.$/),
		});
	});
});
