/** The tables of docs/sandbox.md, made from the data that the sandbox runs on. */
import { blockStatuses, numbers, type SandboxNumber } from './numbers';
import { defaultOf, settingRows } from './settings';

function table(head: string, rows: string[][]): string {
	const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
	const cells = head.split(', ');
	return [cells, cells.map(() => '---'), ...rows].map(line).join('\n');
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
export const numbersTable = () =>
	table(
		'Number, Name, What happens, Answer, Arrives',
		numbers.map((row) => {
			const { number, name, what, delivers } = row;
			return [number, coded(name), what, answerOf(row), delivers ? 'yes' : 'no'];
		}),
	);

/** Markdown: every setting that is no choice. */
export const settingsTable = () =>
	table(
		'Setting, Default, Meaning',
		settingRows
			.filter(({ why }) => why === undefined)
			.map((row) => [coded(row.name), coded(defaultOf(row)), row.what]),
	);

/** Markdown: every open choice, its default, and why. */
export const choicesTable = () =>
	table(
		'Setting, Default, Others, What it decides, Why it is open, Source',
		settingRows.flatMap((row) => {
			const { name, values, upTo, what, why, source = '' } = row;
			const usual = defaultOf(row);
			const others = values?.filter((value) => value !== usual).map(coded);
			const range = others?.join(', ') ?? `0 to ${upTo}`;
			return why ? [[coded(name), coded(usual), range, what, why, source]] : [];
		}),
	);
