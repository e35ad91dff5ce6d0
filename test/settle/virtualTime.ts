/** A clock that moves on by itself whenever nothing is under way but waiting. */
import type { Clock } from '../../sandbox/core/clock';

const turn = async () => await new Promise((resolve) => setImmediate(resolve));

/**
 * Runs `work` by such a clock. What is under way are the requests of `fetch`, from the first byte to the
 * last, whoever makes them in this process.
 */
export async function inVirtualTime<T>(work: (clock: Clock) => Promise<T>): Promise<T> {
	let now = Date.UTC(2030, 0, 1);
	let sleepers: Array<{ at: number; wake: () => void }> = [];
	let busy = 0;
	const clock: Clock = {
		now: () => now,
		sleep: async (ms) =>
			await new Promise((wake) => {
				if (ms > 0) sleepers.push({ at: now + ms, wake });
				else wake();
			}),
	};
	const { fetch } = globalThis;
	globalThis.fetch = async (...request) => {
		busy += 1;
		try {
			const { status, headers, ...response } = await whole(await fetch(...request));
			return new Response(response.body, { status, headers });
		} finally {
			busy -= 1;
		}
	};
	let isOver = false;
	try {
		const done = work(clock).finally(() => (isOver = true));
		// Rejections are the caller's, below.
		done.catch(() => {});
		while (!isOver) {
			for (let turns = 0; turns < 3 && !isOver; turns += 1) await turn();
			if (busy > 0 || sleepers.length === 0) continue;
			now = Math.min(...sleepers.map(({ at }) => at));
			const due = sleepers.filter(({ at }) => at <= now);
			sleepers = sleepers.filter(({ at }) => at > now);
			for (const { wake } of due) wake();
		}
		return await done;
	} finally {
		globalThis.fetch = fetch;
	}
}

async function whole(response: Response) {
	const { status, headers } = response;
	const bytes = await response.arrayBuffer();
	return { status, headers, body: bytes.byteLength > 0 ? bytes : null };
}
