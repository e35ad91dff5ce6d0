/** The programs of PostgreSQL and Redis, which the system must have. */
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Problem } from '../lib/problem.mjs';

const folders = process.env.PATH.split(delimiter);

/** Where Debian keeps the programs of PostgreSQL's server: a folder for each version. */
const postgresFolder = '/usr/lib/postgresql';

const advice =
	'Debian: apt-get install -y --no-install-recommends postgresql redis-server. Their services are not used and may be stopped.';

/**
 * @param {string} name
 * @param {string[]} [more] folders besides those of PATH, looked into first
 * @returns {string} its path
 * @throws {Problem} if it is not there
 */
export function program(name, more = []) {
	const folder = [...more, ...folders].find((one) => existsSync(join(one, name)));
	if (!folder) throw new Problem(`The program '${name}' is not installed.`, advice);

	return join(folder, name);
}

/** A program of the newest PostgreSQL of the system, so that all are of one version. */
export function postgresProgram(name) {
	const versions = existsSync(postgresFolder) ? readdirSync(postgresFolder) : [];
	const newestFirst = versions.filter(Number).sort((a, b) => b - a);
	return program(
		name,
		newestFirst.map((version) => join(postgresFolder, version, 'bin')),
	);
}
