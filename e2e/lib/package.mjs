import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './children.mjs';
import { root, work } from './paths.mjs';

/**
 * Builds this package and packs it, just as it is published.
 *
 * @returns {Promise<string>} the path of the tarball
 * @throws {import('./problem.mjs').Problem}
 */
export async function pack() {
	const folder = join(work, 'package');
	const options = { cwd: root, advice: 'If a command was not found, run `npm ci` first.' };

	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder);
	await run('npm', ['run', 'build'], { ...options, failure: 'The package could not be built' });
	await run('npm', ['pack', '--pack-destination', folder], {
		...options,
		failure: 'The package could not be packed',
	});

	return join(folder, readdirSync(folder)[0]);
}
