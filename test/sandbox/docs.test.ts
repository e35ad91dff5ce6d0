/** The tables of docs/sandbox.md: `UPDATE_DOCS=1 npx jest test/sandbox/docs`. */
import { choicesTable, numbersTable } from '../../sandbox/docs';
import { errors } from '../../sandbox/errors';
import { numbers } from '../../sandbox/numbers';
import { ERROR_CODES } from '../../nodes/Telesign/api/codes/errors';
import docTable from '../helpers/docTable';

describe('docs/sandbox.md', () => {
	it('has the table of numbers', () => {
		expect(docTable('docs/sandbox.md', 'numbers', numbersTable())).toBe(numbersTable());
	});

	it('has the table of choices', () => {
		expect(docTable('docs/sandbox.md', 'choices', choicesTable())).toBe(choicesTable());
	});
});

describe('numbers', () => {
	it('are fictional, each number and each name once', () => {
		expect(numbers.filter(({ number }) => !/^1(310|415|646)55501\d\d$/.test(number))).toEqual([]);
		expect(new Set(numbers.map(({ number }) => number)).size).toBe(numbers.length);
		expect(new Set(numbers.map(({ name }) => name)).size).toBe(numbers.length);
	});
});

describe('errors', () => {
	it.each(Object.entries(errors))('%s is one that the node knows', (_name, refusal) => {
		const known = ERROR_CODES[refusal.code];
		expect(known?.texts.map((text) => text.replace(/\{\w+\}/g, '{}'))).toContain(
			refusal.description.replace(/\{\w+\}|PhoneNumber|None/g, '{}'),
		);
	});
});
