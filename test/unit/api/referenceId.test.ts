import fc from 'fast-check';
import { referenceId } from '../../../nodes/Telesign/api/fields/referenceId';

const parse = (value: unknown) => referenceId(value, 'Reference ID', {});

const ID = '0123456789ABCDEF0123456789ABCDEF';
const OTHER = 'FEDCBA9876543210FEDCBA9876543210';

describe('referenceId', () => {
	it.each([
		[ID],
		[ID.toLowerCase()],
		[`  ${ID}\n`],
		[`https://rest-ww.telesign.com/v1/verify/${ID}?verify_code=1`],
		[`/v1/verify/${ID}`],
		[`"${ID}"`],
		[`${ID} ${ID.toLowerCase()}`],
		[{ reference_id: ID, sub_resource: 'sms' }],
		[{ reference_id: ` ${ID.toLowerCase()} ` }],
		[JSON.stringify({ reference_id: ID, session: OTHER })],
		[`{ not JSON ${ID}`],
	])('finds it in %j', (value) => {
		expect(parse(value)).toEqual({ value: ID });
	});

	it.each([
		[undefined, 'is empty'],
		[null, 'is empty'],
		['', 'is empty'],
		['  ', 'is empty'],
		[{ reference_id: null }, 'is empty'],
		[{}, 'is an object'],
		[{ reference_id: 5 }, 'is a number'],
		[[ID], 'is a list'],
		[true, 'is true or false'],
		[ID.slice(1), 'is not a reference ID'],
		[`${ID}0`, 'is not a reference ID'],
		[`g${ID}`, 'is not a reference ID'],
		['01234567-89ab-cdef-0123-456789abcdef', 'is not a reference ID'],
		['{"other":1}', 'is not a reference ID'],
		[`${ID},${OTHER}`, 'more than one'],
	])('refuses %j', (value, words) => {
		expect(parse(value)).toEqual({
			refusal: expect.stringMatching(`^'Reference ID' .*${words}`),
			advice: expect.stringMatching(/\.$/),
		});
	});

	it('does not repeat what may be a code', () => {
		expect(JSON.stringify(parse(' 045-558 '))).not.toMatch(/045|558/);
	});

	it('gives either an ID or a refusal for any input, and its own ID unchanged', () => {
		const hex = fc.stringMatching(/^[0-9a-fA-F]{30,34}$/);
		const anything = fc.oneof(
			fc.anything(),
			fc.string({ unit: 'binary' }),
			hex,
			fc.record({ reference_id: fc.oneof(hex, fc.anything()) }),
			fc.json(),
		);
		fc.assert(
			fc.property(anything, (value) => {
				const parsed = parse(value);
				if ('value' in parsed) {
					expect(parsed.value).toMatch(/^[0-9A-F]{32}$/);
					expect(parse(parsed.value)).toEqual(parsed);
					expect(parsed).not.toHaveProperty('refusal');
				} else {
					expect(parsed.refusal).toContain("'Reference ID'");
				}
			}),
			{ numRuns: 300 },
		);
	});
});
