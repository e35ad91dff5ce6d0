/**
 * The tables of dependencies in docs/design.md. `node tools/dependencies.mjs` writes names, versions and
 * licences from the lock files; `--releases` also asks the npm registry for the newest release of
 * each; `--check` writes nothing and fails if a name, a version, a licence or a reason is not as it
 * should be. Why a package is needed is written by hand, in the last column.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import docTable from '../test/helpers/docTable.js';

const document = 'docs/design.md';
const root = fileURLToPath(new URL('..', import.meta.url));

/** Where the packages are, and the table of each. */
const manifests = [
	{ folder: '.', table: 'dependencies' },
	{ folder: 'e2e', table: 'dependencies-e2e' },
	{ folder: 'e2e/versions/1.123.81', table: 'dependencies-n8n-1' },
];

const head = [
	'| Package | Version | Licence | Newest release | Why it |',
	'| --- | --- | --- | --- | --- |',
];

const { check, releases } = parseArgs({
	options: {
		check: { type: 'boolean', default: false },
		releases: { type: 'boolean', default: false },
	},
}).values;

const readJson = (folder, name) => JSON.parse(readFileSync(join(root, folder, name), 'utf8'));

/** "2.41.1, 2026-09-23": the newest version of a package, and the day that the registry gives for it. */
function newestRelease(name) {
	const answer = execFileSync('npm', ['view', name, 'dist-tags', 'time', '--json'], {
		encoding: 'utf8',
		maxBuffer: 2 ** 27,
	});
	const { 'dist-tags': tags, time } = JSON.parse(answer);
	return `${tags.latest}, ${time[tags.latest].slice(0, 10)}`;
}

/** What is written by hand or asked of the registry, by package: `{ release, why }`. */
function readTable(text = '') {
	const rows = text.split('\n').slice(head.length);
	return new Map(
		rows.map((row) => {
			const [name, , , release, ...why] = row.slice(2, -2).split(' | ');
			return [name, { release, why: why.join(' | ') }];
		}),
	);
}

/** The direct dependencies of a package.json, as rows of its table. */
function rows(folder, known) {
	const manifest = readJson(folder, 'package.json');
	const { packages } = readJson(folder, 'package-lock.json');
	const kinds = ['dependencies', 'optionalDependencies', 'devDependencies', 'peerDependencies'];
	const names = new Set(kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {})));

	return [...names].sort().map((name) => {
		const { version, license = 'not stated', name: alias } = packages[`node_modules/${name}`];
		const { release = '', why = '' } = known.get(name) ?? {};
		const licence = license.startsWith('SEE LICENSE') ? 'n8n' : license;
		const newest = releases ? newestRelease(alias ?? name) : release;
		if (!newest || !why) problems.push(`${name}: no newest release or no reason in ${document}`);
		return `| ${name} | ${version} | ${licence} | ${newest} | ${why} |`;
	});
}

const problems = [];
for (const { folder, table } of manifests) {
	process.env.UPDATE_DOCS = '';
	const found = docTable(document, table, '');
	const text = [...head, ...rows(folder, readTable(found))].join('\n');
	if (!check) process.env.UPDATE_DOCS = '1';
	if (docTable(document, table, text) !== text) {
		problems.push(`${document}: the table '${table}' is missing or out of date: npm run docs`);
	}
}

for (const problem of problems) console.error(problem);
process.exitCode = problems.length ? 1 : 0;
