/** A PostgreSQL of one's own on 127.0.0.1: started from the installed programs, not as a service. */
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import getPort from 'get-port';
import type { Place } from './paths';
import { run, start, type Program } from './programs';

const user = 'n8n';
const host = '127.0.0.1';
const patienceMs = 30_000;

/** Where Debian keeps the programs of PostgreSQL's server: a folder for each version. */
const debian = '/usr/lib/postgresql';
const installed = existsSync(debian) ? readdirSync(debian).filter(Number) : [];
const newest = installed.sort((a, b) => Number(b) - Number(a)).at(0);

/** A program of the newest PostgreSQL of the system, so that all are of one version. */
const programOf = (name: string) => (newest ? join(debian, newest, 'bin', name) : name);

/** PostgreSQL refuses to run as root. Debian's package brings a user for it. */
async function userOf(log: string): Promise<{ uid?: number; gid?: number }> {
	if (process.getuid?.() !== 0) return {};
	const idOf = async (option: string) =>
		Number(await run('id', [option, 'postgres'], { log, failure: missing }));
	return { uid: await idOf('-u'), gid: await idOf('-g') };
}

const missing =
	'PostgreSQL could not be set up. Debian: apt-get install -y --no-install-recommends postgresql. Its service is not used and may be stopped.';

/**
 * @returns `environment`: n8n's settings for it; `query`: gives the one JSON value that the statement
 *   selects; `restart`: ends it as an operator would, without waiting for its clients, and starts it
 *   again
 */
export async function startPostgres({ log }: Place) {
	// In the system's folder for such: the user `postgres` may be refused on the way to this clone.
	const folder = mkdtempSync(join(tmpdir(), 'n8n-telesign-postgres-'));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	const password = randomBytes(24).toString('hex');
	const passwordFile = join(folder, 'password');
	writeFileSync(passwordFile, password, { mode: 0o600 });
	const { uid, gid } = await userOf(log);
	if (uid && gid) for (const path of [folder, passwordFile]) chownSync(path, uid, gid);
	const options = { cwd: folder, log, uid, gid };
	const data = join(folder, 'data');
	const access = [`--username=${user}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
	const kind = ['--encoding=UTF8', '--locale=C.UTF-8'];
	const args = [`--pgdata=${data}`, ...access, ...kind];
	await run(programOf('initdb'), args, { ...options, failure: missing });

	const port = String(await getPort());
	const url = `postgresql://${user}@${host}:${port}/postgres`;
	// Not in the log: it would fill up with the records of executions.
	async function ask(sql: string): Promise<string> {
		const env = { PGPASSWORD: password, PGCONNECT_TIMEOUT: '5' };
		const psql = execa(programOf('psql'), [url, '-XAtq', '-c', sql], { cwd: folder, env });
		return (await psql).stdout;
	}
	let server: Program;
	async function serve() {
		const settings = ['-c', 'unix_socket_directories=', '-c', 'max_connections=100'];
		const where = ['-D', data, '-p', port, '-h', host];
		server = start(programOf('postgres'), [...where, ...settings], options);
		await server.ready(
			async () =>
				await ask('select 1').then(
					() => true,
					() => false,
				),
			patienceMs,
		);
	}
	await serve();

	return {
		version: (await ask('show server_version')).split(' ')[0],
		environment: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: host,
			DB_POSTGRESDB_PORT: port,
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_USER: user,
			DB_POSTGRESDB_PASSWORD: password,
		},
		execute: ask,
		query: async <T>(sql: string): Promise<T> => JSON.parse(await ask(sql)),
		async restart(): Promise<void> {
			process.kill(server.pid, 'SIGINT'); // "fast": open transactions are rolled back
			await server.ended;
			await serve();
		},
	};
}
