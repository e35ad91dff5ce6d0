/** What arrives, and how soon, when the server takes only so many requests per second. */
import { setTimeout as sleep } from 'node:timers/promises';
import { step } from '../testbed/step';
import { atMost, figure, median, number, percent, row, type Row } from './figures';
import type { Stage } from './stage';

/** After a run that was refused, this node goes slower for a while, which its next must not feel. */
const recoveryMs = 20_000;

const limit = (perSecond: number) => ({ rateLimit: { perSecond, burst: perSecond } });

/** `to`: what the server takes from half of the time on that the run needs at the first pace. */
interface Case {
	id: string;
	from: number;
	to?: number;
}

/** The runs, in an order in which this node recovers while the other one runs. */
const cases = {
	paced: { id: 'telesign-paced', from: 50 },
	slow: { id: 'telesign-paced', from: 20 },
	batched: { id: 'http-batched', from: 50 },
	drop: { id: 'telesign-paced', from: 50, to: 20 },
	plain: { id: 'http-plain', from: 50 },
};

/** One run, from an empty sandbox. */
async function runOnce(
	{ sandbox, run, owner, wrong }: Stage,
	{ id, from, to }: Case,
	count: number,
) {
	await sandbox.reset();
	await sandbox.change({ latencyMs: 150, ...limit(from) });
	let droppedAt = Infinity;
	const running = run(id, count);
	if (to) {
		await sleep((count / from / 2) * 1000);
		await sandbox.change(limit(to));
		droppedAt = Date.now();
	}
	await running;

	const requests = await sandbox.requests();
	const messages = await sandbox.messages();
	const { status, runData } = await owner.execution((await owner.executions(id)).at(-1)!.id);
	const [{ startTime, executionTime, error }] = runData.Node;
	const delivered = new Set(messages.map((message) => message.to)).size;
	const outcome = status === 'success' ? 'succeeded' : `failed: ${error?.message}`;
	const isWhole = delivered === count && messages.length === count;
	if (id === 'telesign-paced' && !isWhole) {
		wrong.push(`${from}/s: ${messages.length} messages to ${delivered} of ${count}, ${outcome}`);
	}
	const before = requests.filter((one) => one.status === 200 && one.at < droppedAt).length;
	return {
		delivered,
		duplicates: messages.length - delivered,
		refused: requests.filter((request) => request.status === 429).length / requests.length,
		seconds: executionTime / 1000,
		/** The least in which the server could have taken all items. */
		floor: to ? before / from + (count - before) / to : count / from,
		beforeFirst: (requests[0].at - startTime) / 1000,
		outcome,
	};
}

type Ran = Awaited<ReturnType<typeof runOnce>>;

const of = (runs: Ran[], name: Exclude<keyof Ran, 'outcome'>) => runs.map((one) => one[name]);

/** The rows of one case of this node; `most`: the goal of its time to the floor. */
function ourRows(title: string, runs: Ran[], count: number, most?: number): Row[] {
	const delivered = Math.min(...of(runs, 'delivered'));
	const duplicates = Math.max(...of(runs, 'duplicates'));
	const refused = median(of(runs, 'refused'));
	const ratio = median(runs.map(({ seconds, floor }) => seconds / floor));
	return [
		row(`${title}: delivered, duplicates, at worst`, {
			ours: `${number(delivered)} of ${number(count)}, ${duplicates}`,
			goal: `${number(count)}, 0`,
			met: delivered === count && duplicates === 0,
		}),
		row(`${title}: refused requests`, {
			ours: percent(refused),
			...(most && atMost(refused, 0.02, '< 2%')),
		}),
		row(`${title}: time of the node`, {
			ours: figure(of(runs, 'seconds'), 's', 1),
			other: `${number(median(of(runs, 'floor')), 1)} s, the floor`,
			ratio,
			...(most && atMost(ratio, most)),
		}),
	];
}

/** The row of one case of the HTTP Request node. */
const theirRow = (title: string, runs: Ran[], count: number) =>
	row(title, {
		other:
			`${number(median(of(runs, 'delivered')))} of ${number(count)} delivered, ` +
			`${number(median(of(runs, 'seconds')), 1)} s, ${percent(median(of(runs, 'refused')))} refused, ` +
			`workflow ${runs[0].outcome}`,
	});

export async function goodput(stage: Stage, quick: boolean): Promise<Row[]> {
	const [count, rounds] = quick ? [100, 1] : [1000, 5];
	const ran = { paced: [], slow: [], batched: [], drop: [], plain: [] } as Record<string, Ran[]>;
	let recoveredAt = 0;
	for (let round = 1; round <= rounds; round++) {
		for (const [name, one] of Object.entries<Case>(cases)) {
			const isOurs = one.id === cases.paced.id;
			if (isOurs && !quick) await sleep(recoveredAt - Date.now());
			const title = `Goodput, round ${round} of ${rounds}: ${name}`;
			ran[name].push(await step(title, async () => await runOnce(stage, one, count)));
			if (isOurs) recoveredAt = Date.now() + recoveryMs;
		}
	}
	return [
		...ourRows('Server takes 50/s', ran.paced, count, 1.05),
		row('Server takes 50/s: until the first request leaves', {
			ours: figure(of(ran.paced, 'beforeFirst'), 's', 2),
		}),
		theirRow('The same by HTTP Request', ran.plain, count),
		theirRow('The same by HTTP Request, Batching 50 per 1,000 ms', ran.batched, count),
		...ourRows('Server takes 20/s, credential says 50', ran.slow, count),
		...ourRows('Limit drops from 50/s to 20/s on the way', ran.drop, count),
	];
}
