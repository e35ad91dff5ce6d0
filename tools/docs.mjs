/**
 * `npm run docs`: writes the tables of documents that repeat what code, tests and lock files say.
 * `npm run docs -- --check`: exit code 1 if one of them is out of date, or if a link, an anchor, a
 * picture or a command of npm's in a document leads nowhere.
 *
 * Not among them, because they are measured: docs/benchmarks.md (`npm run bench`) and docs/scale.md
 * (`npm run test:e2e -- --only queue`).
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const { check } = parseArgs({ options: { check: { type: 'boolean', default: false } } }).values;

/** The tests that write a table, or hold it, are those that have `docTable`. */
const tableTests = readdirSync(join(root, 'test'), { recursive: true })
	.map((name) => join('test', name))
	.filter((name) => name.endsWith('.test.ts'))
	.filter((name) => readFileSync(join(root, name), 'utf8').includes('helpers/docTable'));

/** Runs a command in the root of the clone; true if it succeeded. */
function run(command, args, env = {}) {
	const options = { cwd: root, env: { ...process.env, ...env }, stdio: 'inherit' };
	return spawnSync(command, args, options).status === 0;
}

const steps = [
	() =>
		run(
			'npx',
			// One of the two engines is enough: `npm test` holds the tables against both.
			['jest', '--silent', '--runTestsByPath', ...tableTests, '--selectProjects', 'n8n 2.41.1'],
			{ UPDATE_DOCS: check ? '' : '1' },
		),
	() => run('node', ['tools/dependencies.mjs', ...(check ? ['--check'] : [])]),
	() => run('npm', ['run', '--silent', 'docs:links']),
];

// All of them, so that one run tells everything.
const passed = steps.map((step) => step());
process.exitCode = passed.every(Boolean) ? 0 : 1;
