/**
 * The installed versions of n8n: a folder in `testbed/n8n` with a package.json and its lock file for
 * each, installed beside each other in `.n8n-telesign/n8n`.
 */
import { createHash } from 'node:crypto';
import {
	cpSync,
	existsSync,
	readdirSync,
	readFileSync,
	realpathSync,
	writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { root, work } from './paths';
import { run } from './programs';

const sources = join(root, 'testbed/n8n');

/** From the oldest to the newest. */
export const versions = readdirSync(sources).sort((a, b) =>
	a.localeCompare(b, undefined, { numeric: true }),
);

/** The version that is used where nothing else is said; Node 24 comes with it. */
export const newest = versions.at(-1)!;

/** Where the packages of a version are installed. */
export const modulesOf = (version: string) => join(work, 'n8n', version, 'node_modules');

/** n8n needs Node 24, and its compiled parts are made for that version, not for a later one. */
const wanted = 24;
const hostFits = Number(process.versions.node.split('.')[0]) === wanted;

/** The Node that runs n8n: the host's if it is a Node 24, else the one that came from npm. */
export const node = hostFits ? process.execPath : join(modulesOf(newest), '.bin/node');

/** What the installation is made from. */
function fingerprint(version: string): string {
	const lock = readFileSync(join(sources, version, 'package-lock.json'));
	const sum = createHash('sha256').update(lock).digest('hex');
	return `${sum} ${process.platform} ${process.arch} ${process.versions.node}\n`;
}

/**
 * Installs a version of n8n unless it is installed: about 3 minutes and 3 GB. The newest one comes
 * first, for its Node. Package scripts stay off but for sqlite3, n8n's database driver, which is
 * fetched ready-made or else compiled.
 *
 * @param log the file that gets what npm prints
 * @throws Error that says what to do
 */
export async function install(version: string, log: string): Promise<void> {
	if (version !== newest) await install(newest, log);
	const folder = dirname(modulesOf(version));
	const stamp = join(folder, 'node_modules/.n8n-telesign-installed');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(version)) return;

	console.log(`Installing n8n ${version}: only this time, about 4 minutes and 3 GB`);
	cpSync(join(sources, version), folder, { recursive: true });
	await run('npm', ['ci', '--no-audit', '--no-fund'], {
		cwd: folder,
		log,
		failure:
			'npm could not install n8n. Check that npm reaches its registry and that the disk has 3 GB free, then start again.',
	});
	await run(node, ['--version'], {
		log,
		failure: `The Node ${wanted} that came from npm does not run on this computer. Install one yourself and start again with it.`,
	});
	// The headers that sqlite3 is compiled with lie beside the Node that came from npm.
	const headers = hostFits ? {} : { npm_config_nodedir: dirname(dirname(realpathSync(node))) };
	await run('npm', ['rebuild', 'sqlite3', '--ignore-scripts=false'], {
		cwd: folder,
		env: { ...process.env, ...headers },
		log,
		failure:
			'sqlite3, the database driver of n8n, could not be built. It needs Python 3, make and a C++ compiler (Debian: apt-get install python3 make g++). Start again when they are there.',
	});
	writeFileSync(stamp, fingerprint(version));
}
