/**
 * The package in n8n's queue mode: what is sent, lost and sent twice when a part of it goes away. With
 * E2E_SHORT=1 fewer executions, with n8n's clocks set faster; with UPDATE_DOCS=1 in the full form the
 * table in docs/scale.md is written anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import lodash from 'lodash';
import { parse } from 'yaml';
import { expect, test as base } from '../testbed/fixtures';
import { writeTable } from '../testbed/docTable';
import { facts } from '../testbed/facts';
import { modulesOf, newest } from '../testbed/install';
import { root, type Place } from '../testbed/paths';
import { startLine } from '../testbed/line';
import { concurrency, startQueue } from '../testbed/queue';
import type { Sandbox } from '../testbed/sandbox';
import { credential, makePhones, rowsWorkflow, telesign } from '../testbed/workflows';
import { outcomeOf, type Outcome } from './outcome';
import { checksOf, formOf, post, waiting } from './waiting';

const isShort = process.env.E2E_SHORT === '1';

/** In executions and seconds; `stalled`: until n8n has given up what a dead worker had. */
const size = isShort
	? { phones: 60, down: 3, stalled: 50, stuck: 8 }
	: { phones: 500, down: 10, stalled: 180, stuck: 45 };

const fastClocks = {
	QUEUE_WORKER_LOCK_DURATION: '5000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '1000',
	QUEUE_WORKER_STALLED_INTERVAL: '2000',
};

/** Requests per second that the credential may say: n8n's default, and half of it. */
const paces = [50, 25];

/** The workflow, and the credential in it, that keeps to a pace; a webhook, an item a row, and Send. */
const idOf = (pace: number) => `pace${pace}`;

const accountOf = (pace: number) => ({ ...credential, id: idOf(pace), name: idOf(pace) });
const send = { operation: 'send', phoneNumber: '={{ $json.phone }}' };

const workflows = [
	...paces.map((pace) => rowsWorkflow(idOf(pace), telesign('Telesign', send, {}, accountOf(pace)))),
	waiting,
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

const test = base.extend<object, { queue: Queue }>({
	queue: [
		async ({ place, version, sandbox }, use) => use(await start(place, version, sandbox)),
		{ scope: 'worker', timeout: 900_000 },
	],
});

type Queue = Awaited<ReturnType<typeof start>>;

/** Queue mode, and the line that leads from it to the sandbox. */
async function start(place: Place, version: string, sandbox: Sandbox) {
	const line = await startLine(sandbox.url);
	const data = { ...sandbox.account, baseUrl: line.url };
	const queue = await startQueue(place, version, {
		settings: isShort ? fastClocks : {},
		credentials: [
			{ ...credential, data },
			...paces.map((pace) => ({
				...accountOf(pace),
				data: { ...data, requestsPerSecond: pace },
			})),
		],
		workflows,
	});
	await queue.postgres.execute(keepFirstRecord);
	for (const { id } of workflows) await queue.owner.activate(id);
	return { ...queue, sandbox, line };
}

/** Calls the webhook once for each group of phones, 8 at a time, and never again. */
async function callAll(url: string, groups: string[][]) {
	const answerFor = async (phones: string[]) =>
		await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ rows: phones.map((phone) => ({ phone })) }),
			signal: AbortSignal.timeout(60_000),
		}).then(
			({ ok, status }) => (ok ? 'ok' : `HTTP ${status}`),
			({ name }) => (name === 'TimeoutError' ? 'no answer' : 'connection lost'),
		);
	const left = [...groups];
	const posts: Array<{ phones: string[]; answer: string }> = [];
	const caller = async () => {
		for (let phones = left.shift(); phones; phones = left.shift()) {
			posts.push({ phones, answer: await answerFor(phones) });
		}
	};
	await Promise.all(Array.from({ length: 8 }, caller));
	return posts;
}

interface Scenario {
	/** Phones in one execution. */
	inOne?: number;
	workers?: number;
	/** Of the workers, which then are new ones. */
	settings?: NodeJS.ProcessEnv;
	/** Of the credential, per second. */
	pace?: number;
	/** Of the sandbox, per second. */
	rateLimit?: number;
	/** For how many seconds nothing may change before what is unfinished counts as stuck. */
	patience?: number;
	/** Happens when half of the phones have their message. */
	disturb?: (queue: Queue) => Promise<unknown>;
}

/** So many executions, something that happens in the middle, and what came of them. */
async function play(queue: Queue, scenario: Scenario) {
	const { inOne = 1, workers = 2, pace = 50, rateLimit, patience = size.stuck, disturb } = scenario;
	const { sandbox, postgres } = queue;
	if (scenario.settings) await queue.setWorkers(0);
	await queue.setWorkers(workers, scenario.settings);
	await sandbox.reset();
	await sandbox.change({
		latencyMs: 150, // of the order of Telesign's
		rateLimit: rateLimit ? { perSecond: rateLimit, burst: rateLimit } : null,
	});
	const before = await postgres.query('select coalesce(max(id), 0) from execution_entity');

	const begin = Date.now();
	const groups = lodash.chunk(makePhones(size.phones), inOne);
	const calls = callAll(`${queue.n8n.url}/webhook/${idOf(pace)}`, groups);
	if (disturb) {
		while ((await sandbox.messages()).length < size.phones / 2) await sleep(100);
		await disturb(queue);
	}
	const posts = await calls;

	// Until all is finished, or nothing has changed for as long as the patience lasts.
	let last = '';
	for (let changed = Date.now(); Date.now() - changed < patience * 1000; await sleep(500)) {
		const statuses = await postgres.query<Record<string, number>>(
			`select coalesce(json_object_agg(status, count), '{}') from
				(select status, count(*) from execution_entity where id > ${before} group by status) s`,
		);
		const now = JSON.stringify([statuses, (await sandbox.messages()).length]);
		if (now !== last) changed = Date.now();
		last = now;
		if (!['new', 'running', 'waiting'].some((status) => status in statuses)) break;
	}

	const executions = await postgres.query<Parameters<typeof outcomeOf>[0]['executions']>(
		`select coalesce(json_agg(e), '[]') from
			(select id::text, status, first_record.data as began, execution_data.data as record
				from execution_entity join first_record using (id)
				left join execution_data on "executionId" = id where id > ${before}) e`,
	);
	const messages = await sandbox.messages();
	const requests = await sandbox.requests();
	const lastMessage = Math.max(begin, ...messages.map((message) => Date.parse(message.sent_on)));
	return {
		...outcomeOf({ posts, executions, messages, beginnings: queue.beginnings().flat() }),
		seconds: (lastMessage - begin) / 1000,
		refused: requests.filter(({ status }) => status === 429).length,
		workersLeft: queue.workers(),
	};
}

/** The line of a scenario in the table of docs/scale.md. */
function lineOf(title: string, played: Awaited<ReturnType<typeof play>>, isDisturbed: boolean) {
	const { asked, once, rerun, ours, none, doubtful, seconds, refused, workersLeft } = played;
	const second = [rerun && `${rerun}: n8n ran it again`, ours && `${ours}: this node`];
	const list = (counts: Outcome['none']) =>
		Object.entries(counts)
			.sort(([, a], [, b]) => b - a)
			.map(([shows, count]) => `${count}: ${shows}`)
			.join('; ') || '0';
	// Where something happened in the middle, the time is mostly that of waiting for n8n.
	const rate = isDisturbed ? '' : `${seconds.toFixed(1)} s, ${(asked / seconds).toFixed(0)}/s`;
	const cells = [title, asked, once, second.filter(Boolean).join('; ') || '0'];
	cells.push(list(none), list(doubtful), rate, refused, workersLeft);
	return `| ${cells.join(' | ')} |`;
}

/** Puts a line into the table of docs/scale.md, in the place of the one before, and on what it ran. */
async function document(line: string, { postgres, redis }: Queue): Promise<void> {
	const file = join(root, 'docs/scale.md');
	const text = readFileSync(file, 'utf8');
	const title = line.slice(0, line.indexOf('|', 1) + 1);
	expect(text, `a line for ${title} in docs/scale.md`).toContain(`\n${title}`);
	const all = text.split('\n').map((one) => (one.startsWith(title) ? line : one));
	writeFileSync(file, all.join('\n'));
	const more = `PostgreSQL ${postgres.version}, Redis ${redis.version}`;
	writeTable('docs/scale.md', 'facts', await facts(more));
}

/** Every phone got its one message, and n8n shows a success for each. */
function allDelivered({ asked, once, none, doubtful }: Outcome): void {
	expect({ once, none, doubtful }).toEqual({ once: asked, none: {}, doubtful: {} });
}

/** What got no message is shown as something else than a success, and nobody got a second one. */
function nothingHidden({ rerun, silent }: Outcome): void {
	expect({ rerun, silent }).toEqual({ rerun: 0, silent: 0 });
}

/** Only what one worker had under way is open, and n8n shows an error for it. */
function onlyOfOneWorker(outcome: Outcome): void {
	nothingHidden(outcome);
	const { none, doubtful } = outcome;
	const open = lodash.sum([...Object.values(none), ...Object.values(doubtful)]);
	expect(open).toBeLessThanOrEqual(concurrency);
	const shows = Object.keys({ ...none, ...doubtful });
	expect(shows.filter((one) => one !== 'error of n8n')).toEqual([]);
}

/** Each that failed says which of the two it is: not sent, or perhaps sent. */
function eachSaysWhich(outcome: Outcome): void {
	nothingHidden(outcome);
	const [none, doubtful] = [outcome.none, outcome.doubtful].map(Object.keys);
	expect(none, 'executions that met the broken line').not.toEqual([]);
	for (const shows of none)
		expect(shows).toMatch(/^error, "(Nothing answers|may have been sent)"$/);
	for (const shows of doubtful) expect(shows).toBe('error, "may have been sent"');
}

/** n8n runs again what the worker had under way: nobody is left out, and some get two messages. */
function everybodyGotOne({ none }: Outcome): void {
	expect(none).toEqual({});
}

/** One scenario, and what must hold whatever happens in it. */
function scenario(name: string, holds: (outcome: Outcome) => void, how: Scenario): void {
	test(name, async ({ queue, version }) => {
		test.setTimeout(900_000);
		const played = await play(queue, how);
		const line = lineOf(`n8n ${version}: ${name}`, played, 'disturb' in how);
		test.info().annotations.push({ type: 'what came of it', description: line });
		expect(played.ours, 'messages too many that came from this node').toBe(0);
		holds(played);
		if (process.env.UPDATE_DOCS === '1' && !isShort) await document(line, queue);
	});
}

const killed: Scenario = {
	disturb: async (queue) => await queue.killWorker(),
	patience: size.stalled,
};
const inOne = size.phones / 10;

test('a person is waited for: the worker is killed, and main starts again', async ({ queue }) => {
	test.setTimeout(900_000);
	const { sandbox, postgres } = queue;
	await queue.setWorkers(1);
	await sandbox.reset();
	const [phone] = makePhones(1);
	const answer = await queue.n8n.post(waiting.id, { rows: [{ phone }] });
	const { page_url: page } = (await answer.json()) as { page_url: string };
	await queue.killWorker();
	const wrong = await post(await formOf(page), { code: '000001' });
	await queue.restartMain();
	await queue.setWorkers(1);
	const action = await formOf(wrong.location);
	const code = await sandbox.codeOf(phone);
	const seen = await Promise.all(
		Array.from({ length: 6 }, async () => await post(action, { code })),
	);
	expect(seen.some(({ text }) => text.includes('Thank you'))).toBe(true);
	const status = async () =>
		await postgres.query('select to_json(status) from execution_entity order by id desc limit 1');
	await expect.poll(status, { timeout: 60_000 }).toBe('success');
	expect(checksOf(await sandbox.requests())).toBe(2);
	expect(await sandbox.messages()).toHaveLength(1);
});

test.describe('the newest n8n @newest', () => {
	scenario('1 worker', allDelivered, { workers: 1 });
	scenario('2 workers', allDelivered, {});
	scenario('10 executions, pace 50', allDelivered, { inOne, rateLimit: 50, pace: 50 });
	scenario('10 executions, pace 25', allDelivered, { inOne, rateLimit: 50, pace: 25 });
	scenario(`Telesign down for ${size.down} s`, eachSaysWhich, {
		async disturb({ line }) {
			await line.cut();
			await sleep(size.down * 1000);
			await line.mend();
		},
	});
	scenario('a worker asked to end', allDelivered, {
		disturb: async (queue) => await queue.setWorkers(1),
	});
	scenario('a worker killed', onlyOfOneWorker, killed);
	scenario('Redis restarted', nothingHidden, {
		disturb: async ({ redis }) => await redis.restart(),
	});
	scenario('Redis restarted without its data', nothingHidden, {
		disturb: async ({ redis }) => await redis.restart({ keep: false }),
	});
	scenario('PostgreSQL restarted', nothingHidden, {
		disturb: async ({ postgres }) => await postgres.restart(),
	});

	/** The names of all settings in the sources of n8n. */
	async function knownSettings(): Promise<Set<string>> {
		const named = "(\\bEnv\\)\\('|process\\.env\\.)[A-Z][A-Z0-9_]+";
		const folders = ['@n8n/config/dist', 'n8n/dist', 'n8n-core/dist'];
		const options = { cwd: modulesOf(newest) };
		const { stdout } = await execa('grep', ['-rhoE', '--include=*.js', named, ...folders], options);
		return new Set(stdout.match(/[A-Z][A-Z0-9_]+$/gm));
	}

	test('compose.yaml is YAML, and names what there is', async () => {
		const text = readFileSync(join(root, 'compose.yaml'), 'utf8');
		const { services, volumes } = parse(text, { merge: true });
		const known = await knownSettings();
		for (const name of ['package', 'main', 'worker']) {
			expect(services[name].image).toBe(`docker.n8n.io/n8nio/n8n:${newest}`);
			const unknown = Object.keys(services[name].environment).filter((one) => !known.has(one));
			expect(unknown, `settings of ${name} that n8n does not know`).toEqual([]);
		}
		expect(services.worker.command).toBe(`worker --concurrency=${concurrency}`);
		expect(services.worker.deploy.replicas).toBe(2);
		for (const { volumes: mounts, depends_on: others = {} } of Object.values<Service>(services)) {
			const sources = mounts.map((mount) => mount.split(':')[0]);
			const named = sources.filter((from) => !from.includes('/'));
			expect(Object.keys(volumes)).toEqual(expect.arrayContaining(named));
			expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(others)));
		}
		const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
		expect(text).toContain(`n8n-nodes-telesign-${version}.tgz`);
	});
});

interface Service {
	volumes: string[];
	depends_on?: object;
}

// n8n 1 runs an execution again when its worker is gone, unless it is told not to.
test.describe('n8n 1 @oldest', () => {
	scenario('a worker killed', everybodyGotOne, killed);
	const settings = { QUEUE_WORKER_MAX_STALLED_COUNT: '0' };
	const once = 'a worker killed, QUEUE_WORKER_MAX_STALLED_COUNT=0';
	scenario(once, onlyOfOneWorker, { ...killed, settings });
});
