/** `npm run bench`: how fast the node is, in the real n8n. See docs/benchmarks.md. */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { markdownTable, writeTable } from '../testbed/docTable';
import { facts } from '../testbed/facts';
import { newest } from '../testbed/install';
import { endAll } from '../testbed/programs';
import { duration } from '../testbed/step';
import { cost, growth } from './cost';
import { fleet } from './fleet';
import { goodput } from './goodput';
import { held } from './held';
import { setUp } from './stage';
import { waiting } from './waiting';

/** In the order in which they run: what wants a fresh n8n first. */
const parts = { fleet, growth, held, waiting, cost, goodput };
const names = Object.keys(parts) as Array<keyof typeof parts>;
const file = 'docs/benchmarks.md';

const usage = `npm run bench -- [--quick] [--only ${names.join('|')}]

  --quick      small sizes and few rounds; only says whether something is wrong in kind
  --only PART  one part alone, can be given more than once

Without --quick the tables are also written to ${file}. The exit code is 1 if an item was not
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
	const begin = Date.now();
	const stage = await setUp();
	for (const name of names.filter((one) => values.only.includes(one))) {
		const rows = await parts[name](stage, values.quick);
		console.table(rows);
		if (!values.quick) {
			const lines = rows.map((row) => Object.values(row));
			writeTable(file, name, markdownTable(Object.keys(rows[0]), lines));
		}
	}
	if (!values.quick) writeTable(file, 'facts', await facts(`n8n ${newest}`));
	console.log(`The bench took ${duration(Date.now() - begin)}.`);

	return stage.wrong;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void endAll());
const wrong = await main().catch((error: Error) => [error.message]);
for (const text of wrong) console.error(`WRONG: ${text}`);
await endAll();
process.exit(wrong.length === 0 ? 0 : 1);
