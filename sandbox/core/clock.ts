/** Time, as the sandbox sees it: the real one, or one that a test sets by hand. */
export interface Clock {
	/** Milliseconds since 1970, as `Date.now()`. */
	now(): number;
	/** Resolves after `ms` milliseconds of this clock. */
	sleep(ms: number): Promise<void>;
}

/** Node's timers take no more; longer ones would fire at once. */
const longestMs = 2 ** 31 - 1;

/** The machine's own time. */
export const realClock: Clock = {
	now: () => Date.now(),
	sleep: async (ms) =>
		await new Promise((resolve) => {
			setTimeout(resolve, Math.min(ms, longestMs)).unref();
		}),
};

/** A clock that stands still until it is told to move. */
export interface TestClock extends Clock {
	/** Moves the time on by `ms` and wakes every sleeper whose time has come. */
	advance(ms: number): void;
}

/** A clock for tests; starts at `start` (milliseconds since 1970). */
export function testClock(start = Date.UTC(2030, 0, 1)): TestClock {
	let now = start;
	let sleepers: Array<{ at: number; wake: () => void }> = [];
	return {
		now: () => now,
		sleep: async (ms) =>
			await new Promise((wake) => {
				if (ms > 0) sleepers.push({ at: now + ms, wake });
				else wake();
			}),
		advance(ms) {
			now += ms;
			const due = sleepers.filter(({ at }) => at <= now);
			sleepers = sleepers.filter(({ at }) => at > now);
			for (const { wake } of due) wake();
		},
	};
}

/** RFC 3339 in UTC with microseconds, as Telesign writes it. */
export const timestamp = (ms: number) => new Date(ms).toISOString().replace('Z', '000Z');
