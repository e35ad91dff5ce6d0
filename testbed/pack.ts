/**
 * The package as it is published: built and packed away from the clone, whose dist folder stays as it
 * is, so that this can run beside a start or another build. Needs nothing but `npm ci`.
 */
import { execFile } from 'node:child_process';
import {
	cpSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	realpathSync,
	rmSync,
	statSync,
	symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

/** What no build reads; `n8n-node build` would take the pictures in docs and e2e into dist. */
const leftOut = /^(\.git|\.n8n-telesign|coverage|dist|docs|e2e|node_modules)$/;

async function run(command: string, args: string[], cwd: string): Promise<void> {
	await promisify(execFile)(command, args, { cwd, maxBuffer: 2 ** 26 }).catch(
		({ message, stdout }) => {
			throw new Error(`The package could not be built. Was \`npm ci\` run?\n${message}\n${stdout}`);
		},
	);
}

/**
 * Builds a copy of the sources and packs it, in about 10 seconds.
 *
 * @param folder an empty one; gets the tarball, the copy, and the node_modules of the clone as a link
 * @param build the command that builds
 * @returns the path of the tarball
 * @throws Error with all that the command printed, if it fails
 */
export async function pack(folder: string, build = 'npm run build'): Promise<string> {
	const root = process.cwd(); // where npm and the tests run
	const source = join(folder, 'source');
	// One by one: cpSync copies no folder into itself, and this one may be in the clone.
	for (const name of readdirSync(root).filter((one) => !leftOut.test(one))) {
		cpSync(join(root, name), join(source, name), { recursive: true });
	}
	symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
	const [command, ...args] = build.split(' ');
	await run(command, args, source);
	await run('npm', ['pack', '--pack-destination', folder], source);
	return join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz'))!);
}

/** The same, unpacked again into a folder of the system's that `remove` removes. */
export async function unpacked(build?: string) {
	const temp = mkdtempSync(join(realpathSync(tmpdir()), 'n8n-nodes-telesign-'));
	const remove = () => rmSync(temp, { recursive: true, force: true });
	try {
		await run('tar', ['-xzf', await pack(temp, build)], temp);
	} catch (error) {
		remove();
		throw error;
	}
	const folder = join(temp, 'package');
	const all = readdirSync(folder, { recursive: true, encoding: 'utf8' });
	return {
		folder,
		/** Relative paths, with slashes, sorted. */
		files: all
			.filter((path) => statSync(join(folder, path)).isFile())
			.map((path) => path.split(sep).join('/'))
			.sort(),
		read: (path: string) => readFileSync(join(folder, path), 'utf8'),
		remove,
	};
}
