/** n8n in queue mode: PostgreSQL, Redis, one main, and as many workers as a scenario wants. */
import { once } from 'node:events';
import getPort from 'get-port';
import { untilReady } from '../lib/children.mjs';
import { prepareN8n } from '../lib/n8n.mjs';
import { signedIn } from '../lib/rest.mjs';
import { startSandbox } from '../lib/sandbox.mjs';
import { startLine } from './line.mjs';
import { startPostgres } from './postgres.mjs';
import { startRedis } from './redis.mjs';
import { makeCredentials, workflows } from './workflow.mjs';

/** Executions that a worker has under way at a time: n8n's default. */
export const concurrency = 10;

const host = '127.0.0.1';
const patienceMs = 120_000;

/** One line of n8n's log for each time that a worker begins an execution. */
const beginning = /Worker started execution (\d+) \(job/g;

/**
 * What an execution was to send, as n8n recorded it when the webhook was called. n8n overwrites that
 * when it gives an execution up as stalled.
 */
const keepFirstRecord = `
	create table first_record (id int primary key, data text);
	create function keep_first_record() returns trigger language plpgsql as $$
		begin
			insert into first_record values (new."executionId", new.data);
			return null;
		end $$;
	create trigger keep_first_record after insert on execution_data
		for each row execute function keep_first_record();`;

/**
 * @param {import('../lib/folder.mjs').Folder} folder
 * @param {{ version?: string, tarball: string, settings?: NodeJS.ProcessEnv }} options `settings`:
 *   of n8n, beside those that queue mode needs
 */
export async function setUp(folder, { version, tarball, settings }) {
	const postgres = await startPostgres();
	const redis = await startRedis(folder);
	const sandbox = await startSandbox();
	const line = await startLine(sandbox.url);
	const n8n = await prepareN8n(folder, {
		version,
		environment: {
			EXECUTIONS_MODE: 'queue',
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
			...postgres.environment,
			...redis.environment,
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			N8N_WORKER_SERVER_ADDRESS: host,
			...settings,
		},
	});
	// In the home folder that main and workers share, as they do in compose.yaml.
	await n8n.installPackage(tarball);
	await n8n.importCredentials(makeCredentials({ ...sandbox.account, baseUrl: line.url }));
	await n8n.importWorkflows(workflows);
	await postgres.execute(keepFirstRecord);
	await n8n.startEditor();
	const rest = signedIn(n8n, await n8n.createOwner());
	for (const { id } of workflows) await rest.activate(id);

	const everyWorker = [];
	const running = new Set();

	async function startWorker() {
		const health = await getPort();
		const worker = n8n.start(['worker', `--concurrency=${concurrency}`], {
			QUEUE_HEALTH_CHECK_PORT: String(health),
			N8N_RUNNERS_BROKER_PORT: String(await getPort()),
		});
		everyWorker.push(worker);
		running.add(worker);
		void worker.ended.then(() => running.delete(worker));
		const answers = () =>
			fetch(`http://${host}:${health}/healthz/readiness`).then(
				({ ok }) => ok,
				() => false,
			);
		await untilReady(worker, answers, { name: 'A worker', patienceMs });
	}

	return {
		url: n8n.url,
		versions: { n8n: n8n.version, postgres: postgres.version, redis: redis.version },
		postgres,
		redis,
		sandbox,
		line,

		/** How many workers run now. One may have ended by itself. */
		workers: () => running.size,

		/** Starts or ends workers until there are so many. */
		async setWorkers(count) {
			const [...now] = running;
			await Promise.all(now.slice(count).map((worker) => worker.end()));
			const missing = Array.from({ length: Math.max(0, count - now.length) }, startWorker);
			await Promise.all(missing);
		},

		/** Ends a worker, and all that it started, without a warning. */
		async killWorker() {
			const [{ child, ended }] = running;
			process.kill(-child.pid, 'SIGKILL');
			if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
			await ended;
		},

		/** @returns {string[]} the ID of an execution for each time that a worker has begun it */
		beginnings: () =>
			everyWorker.flatMap((worker) => [...worker.output().matchAll(beginning)].map(([, id]) => id)),
	};
}
