import { PUBLISHED_RATE } from '../api/rate';

/** What the gate needs of time; tests bring their own. All figures in milliseconds. */
export interface Clock {
	now(): number;
	sleep(ms: number): Promise<void>;
	/** A number from 0 to 1, for jitter. */
	random(): number;
}

/**
 * Requests of one account that may be under way at a time. n8n opens a socket for each request,
 * so this bounds the sockets too. At Telesign's published 50 requests per second, 100 are enough
 * for answers that take up to 2 seconds; slower answers slow the pace instead of piling up.
 */
export const MAX_UNDER_WAY = 100;

/** How far behind its schedule the gate may catch up at once; covers late timers, not bursts. */
const CATCH_UP_MS = 100;

/** The gate looks up at least this often while it waits, so that it never outlives its queue. */
const LONGEST_NAP_MS = 250;

/** The first pause after a refusal; each further one in a row doubles it. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** After a refusal for pace, the pace drops to this part of what it was. */
const SLOW_DOWN = 0.8;
/** Each second without a refusal brings back this part of the pace that is set. */
const RECOVERY_PER_SECOND = 0.04;
/** Requests per second that the pace never drops below. */
const LOWEST_PACE = 0.5;
interface Waiting {
	resolve(mayStart: boolean): void;
	/** When it gives up, Infinity for never. */
	until: number;
	gone: boolean;
}

/**
 * The one way out to a Telesign account, shared by all workflows of the process. Starts are
 * 1/pace apart and a bounded number of requests is under way. When Telesign sends a request away,
 * the gate closes for all, opens again after a growing pause with jitter, and goes on at a lower
 * pace, which recovers.
 */
export class Gate {
	/** Requests that have not been out yet. */
	private readonly fresh: Waiting[] = [];

	/** Requests that were sent away; they go before the fresh ones. */
	private readonly again: Waiting[] = [];

	private underWay = 0;

	private pumping = false;

	/** When the next request may start by the pace. */
	private nextStart = 0;

	private closedUntil = 0;

	private pause = FIRST_PAUSE_MS;

	/** Requests per second right after the last refusal, Infinity while there was none. */
	private paceThen = Infinity;

	private lastRefusal = -Infinity;

	/** @param requestsPerSecond as set in the credential; 0 means unpaced */
	constructor(
		public requestsPerSecond: number,
		private readonly clock: Clock,
	) {}

	/** Requests per second in force now. */
	get pace(): number {
		const set = this.requestsPerSecond > 0 ? this.requestsPerSecond : Infinity;
		const recovered =
			((this.clock.now() - this.lastRefusal) / 1000) *
			RECOVERY_PER_SECOND *
			Math.min(set, PUBLISHED_RATE);
		return Math.min(set, this.paceThen + recovered);
	}

	/**
	 * Waits for a turn. Resolves to true when the request may start (`leave` must follow), or to
	 * false when `stop` came first.
	 */
	async enter(stop: Promise<unknown>): Promise<boolean> {
		return await this.wait(this.fresh, stop, Infinity);
	}

	/** The same for a request that was sent away. Resolves to false also when `until` has come. */
	async enterAgain(stop: Promise<unknown>, until: number): Promise<boolean> {
		return await this.wait(this.again, stop, until);
	}

	/** A request has ended, however it did. */
	leave(): void {
		this.underWay--;
		void this.pump();
	}

	/** Telesign took a request: after it, pauses begin short again. */
	accepted(startedAt: number): void {
		if (startedAt > this.lastRefusal) this.pause = FIRST_PAUSE_MS;
	}

	/**
	 * Telesign sent a request away without looking at it. Requests that left before the gate
	 * closed for the refusal of another say nothing new.
	 *
	 * @param startedAt when the request left
	 * @param forPace true when it came too fast, false when Telesign was unavailable
	 */
	refused(startedAt: number, forPace: boolean): void {
		if (startedAt <= this.lastRefusal) return;
		if (forPace) {
			const pace = Number.isFinite(this.pace) ? this.pace : PUBLISHED_RATE;
			this.paceThen = Math.max(LOWEST_PACE, pace * SLOW_DOWN);
		}
		this.lastRefusal = this.clock.now();
		this.closedUntil = this.lastRefusal + this.pause * (0.5 + this.clock.random() / 2);
		this.pause = Math.min(LONGEST_PAUSE_MS, this.pause * 2);
	}

	private async wait(queue: Waiting[], stop: Promise<unknown>, until: number): Promise<boolean> {
		return await new Promise((resolve) => {
			const waiting: Waiting = { resolve, until, gone: false };
			queue.push(waiting);
			void stop.then(() => {
				waiting.gone = true;
				resolve(false);
			});
			void this.pump();
		});
	}

	/** Lets the queues out, one start at a time, until they are empty or too much is under way. */
	private async pump(): Promise<void> {
		if (this.pumping) return;
		this.pumping = true;
		while (this.underWay < MAX_UNDER_WAY) {
			const queue = this.again.length > 0 ? this.again : this.fresh;
			const [next] = queue;
			if (next === undefined) break;
			const now = this.clock.now();
			if (next.gone || next.until <= now) {
				queue.shift();
				next.resolve(false);
				continue;
			}
			const wait = Math.max(this.nextStart, this.closedUntil) - now;
			if (wait > 0) {
				await this.clock.sleep(Math.min(wait, LONGEST_NAP_MS));
				continue;
			}
			this.nextStart = Math.max(this.nextStart, now - CATCH_UP_MS) + 1000 / this.pace;
			this.underWay++;
			queue.shift();
			next.resolve(true);
		}
		this.pumping = false;
	}
}
