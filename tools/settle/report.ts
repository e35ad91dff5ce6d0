/** What came of the questions, as a document and as data; both without secrets and numbers. */
import { hiding, type Setup } from './ask';
import { notAsked, probes } from './probes';
import { lacks, type Result } from './settle';

/** What `docs/live.json` holds; the sandbox reads `against` and `found`. */
export interface Live {
	date: string;
	account: string;
	/** `Telesign`, or what else it was. */
	against: string;
	/** Values by the name of the question. */
	found: Record<string, unknown>;
	/** Why the others are open. */
	open: Record<string, string>;
	/** What the node does otherwise. */
	node: string[];
}

const row = (...cells: unknown[]) =>
	`| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;

/** The table of docs/telesign.md: what is asked, how, and what to change afterwards. */
export const questionsTable = () =>
	[
		row('Question', 'How `npm run settle` asks', 'Name', 'If it is otherwise'),
		row('---', '---', '---', '---'),
		...probes.map(({ question, how, name, then }) => row(question, how, `\`${name}\``, then)),
		...notAsked.map(([question, why]) => row(question, `Not: ${why}`, '', '')),
	].join('\n');

/** Whether all that was asked is Telesign's own. */
const isTelesign = ({ hosts }: Setup) =>
	Object.values(hosts).every((url: string) => /^https:\/\/[\w-]+\.telesign\.com$/.test(url));

/** @param account what kind it is; @param date of the day */
export function reportOf(setup: Setup, result: Result, account: string, date: string) {
	const { outcomes, node, requests, took, codes } = result;
	const isLive = isTelesign(setup);
	const against = isLive ? 'Telesign' : `${setup.hosts.v1}, not Telesign`;
	const live: Live = { date, account, against, found: {}, open: {}, node };
	for (const { probe, finding } of outcomes) {
		if (finding.kind === 'settled') live.found[probe.name] = finding.value;
		else live.open[probe.name] = finding.what;
	}
	const markdown = [
		isLive ? '# What Telesign answers' : '# What the sandbox answers',
		'',
		isLive ? '' : '**No fact about Telesign**: it shows what somebody with an account would get.',
		'',
		`- Asked with \`npm run settle\`: ${against}`,
		`- Account: ${account}`,
		`- ${date}, ${requests} requests in ${Math.round(took / 1000)} seconds`,
		'- Blanked: the account and its key, phone numbers, codes',
		'',
		'| Question | Name | Found | Told by |',
		'| --- | --- | --- | --- |',
		...outcomes.map(({ probe, finding }) => {
			const value = finding.kind === 'settled' ? `\`${finding.value}\`` : 'cannot tell';
			return row(probe.question, `\`${probe.name}\``, value, finding.what);
		}),
		...probes
			.filter((probe) => lacks(setup, probe).length > 0)
			.map(({ name, question }) =>
				row(question, `\`${name}\``, 'not asked', 'Not given what it needs'),
			),
		...notAsked.map(([question, why]) => row(question, '', 'not asked', why)),
		'',
		'## Where the node does something else',
		'',
		...(node.length > 0 ? node.map((line) => `- ${line}`) : ['Nowhere.']),
		...outcomes.flatMap(({ probe, lines }) => [
			'',
			`## ${probe.name}`,
			'',
			`${probe.question} ${probe.how}.`,
			'',
			'```text',
			...lines,
			'```',
		]),
		'',
	];
	// Once more, line by line: a code that was typed later may stand in what came before.
	const clean = hiding(setup, codes);
	const lines = (text: string) => text.split('\n').map(clean).join('\n');
	return {
		name: isLive ? 'live' : 'live-sandbox',
		markdown: lines(markdown.join('\n')),
		json: lines(`${JSON.stringify(live, null, '\t')}\n`),
	};
}
