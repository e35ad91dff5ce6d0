/**
 * A fleet of n8n workers that share one account and know nothing of each other, in simulated time, with
 * the gate's own code. The server takes so many requests per second (a token bucket of one second's
 * worth) and refuses the rest; every answer takes 150 ms.
 */
import { setMaxListeners } from 'node:events';
import { Gate, type Clock } from '../nodes/Telesign/exchange/gate';
import { step } from '../testbed/step';
import { number, percent, row, type Result } from './figures';

/** Simulated time: whoever sleeps longest wakes last, and nothing else takes any time. */
class World {
	time = 0;

	private readonly sleepers: Array<{ at: number; wake: () => void }> = [];

	sleep = async (ms: number): Promise<void> =>
		await new Promise((wake) => this.push({ at: this.time + Math.max(0, ms), wake }));

	/** Wakes the sleepers, each at its time, until none is left. */
	async run(): Promise<void> {
		for (;;) {
			// Lets everything that waits for nothing but other promises go on.
			for (let turn = 0; turn < PROMISES_IN_A_ROW; turn++) await null;
			const first = this.pop();
			if (first === undefined) return;
			this.time = first.at;
			first.wake();
			while (this.sleepers.length > 0 && this.sleepers[0].at === this.time) this.pop()!.wake();
		}
	}

	/** The sleepers are a binary heap, the next to wake first. */
	private push(sleeper: { at: number; wake: () => void }): void {
		const heap = this.sleepers;
		let at = heap.push(sleeper) - 1;
		while (at > 0 && heap[(at - 1) >> 1].at > heap[at].at) {
			const up = (at - 1) >> 1;
			[heap[up], heap[at]] = [heap[at], heap[up]];
			at = up;
		}
	}

	private pop() {
		const heap = this.sleepers;
		const first = heap[0];
		const last = heap.pop();
		if (heap.length === 0 || last === undefined) return first;
		heap[0] = last;
		for (let at = 0; ; ) {
			const left = 2 * at + 1;
			const least = [left, left + 1]
				.filter((child) => child < heap.length)
				.reduce((a, b) => (heap[b].at < heap[a].at ? b : a), at);
			if (least === at) return first;
			[heap[least], heap[at]] = [heap[at], heap[least]];
			at = least;
		}
	}
}

/** More than the gate and a request wait for one after the other. */
const PROMISES_IN_A_ROW = 50;

/** Numbers that look random and are the same each time (mulberry32). */
const randomFrom = (seed: number) => () => {
	seed = (seed + 0x6d2b79f5) | 0;
	let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
	t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
	return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

const LATENCY_MS = 150;
const ITEMS = 400;

/** Requests per second that the server takes, and that each worker has in its credential. */
const LIMIT = 50;
const PACE = 50;

/** As the node gives up (exchange/request.ts). */
const KEEP_TRYING_MS = 60_000;
const MOST_TRIES = 10;

/** What the server takes per second, from a time on, in milliseconds. */
type Limits = Array<[from: number, perSecond: number]>;

interface Outcome {
	/** Items that were given up, of all workers. */
	givenUp: number;
	/** Part of the requests that was refused. */
	refused: number;
	/** Part of the limit that was used while every worker had items left to send. */
	used: number;
	/** What was taken in each second. */
	takenPerSecond: number[];
}

/** A server that takes what its limits allow, by a token bucket. */
class Server {
	readonly takenAt: number[] = [];
	refused = 0;
	private tokens: number;
	private filledAt = 0;

	constructor(
		private readonly world: World,
		private readonly limits: Limits,
	) {
		this.tokens = this.limit();
	}

	take(): boolean {
		const { time } = this.world;
		this.tokens += ((time - this.filledAt) / 1000) * this.limit();
		this.tokens = Math.min(this.limit(), this.tokens);
		this.filledAt = time;
		if (this.tokens < 1) {
			this.refused++;
			return false;
		}
		this.tokens--;
		this.takenAt.push(time);
		return true;
	}

	private limit = () => this.limits.filter(([from]) => from <= this.world.time).at(-1)![1];
}

/** Runs a fleet, each worker with a run of its own, until each item was taken or given up. */
async function simulate(workers: number, items: number, limits: Limits): Promise<Outcome> {
	const world = new World();
	const clock: Clock = { now: () => world.time, sleep: world.sleep, random: randomFrom(workers) };
	const server = new Server(world, limits);
	const { signal } = new AbortController();
	setMaxListeners(0, signal); // All items of a fleet wait for it.
	let givenUp = 0;
	let firstDone = Infinity;
	const send = async (gate: Gate, run: object): Promise<void> => {
		let giveUpAt = Infinity;
		for (let tries = 1; ; tries++) {
			const rate = { requestsPerSecond: PACE, unset: PACE };
			const turn = { run, ...rate, signal, again: tries > 1, until: giveUpAt };
			const result = await gate.run(turn, async () => {
				if (tries === 1) giveUpAt = world.time + KEEP_TRYING_MS;
				await world.sleep(LATENCY_MS / 2);
				const busy = server.take() ? undefined : ('tooFast' as const);
				await world.sleep(LATENCY_MS / 2);
				return { busy };
			});
			if (result && result.busy === undefined) return;
			if (!result || tries >= MOST_TRIES || world.time >= giveUpAt) {
				givenUp++;
				return;
			}
		}
	};
	const worker = async () => {
		const gate = new Gate(clock);
		const run = {};
		await Promise.all(Array.from({ length: items }, async () => await send(gate, run)));
		firstDone = Math.min(firstDone, world.time);
	};
	const all = Array.from({ length: workers }, worker);
	await world.run();
	await Promise.all(all);

	const { takenAt, refused } = server;
	const takenPerSecond: number[] = Array(Math.ceil(world.time / 1000)).fill(0);
	for (const at of takenAt) takenPerSecond[Math.floor(at / 1000)]++;
	return {
		givenUp,
		refused: refused / (refused + takenAt.length),
		used: takenAt.filter((at) => at <= firstDone).length / ((firstDone / 1000) * limits[0][1]),
		takenPerSecond,
	};
}

/** How long it takes until the server's limit is used again, in seconds, after it dropped or rose. */
function secondsUntil({ takenPerSecond }: Outcome, from: number, limit: number): number {
	const smooth = (second: number) =>
		takenPerSecond.slice(second, second + 5).reduce((sum, one) => sum + one, 0) / 5;
	for (let second = from; second < takenPerSecond.length; second++) {
		if (Math.abs(smooth(second) / limit - 1) <= 0.1) return second - from;
	}
	return Infinity;
}

const countOf = (workers: number) => (workers === 1 ? '1 worker' : `${workers} workers`);

/** Each size of the fleet, and how it follows a limit that drops and rises. */
export const fleet = async (): Promise<Result> =>
	await step('Fleet: simulated', async () => {
		const rows = [];
		const wrong = [];
		for (const workers of [1, 2, 4, 8, 16, 32, 64, 128]) {
			const outcome = await simulate(workers, ITEMS, [[0, LIMIT]]);
			const { givenUp, refused, used, takenPerSecond } = outcome;
			rows.push(
				row(`${countOf(workers)}, 400 items each: given up, refused, of the limit used`, {
					ours: `${number(givenUp)}, ${percent(refused)}, ${number(used, 2)} (${number(takenPerSecond.length)} s)`,
					goal: '0, <= 12%, >= 0.95',
					met: givenUp === 0 && refused <= 0.12 && used >= 0.95,
				}),
			);
			if (givenUp > 0) wrong.push(`fleet of ${workers}: ${givenUp} items given up`);
		}
		for (const workers of [1, 16, 128]) {
			// So many items that all workers have some left to the end.
			const items = Math.ceil(12_000 / workers);
			const [drop, rise, low] = [30, 90, 20];
			const outcome = await simulate(workers, items, [
				[0, LIMIT],
				[drop * 1000, low],
				[rise * 1000, LIMIT],
			]);
			const dropFollowed = secondsUntil(outcome, drop, low);
			const riseFollowed = secondsUntil(outcome, rise, LIMIT);
			rows.push(
				row(`${countOf(workers)}: a limit that drops to 20/s and rises to 50/s, followed after`, {
					ours: `${number(dropFollowed)} s, ${number(riseFollowed)} s`,
					goal: '<= 30 s',
					met: Math.max(dropFollowed, riseFollowed) <= 30,
				}),
			);
		}
		return { rows, wrong };
	});
