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
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { unpacked } from '../testbed/pack';

/** What the scanner looks at in a tarball (`analyzePackageByName`). */
const TARBALL_FILE_PATTERNS = ['**/*.js', 'package.json'];

type Scanner = typeof import('@n8n/scan-community-package/scanner/scanner.mjs');

/** Analyzes a folder and prints what comes of it; true if nothing was found. */
async function scan(scanner: Scanner, what: string, cwd: string, patterns: string[]) {
	const { passed, message, details } = await scanner.analyzePackage(cwd, patterns);
	const overrideConfig = await scanner.buildScanConfig();
	const settings = { cwd, allowInlineConfig: false, overrideConfigFile: true as const };
	const eslint = new ESLint({ ...settings, overrideConfig });
	const { format } = await eslint.loadFormatter('stylish');
	const warnings = await format(await eslint.lintFiles(patterns));
	// "No files found to analyze" counts as passed, but comes with a message.
	const found = details ?? message ?? warnings;
	const isClean = passed && !found;
	console.log(`${isClean ? '✓' : '✗'} ${what}${isClean ? ': 0 errors, 0 warnings' : ''}`);
	if (found) console.log(found);

	return isClean;
}

async function main(): Promise<void> {
	// The scanner makes a temporary folder as soon as it is loaded, and leaves it behind.
	const temp = mkdtempSync(join(tmpdir(), 'n8n-nodes-telesign-scan-'));
	process.on('exit', () => rmSync(temp, { recursive: true, force: true }));
	process.env.TMPDIR = temp;
	const scanner = await import('@n8n/scan-community-package/scanner/scanner.mjs');

	const root = join(__dirname, '..');
	const isSourceClean = await scan(scanner, 'Sources', root, scanner.SOURCE_FILE_PATTERNS);
	const packed = await unpacked();
	try {
		const isTarballClean = await scan(scanner, 'Tarball', packed.folder, TARBALL_FILE_PATTERNS);
		process.exitCode = isSourceClean && isTarballClean ? 0 : 1;
	} finally {
		packed.remove();
	}
	console.log('- Provenance: not looked at, as only a version that is published has it');
}

void main();
