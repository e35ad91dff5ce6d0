/**
 * How fast an account may be asked, learned from what Telesign takes.
 *
 * Many n8n workers may share an account and know nothing of each other, so what one of them may have is
 * not known beforehand. A worker that is refused slows down, and then grows steadily. A refusal takes
 * back about what the pace grows while 1 / REFUSED requests leave: so about that share is refused in the
 * end, however many workers there are. It is less for a faster worker than for a slower one, which
 * brings them nearer to each other. `npm run bench -- --only fleet` shows what comes of it.
 */

/** Growth of a pace of 1 request per second, in a second; a faster one grows faster. */
const GROWTH = 0.05;
const GROWTH_POWER = 0.25;

/** Share of the requests that is refused at a pace of 1 request per second. */
const REFUSED = 0.06;
const REFUSED_POWER = -0.2;

/** Where so many are refused in a row the pace is far too high, and is halved once for each round. */
const MANY_IN_A_ROW = 3;

/** Requests per second that the pace never drops below. */
const LOWEST = 0.1;

export class Pace {
	/** Requests per second right after the last refusal; Infinity while there was none. */
	private slowed = Infinity;

	/** When that was, in milliseconds. */
	private slowedAt = -Infinity;

	private halvedAt = -Infinity;

	private refusedInARow = 0;

	/**
	 * Requests per second in force.
	 *
	 * @param now milliseconds of a monotonic clock
	 * @param most as set by the user, Infinity for no limit
	 */
	at(now: number, most: number): number {
		if (this.slowed === Infinity) return most;
		// The solution of pace' = GROWTH * pace ^ (1 + GROWTH_POWER).
		const seconds = (now - this.slowedAt) / 1000;
		const root = this.slowed ** -GROWTH_POWER - GROWTH_POWER * GROWTH * seconds;
		return root <= 0 ? most : Math.min(most, root ** (-1 / GROWTH_POWER));
	}

	/** Telesign took a request. */
	accepted(): void {
		this.refusedInARow = 0;
	}

	/**
	 * Telesign sent a request away because it came too fast.
	 *
	 * @param startedAt when it left, in milliseconds
	 * @param unset the pace to start from where nothing is set
	 */
	tooFast(startedAt: number, now: number, most: number, unset: number): void {
		const pace = Math.min(this.at(now, most), Number.isFinite(most) ? most : unset);
		const untilRefused = 1 / (REFUSED * pace ** REFUSED_POWER * pace);
		let part = Math.exp(-GROWTH * pace ** GROWTH_POWER * untilRefused);
		this.refusedInARow++;
		if (this.refusedInARow >= MANY_IN_A_ROW && startedAt > this.halvedAt) {
			part = Math.min(part, 0.5);
			this.halvedAt = now;
		}
		this.slowed = Math.max(LOWEST, pace * part);
		this.slowedAt = now;
	}

	/** True once nothing is left of a refusal. */
	hasRecovered(now: number, most: number): boolean {
		return this.at(now, most) === most;
	}
}
