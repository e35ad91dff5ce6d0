/**
 * `npm run docs`: writes the tables of documents that repeat what code and tests say.
 * `npm run docs -- --check`: exit code 1 if one of them is out of date, or if a link, an anchor, a
 * picture or a command of npm's in a document leads nowhere.
 *
 * Not among them, because they are measured: docs/benchmarks.md (`npm run bench`) and docs/scale.md
 * (`e2e/queue.spec.ts`, with UPDATE_DOCS=1).
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { check } = parseArgs({ options: { check: { type: 'boolean', default: false } } }).values;

/** Runs a command in the root of the clone; true if it succeeded. */
function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}): boolean {
	const cwd = join(__dirname, '..');
	const { status } = spawnSync(command, args, {
		cwd,
		env: { ...process.env, ...env },
		stdio: 'inherit',
	});
	return status === 0;
}

// The tests that write a table, or hold it. One of the two engines is enough: `npm test` runs both.
const jest = ['jest', '--silent', '--selectProjects', 'n8n 2.41.1'];
const tables = [...jest, '--findRelatedTests', 'testbed/docTable.ts'];

// All of them, so that one run tells everything.
const passed = [
	run('npx', tables, { UPDATE_DOCS: check ? '' : '1' }),
	run('npm', ['run', '--silent', 'docs:links']),
];
process.exitCode = passed.every(Boolean) ? 0 : 1;
