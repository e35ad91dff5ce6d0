/** The table of docs/telesign.md: what is asked, how, and what to change afterwards. */
import { notAsked, probes } from './probes';

export function questionsTable(): string {
	const rows = [
		['Question', 'How `npm run settle` asks', 'Name', 'If it is otherwise'],
		['---', '---', '---', '---'],
		...probes.map(({ question, how, name, then }) => [question, how, `\`${name}\``, then]),
		...notAsked.map(([question, why]) => [question, `Not: ${why}`, '', '']),
	];
	return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
