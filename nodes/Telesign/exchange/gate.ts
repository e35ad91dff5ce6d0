import type { Busy } from '../api/codes/read';
import { Pace } from './pace';

/** What the gate needs of time; tests bring their own. All figures in milliseconds. */
export interface Clock {
	/** Of a clock that is never set. */
	now(): number;
	sleep(ms: number): Promise<void>;
	/** A number from 0 to 1, for jitter. */
	random(): number;
}

/** What waits for its turn. */
export interface Turn {
	/** The run that it belongs to. Runs take turns; within a run the order is that of its items. */
	run: object;
	/** As set in the credential; 0 means no pace. */
	requestsPerSecond: number;
	/** The pace to begin with after a refusal where nothing is set. */
	unset: number;
	/** Of the run: nothing of it starts any more once it has come. */
	signal: AbortSignal;
	/** A request that was sent away goes before those of its run that have not been out yet. */
	again: boolean;
	/** When it goes without having started, by the clock; only for what leaves again. */
	until: number;
}

interface Waiting extends Turn {
	/** Lets it start, or go without having started. */
	go(mayStart: boolean): void;
}

/** What waits of one run, and how much of it is under way. */
interface Queue {
	again: Waiting[];
	fresh: Waiting[];
	underWay: number;
	signal: AbortSignal;
	/** Sees to it that what waits goes away as soon as the run was stopped. */
	onStop: () => void;
}

/**
 * What waits of a run, in its order. All of it goes away once the run was stopped, and what can't start
 * before its time is over goes at once.
 *
 * @param earliest when the next request may start
 */
function withoutThoseThatGo({ again, fresh, signal }: Queue, earliest: number): Waiting[] {
	if (signal.aborted) {
		for (const waiting of [...again.splice(0), ...fresh.splice(0)]) waiting.go(false);
	}
	for (const late of again.filter(({ until }) => until < earliest)) {
		again.splice(again.indexOf(late), 1);
		late.go(false);
	}
	return again.length > 0 ? again : fresh;
}

/**
 * Requests of one account that may be under way at a time. n8n opens a socket for each request,
 * so this bounds the sockets too. At Telesign's published 50 requests per second, 100 are enough
 * for answers that take up to 2 seconds; slower answers slow the pace instead of piling up.
 */
export const MAX_UNDER_WAY = 100;

/** Of these, a list leaves so many to runs that have nothing under way. */
const KEPT_FREE = 10;

/**
 * Requests of a run that may be under way before the first answer; each answer lets two more be. A
 * worker that begins at its full pace beside a hundred others is refused before it knows of them.
 */
const FIRST_UNDER_WAY = 4;

/** How far behind its schedule the gate may catch up at once; covers late timers, not bursts. */
const CATCH_UP_MS = 100;

/** The gate looks up at least this often while it waits, so that it never outlives its queues. */
const LONGEST_NAP_MS = 250;

/** Longest stretch for which starting requests keeps n8n from all else. */
const LONGEST_STRETCH_MS = 10;

/** The first pause while Telesign is unavailable; each further one in a row doubles it. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/**
 * The one way out to a Telesign account, shared by all runs of the process. Starts are 1/pace apart and
 * a bounded number of requests is under way. Runs take turns, so that one person's check does not wait
 * behind a list. Where several credentials of the account are in use, the slowest pace counts.
 */
export class Gate {
	/** In the order of their turns. */
	private readonly queues = new Map<object, Queue>();

	private underWay = 0;

	/** How many requests may be under way, but for those of runs that have none. */
	private window = FIRST_UNDER_WAY;

	private pumping = false;

	/** When the last request was due by the pace. */
	private lastDue = -Infinity;

	/** Times the regular distance, the distance of the next start from the last. */
	private irregular = 1;

	private closedUntil = -Infinity;

	private pause = FIRST_PAUSE_MS;

	private readonly pace = new Pace();

	/** The slowest pace of what waits or waited last; Infinity for none. */
	private most = Infinity;

	constructor(private readonly clock: Clock) {}

	/**
	 * Does `work` when its turn comes, and gives its place back whatever becomes of it.
	 *
	 * @param work sends one request; `busy` says that Telesign sent it away without looking at it
	 * @returns what it gave; undefined if it did not start
	 */
	async run<T extends { busy?: Busy }>(turn: Turn, work: () => Promise<T>): Promise<T | undefined> {
		if (!(await this.mayStart(turn))) return undefined;
		const startedAt = this.clock.now();
		let busy: Busy | undefined;
		try {
			const result = await work();
			busy = result.busy;
			return result;
		} finally {
			this.heard(startedAt, turn, busy);
			this.leave(turn.run);
		}
	}

	/** Requests per second in force now; Infinity for no pace. */
	paceNow(): number {
		return this.pace.at(this.clock.now(), this.most);
	}

	/** True when nobody uses it and nothing that it has learned is of use any more. */
	isForgettable(now: number): boolean {
		const idle = this.queues.size === 0 && this.underWay === 0;
		return idle && now >= this.earliest(now) && this.pace.hasRecovered(now, this.most);
	}

	/** When the next request is due by the pace. */
	private due(now: number): number {
		return this.lastDue + (this.irregular * 1000) / this.pace.at(now, this.most);
	}

	/** When the next request may start; past or now for at once. */
	private earliest(now: number): number {
		return Math.max(this.due(now), this.closedUntil);
	}

	private heard(startedAt: number, turn: Turn, busy: Busy | undefined): void {
		const now = this.clock.now();
		this.window = Math.min(MAX_UNDER_WAY - KEPT_FREE, this.window + 2);
		if (busy === undefined) {
			this.pace.accepted();
			if (startedAt >= this.closedUntil) this.pause = FIRST_PAUSE_MS;
		} else if (busy === 'tooFast') {
			this.pace.tooFast(startedAt, now, this.most, turn.unset);
			this.lastDue = Math.max(this.lastDue, now - (this.clock.random() * 1000) / this.paceNow());
		} else if (startedAt >= this.closedUntil) {
			this.closedUntil = now + this.pause * (0.5 + this.clock.random() / 2);
			this.pause = Math.min(LONGEST_PAUSE_MS, this.pause * 2);
		}
	}

	private async mayStart(turn: Turn): Promise<boolean> {
		return await new Promise((resolve) => {
			const queue = this.queues.get(turn.run) ?? this.queueFor(turn);
			queue[turn.again ? 'again' : 'fresh'].push({ ...turn, go: resolve });
			void this.pump();
		});
	}

	private queueFor({ run, signal }: Turn): Queue {
		const onStop = () => void this.pump();
		const queue = { again: [], fresh: [], underWay: 0, signal, onStop };
		signal.addEventListener('abort', onStop, { once: true });
		this.queues.set(run, queue);
		return queue;
	}

	private leave(run: object): void {
		this.underWay--;
		this.queues.get(run)!.underWay--;
		this.tidy(run);
		void this.pump();
	}

	/** Forgets the queue of a run that has nothing waiting and nothing under way. */
	private tidy(run: object): void {
		const { again, fresh, underWay, signal, onStop } = this.queues.get(run)!;
		if (again.length > 0 || fresh.length > 0 || underWay > 0) return;
		signal.removeEventListener('abort', onStop);
		this.queues.delete(run);
	}

	/** Lets the queues out, one start at a time, until they are empty or too much is under way. */
	private async pump(): Promise<void> {
		if (this.pumping) return;
		this.pumping = true;
		try {
			let breath = this.clock.now();
			for (let next = this.next(); next; next = this.next()) {
				const now = this.clock.now();
				const wait = this.earliest(now) - now;
				if (wait > 0) {
					await this.clock.sleep(Math.min(wait, LONGEST_NAP_MS));
					breath = this.clock.now();
					continue;
				}
				this.lastDue = Math.max(this.due(now), now - CATCH_UP_MS);
				this.irregular = this.pace.hasRecovered(now, this.most) ? 1 : 0.5 + this.clock.random();
				this.start(next);
				// What was started gets to send before the next starts.
				await null;
				if (this.clock.now() - breath > LONGEST_STRETCH_MS) {
					await this.clock.sleep(0);
					breath = this.clock.now();
				}
			}
		} finally {
			this.pumping = false;
		}
	}

	/** The run whose turn it is, as far as it may start; what is over goes, and `most` is set. */
	private next(): object | undefined {
		let turn: object | undefined;
		let most = Infinity;
		const now = this.clock.now();
		const earliest = Math.max(now, this.earliest(now));
		for (const [run, queue] of this.queues) {
			const [first] = withoutThoseThatGo(queue, earliest);
			if (first === undefined) {
				this.tidy(run);
				continue;
			}
			if (first.requestsPerSecond > 0) most = Math.min(most, first.requestsPerSecond);
			const places = queue.underWay > 0 ? this.window : MAX_UNDER_WAY;
			if (this.underWay < places) turn ??= run;
		}
		if (turn) this.most = most;
		return turn;
	}

	/** Lets the first of a run start, and puts the run behind the others. */
	private start(run: object): void {
		const queue = this.queues.get(run)!;
		const first = (queue.again.length > 0 ? queue.again : queue.fresh).shift()!;
		this.queues.delete(run);
		this.queues.set(run, queue);
		queue.underWay++;
		this.underWay++;
		first.go(true);
	}
}
