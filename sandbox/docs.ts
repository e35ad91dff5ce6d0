/** The tables of docs/sandbox.md, made from the data that the sandbox runs on. */
import { blockStatuses, numbers, type SandboxNumber } from './numbers';
import { defaultOf, settingRows } from './settings';

function table(head: string[], rows: string[][]): string {
	const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
	return [head, head.map(() => '---'), ...rows].map(line).join('\n');
}

/** What comes back for a number, in short. */
function answerOf({ outcome }: SandboxNumber): string {
	if (outcome.kind === 'fault') return '';
	if (outcome.kind === 'refusal')
		return `HTTP ${outcome.refusal.http}, ${outcome.refusal.status}, ${outcome.refusal.code}`;
	const statuses = (outcome.sms ?? outcome.voice).join(' → ');
	if (outcome.block === 'risk') return `2028; with \`ignore_risk\` ${statuses}`;
	if (outcome.block) return String(blockStatuses[outcome.block][outcome.sms ? 0 : 1]);
	return statuses;
}

/** Markdown: every number, what it does, and whether a message arrives. */
export function numbersTable(): string {
	return table(
		['Number', 'Name', 'What happens', 'Answer', 'Arrives'],
		numbers.map((row) => [
			row.number,
			`\`${row.name}\``,
			row.what,
			answerOf(row),
			row.delivers ? 'yes' : 'no',
		]),
	);
}

const coded = (value: unknown) =>
	`\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

/** Markdown: every setting that is no choice. */
export function settingsTable(): string {
	return table(
		['Setting', 'Default', 'Meaning'],
		settingRows
			.filter(({ why }) => why === undefined)
			.map((row) => [coded(row.name), coded(defaultOf(row)), row.what]),
	);
}

/** Markdown: every open choice, its default, and why. */
export function choicesTable(): string {
	return table(
		['Setting', 'Default', 'Others', 'What it decides', 'Why it is open', 'Source'],
		settingRows
			.filter(({ why }) => why !== undefined)
			.map((row) => [
				coded(row.name),
				coded(defaultOf(row)),
				row.values?.slice(1).map(coded).join(', ') ?? `0 to ${row.upTo}`,
				row.what,
				row.why!,
				row.source!,
			]),
	);
}
