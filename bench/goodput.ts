/** What arrives, and how soon, when the server takes only so many requests per second. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReceivedRequest } from '../sandbox/server';
import { step } from '../testbed/step';
import { median, number, percent, row, spread, type Result } from './figures';
import { rest } from './process';
import type { Stage } from './stage';

const latencyMs = 150;

/** What the credential says, and what the server takes where nothing else is said. */
const pace = 50;
const slowPace = 20;

/** After a run that was refused, this node goes slower for a while, which its next must not feel. */
const recoveryMs = 20_000;

/** Of each case, in the full bench. */
const rounds = 5;

const limit = (perSecond: number) => ({ rateLimit: { perSecond, burst: perSecond } });

/**
 * `from` and `to`: what the server takes at first, and from half of the time on that the run needs at
 * the first pace.
 */
interface Case {
	id: string;
	from: number;
	to?: number;
}

/** The runs, in an order in which this node recovers while the other one runs. */
const cases: Record<string, Case> = {
	paced: { id: 'telesign-paced', from: pace },
	slow: { id: 'telesign-paced', from: slowPace },
	batched: { id: 'http-batched', from: pace },
	drop: { id: 'telesign-paced', from: pace, to: slowPace },
	plain: { id: 'http-plain', from: pace },
};

/** The least time, in milliseconds, in which the server could have taken all items. */
function floorOf(
	{ from, to }: Case,
	count: number,
	accepted: ReceivedRequest[],
	droppedAt: number,
) {
	if (to === undefined) return (count / from) * 1000;
	const before = accepted.filter(({ at }) => at < droppedAt).length;
	return (before / from + (count - before) / to) * 1000;
}

/** One run, from an empty sandbox. */
async function runOnce({ pid, sandbox, run, lastRun }: Stage, one: Case, count: number) {
	await rest(pid);
	await sandbox.empty({ latencyMs, ...limit(one.from) });
	let droppedAt = Infinity;
	const drop = new AbortController();
	const { from, to } = one;
	const dropping =
		to &&
		sleep((count / from / 2) * 1000, undefined, { signal: drop.signal }).then(
			async () => {
				await sandbox.change(limit(to));
				droppedAt = Date.now();
			},
			() => {},
		);
	await run(one.id, count);
	drop.abort();
	await dropping;

	const requests = await sandbox.requests();
	const messages = await sandbox.messages();
	const { status, error, startedAt, ms } = await lastRun(one.id);
	const phones = new Set(messages.map(({ to }) => to));
	const accepted = requests.filter((request) => request.status === 200);

	return {
		delivered: phones.size,
		duplicates: messages.length - phones.size,
		refused: requests.filter((request) => request.status === 429).length / requests.length,
		seconds: ms / 1000,
		overFloor: ms / floorOf(one, count, accepted, droppedAt),
		beforeFirst: (requests[0].at - startedAt) / 1000,
		outcome: status === 'success' ? 'succeeded' : `failed: ${error ?? 'no reason given'}`,
	};
}

type Run = Awaited<ReturnType<typeof runOnce>>;

/** The rows of one case of this node; `goal`: of the time over the floor. */
function ourRows(title: string, runs: Run[], count: number, goal?: number) {
	const of = (name: Exclude<keyof Run, 'outcome'>) => runs.map((one) => one[name]);
	const ratios = of('overFloor');
	const delivered = Math.min(...of('delivered'));
	const duplicates = Math.max(...of('duplicates'));
	const refused = median(of('refused'));

	return [
		row(`${title}: delivered, at worst`, {
			ours: `${number(delivered)} of ${number(count)}`,
			goal: number(count),
			met: delivered === count,
		}),
		row(`${title}: duplicates, at worst`, {
			ours: number(duplicates),
			goal: '0',
			met: duplicates === 0,
		}),
		row(`${title}: refused requests`, {
			ours: percent(refused),
			...(goal && { goal: '< 2%', met: refused < 0.02 }),
		}),
		row(`${title}: time of the node, to the floor`, {
			ours: `${number(median(of('seconds')), 1)} s${spread(ratios)}`,
			other: `${number(median(runs.map((one) => one.seconds / one.overFloor)), 1)} s (floor)`,
			ratio: median(ratios),
			...(goal && { goal: `<= ${goal}`, met: median(ratios) <= goal }),
		}),
	];
}

/** The row of one case of the HTTP Request node. */
function theirRow(title: string, runs: Run[], count: number) {
	const delivered = median(runs.map((one) => one.delivered));
	const outcomes = [...new Set(runs.map(({ outcome }) => outcome))].join(' / ');
	return row(title, {
		other:
			`${number(delivered)} of ${number(count)} delivered, ` +
			`${number(median(runs.map((one) => one.seconds)), 1)} s, ` +
			`${percent(median(runs.map((one) => one.refused)))} refused, workflow ${outcomes}`,
	});
}

export async function goodput(stage: Stage, quick: boolean): Promise<Result> {
	const count = quick ? 100 : 1000;
	const results: Record<string, Run[]> = Object.fromEntries(
		Object.keys(cases).map((name) => [name, []]),
	);
	const most = quick ? 1 : rounds;
	let recoveredAt = 0;
	for (let round = 1; round <= most; round++) {
		for (const [name, one] of Object.entries(cases)) {
			const isOurs = one.id === cases.paced.id;
			if (isOurs && !quick) await sleep(recoveredAt - Date.now());
			const title = `Goodput, round ${round} of ${most}: ${name}`;
			results[name].push(await step(title, async () => await runOnce(stage, one, count)));
			if (isOurs) recoveredAt = Date.now() + recoveryMs;
		}
	}

	const { paced, plain, batched, slow, drop } = results;
	const shares = paced.map((one) => one.beforeFirst / one.seconds);
	const rows = [
		...ourRows('Server takes 50/s', paced, count, 1.05),
		row('Server takes 50/s: until the first request leaves', {
			ours: `${number(median(paced.map((one) => one.beforeFirst)), 2)} s, ${percent(median(shares), 0)} of the time`,
		}),
		theirRow('The same by HTTP Request', plain, count),
		theirRow('The same by HTTP Request, Batching 50 per 1,000 ms', batched, count),
		...ourRows('Server takes 20/s, credential says 50', slow, count),
		...ourRows('Limit drops from 50/s to 20/s on the way', drop, count),
	];
	const wrong = Object.entries({ paced, slow, drop }).flatMap(([name, runs]) =>
		runs.flatMap(({ delivered, duplicates, outcome }) => [
			...(delivered === count ? [] : [`${name}: ${delivered} of ${count} delivered, ${outcome}`]),
			...(duplicates === 0 ? [] : [`${name}: ${duplicates} duplicates`]),
		]),
	);

	return { rows, wrong };
}
