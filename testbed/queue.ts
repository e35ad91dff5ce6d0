/** n8n in queue mode: PostgreSQL, Redis, one main, and as many workers as a test wants. */
import process from 'node:process';
import getPort from 'get-port';
import { createN8n, signUp } from './n8n';
import type { Place } from './paths';
import { startPostgres } from './postgres';
import { answers, type Program } from './programs';
import { startRedis } from './redis';
import type { Credential, Workflow } from './workflows';

interface Wanted {
	settings?: NodeJS.ProcessEnv;
	credentials: Credential[];
	workflows: Workflow[];
}

/** Executions that a worker has under way at a time: n8n's default. */
export const concurrency = 10;

const host = '127.0.0.1';
const patienceMs = 120_000;

/**
 * Without workers so far, and with nothing active.
 *
 * @param settings of n8n, beside those that queue mode needs
 */
export async function startQueue(
	place: Place,
	version: string,
	{ settings, credentials, workflows }: Wanted,
) {
	const postgres = await startPostgres(place);
	const redis = await startRedis(place);
	const n8n = await createN8n(place, {
		version,
		environment: {
			EXECUTIONS_MODE: 'queue',
			...postgres.environment,
			...redis.environment,
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			N8N_WORKER_SERVER_ADDRESS: host,
			...settings,
		},
	});
	// In the home folder that main and workers share, as they do in compose.yaml.
	await n8n.installPackage(process.env.TESTED_PACKAGE!);
	await n8n.importCredentials(credentials);
	await n8n.importWorkflows(workflows);
	let main = await n8n.startMain();
	const owner = await signUp(n8n);

	const everyWorker: Program[] = [];
	const running = new Set<Program>();

	async function startWorker(more?: NodeJS.ProcessEnv) {
		const health = String(await getPort());
		const worker = n8n.start(['worker', `--concurrency=${concurrency}`], {
			QUEUE_HEALTH_CHECK_PORT: health,
			N8N_RUNNERS_BROKER_PORT: String(await getPort()),
			...more,
		});
		everyWorker.push(worker);
		running.add(worker);
		void worker.ended.then(() => running.delete(worker));
		const url = `http://${host}:${health}/healthz/readiness`;
		await worker.ready(async () => await answers(url), patienceMs);
	}

	return {
		n8n,
		owner,
		postgres,
		redis,

		/** How many workers run now. One may have ended by itself. */
		workers: () => running.size,

		/** Starts or ends workers until there are so many; `more`: settings of those that start. */
		async setWorkers(count: number, more?: NodeJS.ProcessEnv): Promise<void> {
			const now = [...running];
			await Promise.all(now.slice(count).map(async (worker) => await worker.end()));
			const missing = Math.max(0, count - now.length);
			await Promise.all(Array.from({ length: missing }, async () => await startWorker(more)));
		},

		/** Kills main, and starts it again. */
		async restartMain(): Promise<void> {
			await main.kill();
			main = await n8n.startMain();
		},

		/** Ends a worker, and all that it started, without a warning. */
		killWorker: async () => await [...running][0].kill(),

		/** By worker: the ID of an execution each time that it has begun it, from n8n's log. */
		beginnings: () =>
			everyWorker.map((worker) =>
				[...worker.output().matchAll(/Worker started execution (\d+) \(job/g)].map(([, id]) => id),
			),
	};
}
