/**
 * The installed versions of n8n, each in `node_modules` of a package of its own. Uses nothing but
 * Node itself, as nothing is installed before it has run.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './children.mjs';
import { versions } from '../versions/matrix.mjs';
import { e2e } from './paths.mjs';
import { Problem } from './problem.mjs';
import { step } from './steps.mjs';

/** n8n needs Node 24, and its compiled parts are made for that version, not for a later one. */
const wanted = 24;

const hostFits = Number(process.versions.node.split('.')[0]) === wanted;

/** The Node that runs n8n: the host's if it is a Node 24, else the one that came from npm. */
export const node = hostFits ? process.execPath : join(e2e, 'node_modules/.bin/node');

/** The version that is used where nothing else is said; with it comes what e2e itself needs. */
export const newest = versions.find(({ folder }) => folder === e2e).version;

/** Where a version of n8n is installed. */
export const modulesOf = (wantedVersion) =>
	join(versions.find(({ version }) => version === wantedVersion).folder, 'node_modules');

/** Changes with the lock file, and with the Node that the installation was made for. */
function fingerprint(folder) {
	const lock = createHash('sha256').update(readFileSync(join(folder, 'package-lock.json')));
	return `${lock.digest('hex')} ${process.platform} ${process.arch} ${process.versions.node}\n`;
}

/** Where npm finds the headers that sqlite3 is compiled with: beside the Node that came from npm. */
function headers() {
	return hostFits ? {} : { npm_config_nodedir: dirname(dirname(realpathSync(node))) };
}

async function installIn(folder, version) {
	const stamp = join(folder, 'node_modules/.n8n-telesign-installed');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(folder)) return;

	await step(`Installing n8n ${version} (only this time, about 3 minutes and 3 GB)`, () =>
		run('npm', ['ci', '--no-audit', '--no-fund'], {
			cwd: folder,
			failure: 'npm could not install n8n',
			advice:
				'Check that npm reaches its registry and that the disk has 3 GB free, then start again.',
		}),
	);
	if (!existsSync(node)) {
		throw new Problem(
			`There is no Node ${wanted} in npm for ${process.platform} on ${process.arch}.`,
			`Install Node ${wanted} yourself and start again with it.`,
		);
	}
	await run(node, ['--version'], {
		failure: `The Node ${wanted} that came from npm does not run on this computer`,
		advice: `Install Node ${wanted} yourself and start again with it.`,
	});
	await step('Building the database driver of n8n (only this time, about 1 minute)', () =>
		run('npm', ['rebuild', 'sqlite3', '--ignore-scripts=false'], {
			cwd: folder,
			env: { ...process.env, ...headers() },
			failure: 'sqlite3, the database driver of n8n, could not be built',
			advice:
				'It needs Python 3, make and a C++ compiler (Debian: apt-get install python3 make g++). Start again when they are there.',
		}),
	);
	writeFileSync(stamp, fingerprint(folder));
}

/**
 * Installs a version of n8n, unless the last start left it installed: about 3 minutes and 3 GB. The
 * newest one always, since e2e itself needs what comes with it. Package scripts stay off but for
 * sqlite3, which is fetched ready-made or else compiled.
 *
 * @param {string} [version] one of `versions/matrix.mjs`
 * @throws {Problem}
 */
export async function install(version = newest) {
	await installIn(e2e, newest);
	if (version !== newest) await installIn(dirname(modulesOf(version)), version);
}
