/**
 * A fleet of n8n workers that share one account and know nothing of each other, in simulated time, with
 * the gate's own code. The server takes so many requests per second (a token bucket of one second's
 * worth) and refuses the rest; every answer takes 150 ms.
 */
import { setMaxListeners } from 'node:events';
import lodash from 'lodash';
import { Gate, type Clock } from '../nodes/Telesign/exchange/gate';
import { step } from '../testbed/step';
import { atMost, number, percent, row, type Row } from './figures';
import type { Stage } from './stage';

/** Requests per second that the server takes, and that each worker has in its credential. */
const LIMIT = 50;
const LATENCY_MS = 150;

/** As the node gives up (exchange/request.ts). */
const KEEP_TRYING_MS = 60_000;
const MOST_TRIES = 10;

/** More than the gate and a request wait for one after the other. */
const PROMISES_IN_A_ROW = 50;

/** What the server takes per second, from a time on, in milliseconds. */
type Limits = Array<[from: number, perSecond: number]>;

/** Simulated time: whoever sleeps longest wakes last, and nothing else takes any time. */
class World implements Clock {
	time = 0;

	/** The next to wake first. */
	private readonly sleepers: Array<{ at: number; wake: () => void }> = [];

	constructor(private seed: number) {}

	now = () => this.time;

	/** Numbers that look random and are the same each time. */
	random = () => {
		this.seed = (Math.imul(this.seed, 1_664_525) + 1_013_904_223) >>> 0;
		return this.seed / 2 ** 32;
	};

	sleep = async (ms: number): Promise<void> =>
		await new Promise((wake) => {
			const sleeper = { at: this.time + Math.max(0, ms), wake };
			this.sleepers.splice(lodash.sortedLastIndexBy(this.sleepers, sleeper, 'at'), 0, sleeper);
		});

	/** Wakes the sleepers, each at its time, until none is left. */
	async run(): Promise<void> {
		for (;;) {
			// Lets everything that waits for nothing but other promises go on.
			for (let turn = 0; turn < PROMISES_IN_A_ROW; turn++) await null;
			if (this.sleepers.length === 0) return;
			this.time = this.sleepers[0].at;
			while (this.sleepers[0]?.at === this.time) this.sleepers.shift()!.wake();
		}
	}
}

/** Runs a fleet, each worker with a run of its own, until each item was taken or given up. */
async function simulate(workers: number, items: number, limits: Limits) {
	const world = new World(workers);
	const { signal } = new AbortController();
	setMaxListeners(0, signal); // All items of a fleet wait for it.
	const takenAt: number[] = [];
	let [refused, givenUp, firstDone] = [0, 0, Infinity];

	const limit = () => limits.filter(([from]) => from <= world.time).at(-1)![1];
	let [tokens, filledAt] = [limit(), 0];
	function isTaken(): boolean {
		tokens = Math.min(limit(), tokens + ((world.time - filledAt) / 1000) * limit());
		filledAt = world.time;
		if (tokens < 1) {
			refused++;
			return false;
		}
		tokens--;
		takenAt.push(world.time);
		return true;
	}

	async function send(gate: Gate, run: object): Promise<void> {
		let until = Infinity;
		for (let tries = 1; tries <= MOST_TRIES && world.time < until; tries++) {
			const rate = { requestsPerSecond: LIMIT, unset: LIMIT };
			const result = await gate.run({ run, ...rate, signal, again: tries > 1, until }, async () => {
				if (tries === 1) until = world.time + KEEP_TRYING_MS;
				await world.sleep(LATENCY_MS / 2);
				const busy = isTaken() ? undefined : ('tooFast' as const);
				await world.sleep(LATENCY_MS / 2);
				return { busy };
			});
			if (!result) break;
			if (!result.busy) return;
		}
		givenUp++;
	}

	async function work(): Promise<void> {
		const gate = new Gate(world);
		const run = {};
		await Promise.all(Array.from({ length: items }, async () => await send(gate, run)));
		firstDone = Math.min(firstDone, world.time);
	}
	const all = Array.from({ length: workers }, work);
	await world.run();
	await Promise.all(all);

	const inSecond = lodash.countBy(takenAt, (at) => Math.floor(at / 1000));
	const seconds = Math.ceil(world.time / 1000);
	return {
		seconds,
		givenUp,
		/** Part of the requests. */
		refused: refused / (refused + takenAt.length),
		/** Part of the limit that was used while every worker had items left to send. */
		used: takenAt.filter((at) => at <= firstDone).length / ((firstDone / 1000) * limits[0][1]),
		/** How long it takes from a second on until a limit is used, give or take a tenth. */
		secondsUntil(from: number, perSecond: number): number {
			const isUsed = (second: number) => {
				const taken = lodash.sum(lodash.range(second, second + 5).map((at) => inSecond[at] ?? 0));
				return Math.abs(taken / 5 / perSecond - 1) <= 0.1;
			};
			return (lodash.range(from, seconds).find(isUsed) ?? Infinity) - from;
		},
	};
}

const nameOf = (workers: number) => (workers === 1 ? '1 worker' : `${workers} workers`);

/** Each size of the fleet, and how it follows a limit that drops and rises. */
export const fleet = async ({ wrong }: Pick<Stage, 'wrong'>): Promise<Row[]> =>
	await step('Fleet: simulated', async () => {
		const rows = [];
		for (const workers of [1, 2, 4, 8, 16, 32, 64, 128]) {
			const { givenUp, refused, used, seconds } = await simulate(workers, 400, [[0, LIMIT]]);
			rows.push(
				row(`${nameOf(workers)}, 400 items each: given up, refused, of the limit used`, {
					ours: `${givenUp}, ${percent(refused)}, ${number(used, 2)} (${number(seconds)} s)`,
					goal: '0, <= 12%, >= 0.95',
					met: givenUp === 0 && refused <= 0.12 && used >= 0.95,
				}),
			);
			if (givenUp > 0) wrong.push(`fleet of ${workers}: ${givenUp} items given up`);
		}
		for (const workers of [1, 16, 128]) {
			const [drop, rise, low] = [30, 90, 20];
			const limits: Limits = [
				[0, LIMIT],
				[drop * 1000, low],
				[rise * 1000, LIMIT],
			];
			// So many items that all workers have some left to the end.
			const { secondsUntil } = await simulate(workers, Math.ceil(12_000 / workers), limits);
			const followed = [secondsUntil(drop, low), secondsUntil(rise, LIMIT)];
			rows.push(
				row(`${nameOf(workers)}: a limit that drops to 20/s and rises to 50/s, followed after`, {
					ours: followed.map((one) => `${one} s`).join(', '),
					...atMost(Math.max(...followed), 30, '<= 30 s'),
				}),
			);
		}
		return rows;
	});
