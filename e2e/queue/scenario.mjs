/** One scenario: so many executions, something that happens in the middle, and what came of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { outcomeOf } from './outcome.mjs';
import { idOf, makePhones } from './workflow.mjs';

/** How long an answer of the sandbox takes, in milliseconds; of the order of Telesign's. */
const latencyMs = 150;

/** Calls of the webhook that are under way at a time. */
const callers = 8;

const chunks = (values, size) =>
	Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
		values.slice(index * size, (index + 1) * size),
	);

async function call(url, phones) {
	try {
		const answer = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ rows: phones.map((phone) => ({ phone })) }),
			signal: AbortSignal.timeout(60_000),
		});
		await answer.text();
		return { phones, answer: answer.ok ? 'ok' : `HTTP ${answer.status}` };
	} catch (error) {
		return { phones, answer: error.name === 'TimeoutError' ? 'no answer' : 'connection lost' };
	}
}

/** Calls the webhook once for each group of phones, and never again. */
async function callAll(url, groups) {
	const waiting = [...groups];
	const posts = [];
	const caller = async () => {
		for (let next = waiting.shift(); next; next = waiting.shift())
			posts.push(await call(url, next));
	};
	await Promise.all(Array.from({ length: callers }, caller));
	return posts;
}

const unfinished = ['new', 'running', 'waiting'];

/**
 * @param {Awaited<ReturnType<import('./stage.mjs').setUp>>} stage
 * @param {{ phones: number, inOne?: number, workers?: number, pace?: number, rateLimit?: number,
 *   patience: number, disturb?: (stage: object) => Promise<void> }} scenario `inOne`: phones in one
 *   execution; `pace`: of the credential, `rateLimit`: of the sandbox, both per second; `patience`:
 *   for how many seconds nothing may change before what is unfinished counts as stuck; `disturb`:
 *   happens when half of the phones have their message
 * @returns {Promise<ReturnType<typeof outcomeOf> & { seconds: number, refused: number,
 *   workersLeft: number }>} `seconds`: from the first call of the webhook to the last message;
 *   `refused`: requests that the sandbox refused with HTTP 429
 */
export async function play(
	stage,
	{ phones, inOne = 1, workers = 2, pace = 50, rateLimit, patience, disturb },
) {
	const { sandbox, postgres } = stage;
	await stage.setWorkers(workers);
	await sandbox.reset();
	await sandbox.change({
		latencyMs,
		rateLimit: rateLimit ? { perSecond: rateLimit, burst: rateLimit } : null,
	});
	const before = await postgres.query('select coalesce(max(id), 0) from execution_entity');

	const begin = Date.now();
	const calls = callAll(`${stage.url}/webhook/${idOf(pace)}`, chunks(makePhones(phones), inOne));
	if (disturb) {
		while ((await sandbox.messages()).length < phones / 2) await sleep(100);
		await disturb(stage);
	}
	const posts = await calls;

	let last;
	for (let changed = Date.now(); ; await sleep(500)) {
		const statuses = await postgres.query(
			`select coalesce(json_object_agg(status, count), '{}') from
				(select status, count(*) from execution_entity where id > ${before} group by status) s`,
		);
		const now = JSON.stringify([statuses, (await sandbox.messages()).length]);
		if (now !== last) changed = Date.now();
		last = now;
		if (!unfinished.some((status) => status in statuses)) break;
		if (Date.now() - changed > patience * 1000) break;
	}

	const executions = await postgres.query(
		`select coalesce(json_agg(e), '[]') from
			(select id::text, status, first_record.data as began, execution_data.data as record
				from execution_entity join first_record using (id)
				left join execution_data on "executionId" = id where id > ${before}) e`,
	);
	const messages = await sandbox.messages();
	const requests = await sandbox.requests();
	const lastMessage = Math.max(begin, ...messages.map((message) => Date.parse(message.sent_on)));

	return {
		...outcomeOf({ posts, executions, messages, beginnings: stage.beginnings() }),
		seconds: (lastMessage - begin) / 1000,
		refused: requests.filter(({ status }) => status === 429).length,
		workersLeft: stage.workers(),
	};
}
