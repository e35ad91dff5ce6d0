/** The table, for the terminal and for docs/benchmarks.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join, relative } from 'node:path';
import process from 'node:process';
import { newest } from '../testbed/install';
import { root } from '../testbed/paths';
import { number, type Result } from './figures';

const file = join(root, 'docs/benchmarks.md');
const head = ['Figure', 'This node', 'Other side', 'Ratio', 'Goal', 'Met'];

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** A Markdown table with its columns aligned, which reads well in a terminal too. */
export function table(rows: string[][]): string {
	const lines = [head, ...rows].map((cells) => cells.map((cell) => cell.replaceAll('|', '\\|')));
	const widths = head.map((_, column) => Math.max(...lines.map((cells) => cells[column].length)));
	const line = (cells: string[]) =>
		`| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
	const [first, ...rest] = lines;

	return [line(first), line(widths.map((width) => '-'.repeat(width))), ...rest.map(line)].join(
		'\n',
	);
}

/** The computer and the versions, one a line. */
function facts(nodeVersion: string): string {
	const [{ model }] = cpus();
	return [
		`- Date: ${new Date().toISOString().slice(0, 10)}`,
		`- Machine: ${cpus().length} cores (${model.trim()}), ${number(totalmem() / 2 ** 30)} GiB, Linux ${release().split('-')[0]}`,
		`- Versions: n8n-nodes-telesign ${version}, n8n ${newest}, Node ${nodeVersion} for n8n and ${process.versions.node} for the sandbox`,
	].join('\n');
}

/** What is measured, and what the figures do and do not say; by the name of the part. */
const texts: Record<string, string> = {
	goodput: `## Goodput

1,000 items, each to a phone of its own; the server answers after 150 ms, holds to its limit by a token bucket (burst: one second's worth) and refuses the rest with HTTP 429. _Time of the node_ is what n8n itself notes for the node. The floor is what the server's pace alone takes: items / pace; where the limit drops in the middle, what had been taken by then at the first pace, and the rest at the second. The burst lets a run be up to a second faster than that. 5 rounds, the sides in turn; medians, in brackets the range of the ratio to the floor.

Until the first request leaves, all items are prepared and checked, as under On Error: stop nothing may leave before. That time is n8n's evaluation of the expressions and its reading of the credential for each item, with this node's check in it; the rest of the difference to the floor is this node's and the last answer's latency. _Refused requests_ are not lost: the node sends them again.`,

	cost: `## Cost

CPU time of n8n's main process for 1,000 items without a limit, less that of the same workflow with a No Operation node in the place, per item. Sides in turn, the first round dropped, medians of 5, in brackets the range. The HTTP Request node does the same by hand: form-urlencoded POST, Basic Auth as a generic credential; it neither checks, paces nor repeats anything.

This node evaluates each expression once, as the HTTP Request node does; left to n8n's routing engine, which does so four times, it took 8.0 ms with one field and 39.6 ms with nine ([why an exchange](design.md#why-an-exchange-around-it)).`,

	growth: `## Growth

One field an expression, no limit. CPU as above: less the No Operation node, the first round dropped, medians of 5, in brackets the range; 100 items are run 10 times in a row, as the system counts CPU time in steps of 10 ms. _Time per item_ is that of the whole workflow, from the webhook's request to its answer. _Peak memory_ is the resident memory of n8n's main process in the first round, the smallest size first, most of which is n8n's own. Connections are looked at every 50 ms, in a run of each side against a server that answers after 150 ms, again without a limit.`,

	held: `## What the rest of n8n gets

Seen by n8n's main process itself (\`bench/inside.cts\`): how long its event loop was held at a stretch (\`perf_hooks\`), the most heap in use over what was in use before, looked at every 10 ms, and a CPU profile: samples that fall into this package's files, of all that are neither idle nor garbage collection. The rest is n8n's: evaluating expressions, reading credentials, its request helper. Sides in turn, medians of 3, in brackets the range. The rows that are refused have another column than the one that is mapped.`,

	waiting: `## Persons who are waited for

200 executions of Send Code and Wait are begun one after the other and wait at the same time. Then for each the page is opened, a wrong code and the right one are sent, one after the other; medians, in brackets the range. The times are those of n8n: it reads the execution from its database for each request, and Telesign is the sandbox, which answers at once. Heap and event loop of n8n's main process as above.`,

	fleet: `## A fleet of workers

n8n workers that share an account and know nothing of each other, in simulated time with the code of the gate: a server that takes 50 requests per second and refuses the rest, answers after 150 ms, each worker with 400 items and 50 requests per second in its credential. _Used_ is the part of the limit that was used while every worker had items left; a second's worth of burst comes on top of it. In brackets how long the slowest worker took.`,

	weight: `## Weight

Loading: how much longer a new process takes with the modules of all nodes and credentials that the package names, where \`n8n-workflow\` is loaded already, as it is in n8n; medians of 7, in brackets the range. Size: as npm packs it, without what it depends on. The other packages do other things, some of them more; they give the scale, not a contest.`,
};

/**
 * Writes docs/benchmarks.md.
 *
 * @param results by the name of the part
 * @param nodeVersion of the Node that runs n8n
 */
export function writeReport(results: Record<string, Result>, nodeVersion: string): void {
	const parts = Object.entries(texts).map(
		([name, text]) => `${text}\n\n${table(results[name].rows)}\n`,
	);
	const intro = `# Benchmarks

Written by \`npm run bench\`, which takes about 25 minutes: the real n8n with this package in it as it is published, in one process throughout, and the [sandbox](sandbox.md) as Telesign, in its own. Compare the ratios; the absolute figures are those of one machine.

${facts(nodeVersion)}
`;
	writeFileSync(file, [intro, ...parts].join('\n'));
	console.log(`Written to ${relative(process.cwd(), file)}.`);
}
