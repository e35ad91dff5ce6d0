/** The example for an app where two workers share the executions, with PostgreSQL between them. */
import { appKey, expect, test } from '../testbed/fixtures';
import { startQueue } from '../testbed/queue';
import { otherThan } from '../testbed/sandbox';
import { makeTables } from '../testbed/tables';
import { appCredential, credential, examples } from '../testbed/workflows';

const app = examples['phone-verification-app'];

/** n8n in queue mode with two workers; in the end, both must have begun an execution. */
const shared = test.extend<{
	post: (path: string, body: object) => Promise<[number, Record<string, string>]>;
}>({
	post: async ({ place, version, sandbox }, use) => {
		const { n8n, owner, setWorkers, beginnings } = await startQueue(place, version, {
			credentials: [
				{ ...credential, data: { ...sandbox.account, requestsPerSecond: 0 } },
				{ ...appCredential, data: { name: 'x-api-key', value: appKey['x-api-key'] } },
			],
			workflows: [app],
		});
		const tables = await makeTables(owner, [app]);
		await tables.choose(app);
		await owner.activate(app.id);
		await setWorkers(2);
		await use(async (path, body) => {
			const answer = await n8n.post(`phone-verification/${path}`, body, appKey);
			return [answer.status, (await answer.json()) as Record<string, string>];
		});
		expect(beginnings().map((begun) => begun.length > 0)).toEqual([true, true]);
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
