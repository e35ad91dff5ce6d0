import fc from 'fast-check';
import { METHODS, methods, methodsIn } from '../../../nodes/Telesign/api/fields/methods';

const check = (value: unknown) => methods(value, 'Methods', {});

it.each([
	[undefined, undefined],
	[{}, undefined],
	[{ values: [] }, undefined],
	[{ values: [{}] }, [{ method: 'sms' }]],
	[{ values: [{ method: ' SMS ', fallbackTime: '60' }] }, [{ method: 'sms', fallback_time: 60 }]],
	[
		{ values: [{ method: 'whatsapp', fallbackTime: 60 }, { method: 'sms' }, { method: 'voice' }] },
		[{ method: 'whatsapp', fallback_time: 60 }, { method: 'sms' }, { method: 'voice' }],
	],
])('%j becomes %j', (value, policy) => {
	expect(check(value)).toEqual({ value: policy });
});

it('takes what Telesign documents, and refuses the rest in words, whatever is filled in', () => {
	const row = fc.record(
		{
			method: fc.oneof(
				fc.constantFrom(...Object.keys(METHODS)),
				fc.constant('push'),
				fc.anything(),
			),
			fallbackTime: fc.oneof(fc.integer({ min: 0, max: 301 }), fc.double(), fc.anything()),
		},
		{ requiredKeys: [] },
	);
	const value = fc.oneof(
		fc.record({ values: fc.array(row, { maxLength: 4 }) }),
		fc.array(row),
		fc.anything(),
	);
	fc.assert(
		fc.property(value, (given) => {
			const checked = check(given);
			if ('refusal' in checked) {
				expect(checked.refusal).toContain("'Methods'");
				expect(checked.advice).toMatch(/\.$/);
				return;
			}
			if (checked.value === undefined) return;
			expect(checked.value.length).toBeLessThanOrEqual(3);
			expect(checked.value.map(({ method }) => method)).toEqual(methodsIn(given));
			let sum = 0;
			for (const { method, fallback_time: time = 0 } of checked.value) {
				expect(Object.keys(METHODS)).toContain(method);
				expect(time === 0 || (Number.isInteger(time) && time >= 30)).toBe(true);
				sum += time;
			}
			expect(sum).toBeLessThanOrEqual(300);
		}),
		{ numRuns: 500 },
	);
});
