/** The tables of docs/sandbox.md, made from the data that the sandbox runs on. */
import { blockStatuses, numbers, type SandboxNumber } from './numbers';
import { defaultOf, settingRows } from './settings';

function table(head: string, rows: string[][]): string {
	const cells = head.split(', ');
	const lines = [cells, cells.map(() => '---'), ...rows];
	return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/** What comes back for a number, in short. */
function answerOf({ outcome }: SandboxNumber): string {
	if (outcome.kind === 'fault') return '';
	if (outcome.kind === 'refusal')
		return `HTTP ${outcome.refusal.http}, ${outcome.refusal.status}, ${outcome.refusal.code}`;
	const statuses = (outcome.sms ?? outcome.voice).join(' → ');
	if (outcome.block === 'risk') return `2028; with \`ignore_risk\` ${statuses}`;
	return outcome.block ? String(blockStatuses[outcome.block][outcome.sms ? 0 : 1]) : statuses;
}

const coded = (value: unknown) =>
	`\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

/** Markdown: every number, what it does, and whether a message arrives. */
export const numbersTable = table(
	'Number, Name, What happens, Answer, Arrives',
	numbers.flatMap((row) => {
		const { number, name, what, delivers } = row;
		// Of those that go by the code, the first one speaks for all.
		if (/^sms-5(0[3-9]|[12])/.test(name)) return [];
		const answer = name === 'sms-502' ? '290 → 502, and so on to 521' : answerOf(row);
		const to = name === 'sms-502' ? `${number} to 0171` : number;
		return [[to, coded(name), what, answer, delivers ? 'yes' : 'no']];
	}),
);

const [choices, others] = [true, false].map((isChoice) =>
	settingRows.filter(({ why }) => isChoice === (why !== undefined)),
);

/** Markdown: every setting that is no choice. */
export const settingsTable = table(
	'Setting, Default, Meaning',
	others.map((row) => [coded(row.name), coded(defaultOf(row)), row.what]),
);

/** Markdown: every open choice, its default, and why. */
export const choicesTable = table(
	'Setting, Default, Others, What it decides, Why it is open, Source',
	choices.map((row) => {
		const { name, values, upTo, what, why = '', source = '' } = row;
		const usual = defaultOf(row);
		const more = values?.filter((value) => value !== usual).map(coded);
		const range = more?.join(', ') ?? `0 to ${upTo}`;
		return [coded(name), coded(usual), range, what, why, source];
	}),
);
