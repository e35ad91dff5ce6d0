/** `npm run bench`: how fast the node is, in the real n8n. Linux only. See docs/benchmarks.md. */
import { run } from '../e2e/lib/children.mjs';
import { readOptions, runCommand } from '../e2e/lib/command.mjs';
import { takeFolder } from '../e2e/lib/folder.mjs';
import { install, node } from '../e2e/lib/install.mjs';
import { Problem } from '../e2e/lib/problem.mjs';
import { duration } from '../e2e/lib/steps.mjs';
import { table, writeReport } from './report.mjs';

/** In the order in which they run: what wants a fresh n8n first. */
const names = ['weight', 'fleet', 'growth', 'held', 'cost', 'goodput'];

const usage = `npm run bench -- [--quick] [--only ${names.join('|')}]

  --quick      small sizes and few rounds; only says whether something is wrong in kind
  --only PART  one part alone, can be given more than once

Without them the table is also written to docs/benchmarks.md. The exit code is 1 if an item was not
delivered, or delivered twice, and 0 even if a goal of time is missed.`;

await runCommand(async () => {
	const options = { quick: { type: 'boolean', default: false } };
	const { quick, only, help } = readOptions(usage, options, names);
	if (help) {
		console.log(usage);
		return true;
	}
	if (process.platform !== 'linux') {
		throw new Problem('The bench needs Linux.', 'It reads CPU time and connections from /proc.');
	}
	const begin = Date.now();
	const folder = takeFolder('bench');
	await install();
	// What these use is there only once n8n is installed.
	const { setUp } = await import('./stage.mjs');
	const stage = await setUp(folder);
	const results = {};
	for (const name of names.filter((one) => only.includes(one))) {
		const part = (await import(`./${name}.mjs`))[name];
		results[name] = await part(stage, quick);
		console.log(`\n${table(results[name].rows)}\n`);
	}

	const all = Object.values(results);
	if (all.length > 1) console.log(`${table(all.flatMap(({ rows }) => rows))}\n`);
	if (!quick && all.length === names.length) {
		const version = await run(node, ['--version'], { failure: 'No Node', advice: '' });
		writeReport(results, version.trim().slice(1));
	}
	const wrong = all.flatMap((result) => result.wrong);
	for (const text of wrong) console.error(`WRONG: ${text}`);
	console.log(`The bench took ${duration(Date.now() - begin)}.`);

	return wrong.length === 0;
});
