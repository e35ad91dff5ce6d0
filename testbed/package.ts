import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { copySources } from '../tools/pack.js';
import type { Place } from './paths';
import { run } from './programs';

/**
 * Builds this package and packs it, just as it is published. The dist folder of the clone stays as
 * it is, so runs beside this one don't get in its way.
 *
 * @returns the path of the tarball
 */
export async function pack({ folder, log }: Place): Promise<string> {
	const source = join(folder, 'build/source');
	const target = join(folder, 'package');
	mkdirSync(target);
	copySources(source);
	const failure = 'The package could not be built. If a command was not found, run `npm ci` first.';
	const options = { cwd: source, log, failure };
	await run('npm', ['run', 'build'], options);
	await run('npm', ['pack', '--pack-destination', target], options);
	rmSync(join(folder, 'build'), { recursive: true });

	return join(target, readdirSync(target)[0]);
}
