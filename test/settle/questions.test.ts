/** The questions of `npm run settle`, and the table of them (`npm run docs`). */
import { settingRows } from '../../sandbox/settings';
import { probes } from '../../tools/settle/probes';
import { questionsTable } from '../../tools/settle/report';
import docTable from '../../testbed/docTable';

it('docs/telesign.md has the table "questions"', () => {
	expect(docTable('docs/telesign.md', 'questions', questionsTable())).toBe(questionsTable());
});

it('each is whole, and has a name of its own', () => {
	expect(probes.filter(({ find }) => typeof find !== 'function')).toEqual([]);
	expect(new Set(probes.map(({ name }) => name)).size).toBe(probes.length);
	expect(probes.filter(({ messages: [usual, most] = [0, 0] }) => usual > most)).toEqual([]);
});

it('each setting that stands for an open question has one', () => {
	const names = probes.map(({ name }) => name);
	const settings = settingRows.filter(({ why }) => why !== undefined).map(({ name }) => name);
	expect(settings.filter((name) => !names.includes(name))).toEqual([]);
	const told = probes.filter(({ then }) => then.includes('in the sandbox')).map(({ name }) => name);
	expect(told.sort()).toEqual(settings.sort());
});
