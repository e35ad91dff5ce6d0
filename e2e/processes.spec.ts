/** The example for an app where two workers share the executions, with PostgreSQL between them. */
import process from 'node:process';
import getPort from 'get-port';
import { appKey, expect, test } from '../testbed/fixtures';
import { createN8n, signUp } from '../testbed/n8n';
import { startPostgres } from '../testbed/postgres';
import { answers } from '../testbed/programs';
import { startRedis } from '../testbed/redis';
import { otherThan } from '../testbed/sandbox';
import { makeTables } from '../testbed/tables';
import { appCredential, credential, examples } from '../testbed/workflows';

const host = '127.0.0.1';
const app = examples['phone-verification-app'];

/** n8n in queue mode with two workers; in the end, both must have begun an execution. */
const shared = test.extend<{
	post: (path: string, body: object) => Promise<[number, Record<string, string>]>;
}>({
	post: async ({ place, version, sandbox }, use) => {
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
			},
		});
		await n8n.installPackage(process.env.TESTED_PACKAGE!);
		await n8n.importCredentials([
			{ ...credential, data: { ...sandbox.account, requestsPerSecond: 0 } },
			{ ...appCredential, data: { name: 'x-api-key', value: appKey['x-api-key'] } },
		]);
		await n8n.importWorkflows([app]);
		await n8n.startMain();
		const owner = await signUp(n8n);
		const tables = await makeTables(owner, [app]);
		await tables.choose(app);
		await owner.activate(app.id);
		const workers = [];
		for (let count = 0; count < 2; count++) {
			const health = String(await getPort());
			const worker = n8n.start(['worker'], {
				QUEUE_HEALTH_CHECK_PORT: health,
				N8N_RUNNERS_BROKER_PORT: String(await getPort()),
			});
			await worker.ready(
				async () => await answers(`http://${host}:${health}/healthz/readiness`),
				120_000,
			);
			workers.push(worker);
		}
		await use(async (path, body) => {
			const answer = await n8n.post(`phone-verification/${path}`, body, appKey);
			return [answer.status, (await answer.json()) as Record<string, string>];
		});
		for (const worker of workers) {
			expect(worker.output()).toContain('Worker started execution');
		}
	},
});

shared('the same number, the same moment, two processes: one code', async ({ post, sandbox }) => {
	shared.setTimeout(400_000);
	const numbers = Array.from({ length: 12 }, (_, index) => `12025550${100 + index}`);
	const posts = numbers.flatMap((phone) => [phone, phone, phone].map((one) => ({ phone: one })));
	const given = await Promise.all(posts.map(async (body) => await post('start', body)));
	const statuses = given.map(([status]) => status);
	expect(statuses.filter((status) => status === 200)).toHaveLength(numbers.length);
	expect(statuses.filter((status) => status === 429)).toHaveLength(2 * numbers.length);
	expect((await sandbox.messages()).map(({ to }) => to).sort()).toEqual(numbers);

	await shared.step('many checks at the same moment: three tries at most', async () => {
		const [, { reference_id: id }] = given.find(([status]) => status === 200)!;
		const { code } = (await sandbox.messages()).find((one) => one.reference_id === id)!;
		const before = (await sandbox.requests()).length;
		const wrong = { reference_id: id, code: otherThan(code) };
		for (let round = 0; round < 4; round++) {
			await Promise.all(Array.from({ length: 6 }, async () => await post('check', wrong)));
		}
		expect((await post('check', { reference_id: id, code }))[0]).toBe(429);
		expect(await sandbox.requests()).toHaveLength(before + 3);
	});
});
