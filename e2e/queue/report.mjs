/** The table of what came of the scenarios, for the terminal and for docs/scale.md. */
import { createRequire } from 'node:module';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import Table from 'cli-table3';
import { node } from '../lib/install.mjs';
import { run } from '../lib/children.mjs';
import { root } from '../lib/paths.mjs';

const docTable = createRequire(import.meta.url)(join(root, 'test/helpers/docTable.js'));

const head = [
	'Scenario',
	'Asked for',
	'One message',
	'A second one',
	'No message, and what n8n shows',
	'One message, but n8n shows',
	'Time',
	'429',
	'Workers left',
];

const list = (counts) => counts.map(([shows, count]) => `${count}: ${shows}`).join('; ') || '0';

function second({ rerun, ours }) {
	const sources = [];
	if (rerun > 0) sources.push(`${rerun}: n8n ran it again`);
	if (ours > 0) sources.push(`${ours}: this node`);
	return sources.join('; ') || '0';
}

/** Only where nothing happened in the middle: otherwise the time is mostly that of waiting for n8n. */
const rate = ({ asked, seconds }) => `${seconds.toFixed(1)} s, ${(asked / seconds).toFixed(0)}/s`;

/** @param {{ name: string, n8n: string, disturbed: boolean, outcome: object }} result */
const row = ({ name, n8n, disturbed, outcome }) => [
	`n8n ${n8n}: ${name}`,
	String(outcome.asked),
	String(outcome.once),
	second(outcome),
	list(outcome.none),
	list(outcome.doubtful),
	disturbed ? '' : rate(outcome),
	String(outcome.refused),
	String(outcome.workersLeft),
];

/** For the terminal. */
export function tableOf(results) {
	const table = new Table({
		head,
		style: { head: [], border: [] },
		colWidths: [36, 7, 9, 10, 28, 28, 14, 6, 9],
		wordWrap: true,
	});
	table.push(...results.map(row));
	return table.toString();
}

/**
 * Writes the table into docs/scale.md if UPDATE_DOCS is 1, with what it was measured on.
 *
 * @param {object[]} results
 * @param {{ postgres: string, redis: string }} versions
 */
export async function document(results, { postgres, redis }) {
	const [{ model }] = cpus();
	const nodeVersion = await run(node, ['--version'], { failure: 'No Node', advice: '' });
	const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	const line = (cells) => `| ${cells.join(' | ')} |`;
	const text = [
		line(head),
		line(head.map(() => '---')),
		...results.map((result) => line(row(result))),
		'',
		`${new Date().toISOString().slice(0, 10)}; ${cpus().length} cores (${model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release().split('-')[0]}; n8n-nodes-telesign ${version}, Node ${nodeVersion.trim().slice(1)}, PostgreSQL ${postgres}, Redis ${redis}.`,
	].join('\n');
	docTable('docs/scale.md', 'queue', text);
}
