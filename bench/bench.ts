/** `npm run bench`: how fast the node is, in the real n8n. Linux only. See docs/benchmarks.md. */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { node } from '../testbed/install';
import { endAll, run } from '../testbed/programs';
import { duration } from '../testbed/step';
import { cost } from './cost';
import type { Result } from './figures';
import { fleet } from './fleet';
import { goodput } from './goodput';
import { growth } from './growth';
import { held } from './held';
import { table, writeReport } from './report';
import { setUp } from './stage';
import { waiting } from './waiting';
import { weight } from './weight';

/** In the order in which they run: what wants a fresh n8n first. */
const parts = { weight, fleet, growth, held, waiting, cost, goodput };
const names = Object.keys(parts) as Array<keyof typeof parts>;

const usage = `npm run bench -- [--quick] [--only ${names.join('|')}]

  --quick      small sizes and few rounds; only says whether something is wrong in kind
  --only PART  one part alone, can be given more than once

Without them the table is also written to docs/benchmarks.md. The exit code is 1 if an item was not
delivered, or delivered twice, and 0 even if a goal of time is missed.`;

/** @returns what must not be, however noisy the computer */
async function main(): Promise<string[]> {
	const { values } = parseArgs({
		options: {
			quick: { type: 'boolean', default: false },
			only: { type: 'string', multiple: true, default: names },
			help: { type: 'boolean', default: false },
		},
	});
	const unknown = values.only.find((name) => !(name in parts));
	if (unknown) throw new Error(`There is no part '${unknown}'.\n${usage}`);
	if (values.help) {
		console.log(usage);
		return [];
	}
	if (process.platform !== 'linux') {
		throw new Error('The bench needs Linux: it reads CPU time and connections from /proc.');
	}
	const begin = Date.now();
	const stage = await setUp();
	const results: Record<string, Result> = {};
	for (const name of names.filter((one) => values.only.includes(one))) {
		results[name] = await parts[name](stage, values.quick);
		console.log(`\n${table(results[name].rows)}\n`);
	}

	const all = Object.values(results);
	if (all.length > 1) console.log(`${table(all.flatMap(({ rows }) => rows))}\n`);
	if (!values.quick && all.length === names.length) {
		const version = await run(node, ['--version'], { log: stage.log, failure: 'No Node' });
		writeReport(results, version.slice(1));
	}
	console.log(`The bench took ${duration(Date.now() - begin)}.`);

	return all.flatMap(({ wrong }) => wrong);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void endAll());
const wrong = await main().catch((error: Error) => [error.message]);
for (const text of wrong) console.error(`WRONG: ${text}`);
await endAll();
process.exit(wrong.length === 0 ? 0 : 1);
