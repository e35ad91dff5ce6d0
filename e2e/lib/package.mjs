import { createRequire } from 'node:module';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './children.mjs';
import { root } from './paths.mjs';

const { copySources } = createRequire(import.meta.url)(join(root, 'tools/pack.js'));

/**
 * Builds this package and packs it, just as it is published. The dist folder of the clone stays as
 * it is, so runs beside this one don't get in its way.
 *
 * @param {import('./folder.mjs').Folder} folder
 * @returns {Promise<string>} the path of the tarball
 * @throws {import('./problem.mjs').Problem}
 */
export async function pack({ path }) {
	const source = join(path, 'build/source');
	const target = join(path, 'package');
	const options = { cwd: source, advice: 'If a command was not found, run `npm ci` first.' };

	for (const folder of [join(path, 'build'), target])
		rmSync(folder, { recursive: true, force: true });
	mkdirSync(target);
	copySources(source);
	await run('npm', ['run', 'build'], { ...options, failure: 'The package could not be built' });
	await run('npm', ['pack', '--pack-destination', target], {
		...options,
		failure: 'The package could not be packed',
	});
	rmSync(join(path, 'build'), { recursive: true });

	return join(target, readdirSync(target)[0]);
}
