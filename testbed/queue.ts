/** n8n in queue mode: PostgreSQL, Redis, one main, and as many workers as a test wants. */
import process from 'node:process';
import getPort from 'get-port';
import { startLine } from './line';
import { createN8n, signUp } from './n8n';
import type { Place } from './paths';
import { startPostgres } from './postgres';
import { answers, type Program } from './programs';
import { startRedis } from './redis';
import type { Sandbox } from './sandbox';
import { chain, credential, rowsWorkflow, telesign, webhook } from './workflows';

/** Executions that a worker has under way at a time: n8n's default. */
export const concurrency = 10;

const host = '127.0.0.1';
const patienceMs = 120_000;

/** Requests per second that the credential may say: n8n's default, and half of it. */
const paces = [50, 25];

/** The workflow, and the credential in it, that keeps to a pace; a webhook, an item a row, and Send. */
export const idOf = (pace: number) => `pace${pace}`;

const accountOf = (pace: number) => ({ id: idOf(pace), name: idOf(pace) });
const send = { operation: 'send', phoneNumber: '={{ $json.phone }}' };
const wait = { ...send, resource: 'smsVerify', operation: 'sendAndWait' };

/** The workflow that waits for a person, and answers with the address of the page. */
export const waitId = 'wait';

const workflows = [
	...paces.map((pace) => rowsWorkflow(idOf(pace), telesign('Telesign', send, {}, accountOf(pace)))),
	chain(waitId, [
		...webhook(waitId, { responseMode: 'lastNode' }),
		telesign('Verify', wait, {}, accountOf(paces[0])),
		{ name: 'After', type: 'n8n-nodes-base.noOp' },
	]),
];

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

/** @param settings of n8n, beside those that queue mode needs */
export async function startQueue(
	place: Place,
	version: string,
	sandbox: Sandbox,
	settings: NodeJS.ProcessEnv,
) {
	const postgres = await startPostgres(place);
	const redis = await startRedis(place);
	const line = await startLine(sandbox.url);
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
	const account = { ...sandbox.account, baseUrl: line.url };
	await n8n.importCredentials(
		paces.map((pace) => ({
			id: idOf(pace),
			name: idOf(pace),
			type: credential.type,
			data: { ...account, requestsPerSecond: pace },
		})),
	);
	await n8n.importWorkflows(workflows);
	await postgres.execute(keepFirstRecord);
	let main = await n8n.startMain();
	const owner = await signUp(n8n);
	for (const { id } of workflows) await owner.activate(id);

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
		url: n8n.url,
		postgres,
		redis,
		sandbox,
		line,

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

		/** The ID of an execution for each time that a worker has begun it, from n8n's log. */
		beginnings: () =>
			everyWorker.flatMap((worker) =>
				[...worker.output().matchAll(/Worker started execution (\d+) \(job/g)].map(([, id]) => id),
			),
	};
}

export type Queue = Awaited<ReturnType<typeof startQueue>>;
