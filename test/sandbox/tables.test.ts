/** Tables: those of docs/sandbox.md (`npm run docs`), and the sandbox's own against the node's. */
import { useCase } from '../../sandbox/products/smart';
import { isFinal, textOf } from '../../sandbox/core/texts';
import texts from '../../sandbox/core/texts.json';
import { choicesTable, numbersTable, settingsTable } from '../../sandbox/docs';
import { errors } from '../../sandbox/core/errors';
import { numbers } from '../../sandbox/numbers';
import { ERROR_CODES } from '../../nodes/Telesign/api/codes/errors';
import { STATUS_CODES } from '../../nodes/Telesign/api/codes/status';
import { USE_CASES } from '../../nodes/Telesign/api/fields/choices';
import docTable from '../../testbed/docTable';

it.each([
	['numbers', numbersTable],
	['settings', settingsTable],
	['choices', choicesTable],
])('docs/sandbox.md has the table "%s"', (name, table) => {
	expect(docTable('docs/sandbox.md', name, table)).toBe(table);
});

it('numbers are fictional, each number and each name once', () => {
	expect(numbers.filter(({ number }) => !/^1(310|415|646)55501\d\d$/.test(number))).toEqual([]);
	expect(new Set(numbers.map(({ number }) => number)).size).toBe(numbers.length);
	expect(new Set(numbers.map(({ name }) => name)).size).toBe(numbers.length);
});

const known = Object.keys(texts).map(Number);

it('every status of a journey has a text', () => {
	const statuses = numbers.flatMap(({ outcome }) =>
		outcome.kind === 'journey' ? [...(outcome.sms ?? []), ...outcome.voice] : [],
	);
	expect(statuses.filter((code) => !known.includes(code))).toEqual([]);
});

it.each(known.filter((code) => code in STATUS_CODES))(
	'status %i is the same in the node and in the sandbox',
	(code) => {
		const { text, final } = STATUS_CODES[code];
		expect(text.replace(/\{\w+\}/g, '')).toBe(textOf(code));
		// The Verify API says by its state whether it has ended.
		if (code < 3000) expect(final).toBe(isFinal(code));
	},
);

it('the sandbox has most statuses of the node', () => {
	const missing = Object.keys(STATUS_CODES).filter((code) => !known.includes(Number(code)));
	// Of older pages, or of another product.
	expect(missing).toEqual([
		'102',
		'104',
		'293',
		'516',
		'3005',
		'3112',
		'3115',
		'3202',
		'3205',
		'3933',
	]);
});

it.each(Object.entries(errors))('%s is an error that the node knows', (_name, refusal) => {
	const texts = ERROR_CODES[refusal.code]?.texts.map((text) => text.replace(/\{\w+\}/g, '{}'));
	expect(texts).toContain(refusal.description.replace(/\{\w+\}|PhoneNumber|None/g, '{}'));
	expect(known).toContain(refusal.verification);
});

it('use cases are those of the node', () => {
	expect(useCase.source.slice(2, -2).split('|').sort()).toEqual(
		USE_CASES.map(({ value }) => value).sort(),
	);
});
