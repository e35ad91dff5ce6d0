/**
 * `npm run scan`: the analyzer that n8n runs on a community package before it verifies it
 * (`@n8n/scan-community-package`), on the sources and on the tarball of this clone. Exit code 1 on
 * any error or warning.
 *
 * Rules, settings, and the choice of source files are the scanner's own. Redone here, because the
 * scanner does not export it: the file choice of the tarball, and the look at warnings, which the
 * scanner keeps to itself. Left out: the proof of provenance and what is fetched by it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { pack } from './pack.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** What the scanner looks at in a tarball (`analyzePackageByName`). */
const TARBALL_FILE_PATTERNS = ['**/*.js', 'package.json'];

// The scanner makes a temporary folder as soon as it is loaded, and leaves it behind.
const temp = mkdtempSync(join(tmpdir(), 'n8n-nodes-telesign-scan-'));
process.on('exit', () => rmSync(temp, { recursive: true, force: true }));
process.env.TMPDIR = temp;
const { SOURCE_FILE_PATTERNS, analyzePackage, buildScanConfig } = await import(
	'@n8n/scan-community-package/scanner/scanner.mjs'
);

/** Warnings that the scanner's settings give, as text; empty if there are none. */
async function warnings(folder, patterns) {
	const eslint = new ESLint({
		cwd: folder,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: await buildScanConfig(),
	});
	const formatter = await eslint.loadFormatter('stylish');

	return await formatter.format(await eslint.lintFiles(patterns));
}

/** Analyzes a folder and prints what comes of it; true if nothing was found. */
async function scan(what, folder, patterns) {
	const { passed, message, details } = await analyzePackage(folder, patterns);
	// "No files found to analyze" counts as passed, but comes with a message.
	const found = details ?? message ?? (await warnings(folder, patterns));
	const isClean = passed && !found;
	console.log(`${isClean ? '✓' : '✗'} ${what}${isClean ? ': 0 errors, 0 warnings' : ''}`);
	if (found) console.log(found);

	return isClean;
}

const isSourceClean = await scan('Sources', root, SOURCE_FILE_PATTERNS);

const packed = pack();
let isTarballClean;
try {
	isTarballClean = await scan('Tarball', packed.folder, TARBALL_FILE_PATTERNS);
} finally {
	packed.remove();
}
console.log('- Provenance: not looked at, as only a version that is published has it');

process.exitCode = isSourceClean && isTarballClean ? 0 : 1;
