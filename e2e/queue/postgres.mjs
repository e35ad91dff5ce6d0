/** A PostgreSQL of one's own on 127.0.0.1: started from the installed programs, not as a service. */
import { execFile as callback } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import getPort from 'get-port';
import { run, start, untilReady } from '../lib/children.mjs';
import { postgresProgram } from './programs.mjs';

const execFile = promisify(callback);

const user = 'n8n';
const host = '127.0.0.1';
const advice = 'The log says more.';
const patienceMs = 30_000;

/** PostgreSQL refuses to run as root. Debian's package brings a user for it. */
const asRoot = process.getuid() === 0;
const unprivileged = ['--reuid=postgres', '--regid=postgres', '--clear-groups'];
const command = (program, args) =>
	asRoot ? ['setpriv', [...unprivileged, program, ...args]] : [program, args];

/** The IDs of the user `postgres`. */
async function postgresIds() {
	const ask = (option) =>
		run('id', [option, 'postgres'], {
			failure: "There is no user 'postgres', and PostgreSQL does not run as root",
			advice: "Run this as another user, or install Debian's package, which makes that user.",
		});
	return { uid: Number(await ask('-u')), gid: Number(await ask('-g')) };
}

/**
 * An empty cluster. Its folder is in the system's folder for such, as the user `postgres` may be
 * refused on the way to this clone.
 */
async function initialise(password) {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-telesign-postgres-'));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	const passwordFile = join(folder, 'password');
	writeFileSync(passwordFile, password, { mode: 0o600 });
	if (asRoot) {
		const { uid, gid } = await postgresIds();
		for (const path of [folder, passwordFile]) chownSync(path, uid, gid);
	}
	const data = join(folder, 'data');
	const [initdb, args] = command(postgresProgram('initdb'), [
		`--pgdata=${data}`,
		`--username=${user}`,
		'--auth=scram-sha-256',
		`--pwfile=${passwordFile}`,
		'--encoding=UTF8',
		'--locale=C.UTF-8',
	]);
	await run(initdb, args, { cwd: folder, failure: 'PostgreSQL made no cluster', advice });

	return { folder, data };
}

/**
 * @returns {Promise<{ environment: NodeJS.ProcessEnv, version: string,
 *   execute: (sql: string) => Promise<string>, query: (sql: string) => Promise<any>,
 *   restart: () => Promise<void> }>} `environment`: n8n's settings for it; `query`: gives the one JSON
 *   value that the statement selects; `restart`: ends it as an operator would, without waiting for its
 *   clients, and starts it again
 * @throws {Problem}
 */
export async function startPostgres() {
	const password = randomBytes(24).toString('hex');
	const { folder, data } = await initialise(password);
	const port = await getPort();
	const psql = postgresProgram('psql');
	const options = {
		cwd: folder,
		env: { ...process.env, PGPASSWORD: password, PGCONNECT_TIMEOUT: '5' },
		maxBuffer: 2 ** 28,
	};

	// Not in the log: it would fill up with the records of executions.
	async function ask(sql) {
		const args = [`postgresql://${user}@${host}:${port}/postgres`, '-XAtq', '-c', sql];
		return (await execFile(psql, args, options)).stdout;
	}

	let server;
	async function serve() {
		server = start(
			...command(postgresProgram('postgres'), [
				...['-D', data, '-p', String(port), '-h', host],
				...['-c', 'unix_socket_directories=', '-c', 'max_connections=100'],
			]),
			{ cwd: folder },
		);
		const answers = () =>
			ask('select 1').then(
				() => true,
				() => false,
			);
		await untilReady(server, answers, { name: 'PostgreSQL', patienceMs });
	}
	await serve();
	const version = (await ask('show server_version')).split(' ')[0].trim();

	return {
		version,
		environment: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: host,
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_USER: user,
			DB_POSTGRESDB_PASSWORD: password,
		},
		execute: ask,
		query: async (sql) => JSON.parse(await ask(sql)),
		async restart() {
			process.kill(server.child.pid, 'SIGINT'); // "fast": open transactions are rolled back
			await server.ended;
			await serve();
		},
	};
}
