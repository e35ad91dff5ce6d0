import { Gate, MAX_UNDER_WAY, type Clock } from '../../nodes/Telesign/exchange/pace';

/** A clock that stands still until somebody sleeps; jitter is always the longest. */
class FakeClock implements Clock {
	time = 1_000_000;

	now = () => this.time;

	random = () => 1;

	sleep = async (ms: number) => {
		this.time += ms;
	};
}

const never = new Promise<void>(() => {});

/** Lets everything that waits for nothing but other promises go on. */
const settle = async () => {
	for (let turn = 0; turn < 50; turn++) await Promise.resolve();
};

/** Sends `count` requests that take no time, and says when each started. */
async function starts(gate: Gate, clock: FakeClock, count: number): Promise<number[]> {
	const begin = clock.time;
	return await Promise.all(
		Array.from({ length: count }, async () => {
			await gate.enter(never);
			const at = clock.time - begin;
			gate.accepted(clock.time);
			gate.leave();
			return at;
		}),
	);
}

describe('Gate', () => {
	it.each([
		[1, 5],
		[20, 200],
		[50, 500],
	])('keeps %i requests per second', async (pace, count) => {
		const clock = new FakeClock();
		const at = await starts(new Gate(pace, clock), clock, count);
		expect(at).toHaveLength(count);
		const most = Math.max(
			...at.map((from) => at.filter((to) => to >= from && to < from + 1000).length),
		);
		expect(most).toBeLessThanOrEqual(pace * 1.1 + 1);
		expect(at[count - 1]).toBeLessThanOrEqual(((count - 1) * 1000) / pace + 1);
		expect(at[count - 1]).toBeGreaterThanOrEqual(((count - 1) * 1000) / pace - 101);
	});

	it('lets everything go at once when it is unpaced, but for the bound', async () => {
		const clock = new FakeClock();
		const gate = new Gate(0, clock);
		let under = 0;
		for (let i = 0; i < MAX_UNDER_WAY + 50; i++) void gate.enter(never).then(() => under++);
		await settle();
		expect(under).toBe(MAX_UNDER_WAY);
		for (let i = 0; i < 10; i++) gate.leave();
		await settle();
		expect(under).toBe(MAX_UNDER_WAY + 10);
		expect(clock.time).toBe(1_000_000);
	});

	it('closes for all after a refusal, and opens after a pause that doubles', async () => {
		const clock = new FakeClock();
		const gate = new Gate(50, clock);
		const pauses: number[] = [];
		for (let i = 0; i < 8; i++) {
			const startedAt = clock.time + 1;
			clock.time = startedAt;
			gate.refused(startedAt, true);
			const closed = clock.time;
			await gate.enterAgain(never, Infinity);
			gate.leave();
			pauses.push(clock.time - closed);
		}
		expect(pauses.slice(0, 4)).toEqual([500, 1000, 2000, 4000]);
		expect(Math.max(...pauses)).toBe(30_000);
	});

	it('slows down once for all requests that were under way, and recovers', () => {
		const clock = new FakeClock();
		const gate = new Gate(50, clock);
		const startedAt = clock.time;
		clock.time += 100;
		for (let i = 0; i < 20; i++) gate.refused(startedAt, true);
		expect(gate.pace).toBeCloseTo(40);
		clock.time += 2000;
		expect(gate.pace).toBeCloseTo(44);
		clock.time += 60_000;
		expect(gate.pace).toBe(50);
	});

	it('keeps its pace when Telesign is unavailable', () => {
		const clock = new FakeClock();
		const gate = new Gate(50, clock);
		gate.refused(clock.time, false);
		expect(gate.pace).toBe(50);
	});

	it('finds a pace when it was unpaced and Telesign refuses', () => {
		const clock = new FakeClock();
		const gate = new Gate(0, clock);
		expect(gate.pace).toBe(Infinity);
		gate.refused(clock.time, true);
		expect(gate.pace).toBeCloseTo(40);
	});

	it('does not drop below one request in two seconds', () => {
		const clock = new FakeClock();
		const gate = new Gate(1, clock);
		for (let i = 0; i < 100; i++) {
			clock.time += 1;
			gate.refused(clock.time, true);
		}
		expect(gate.pace).toBeGreaterThanOrEqual(0.5);
	});

	it('lets those go first that were refused, in their order', async () => {
		const clock = new FakeClock();
		const gate = new Gate(10, clock);
		const order: string[] = [];
		const note = (name: string) => (mayStart: boolean) => {
			if (mayStart) order.push(name);
			gate.leave();
		};
		gate.refused(clock.time, false);
		const all = [
			gate.enter(never).then(note('fresh')),
			gate.enterAgain(never, Infinity).then(note('again 1')),
			gate.enterAgain(never, Infinity).then(note('again 2')),
		];
		await Promise.all(all);
		expect(order).toEqual(['again 1', 'again 2', 'fresh']);
	});

	it('gives up a request whose time is over, and lets it go with what stops', async () => {
		const clock = new FakeClock();
		const gate = new Gate(1, clock);
		await gate.enter(never);
		expect(await gate.enterAgain(never, clock.time + 300)).toBe(false);
		let stop!: () => void;
		const stopped = new Promise<void>((resolve) => (stop = resolve));
		const waiting = Array.from({ length: 1000 }, async () => await gate.enter(stopped));
		stop();
		const before = clock.time;
		expect((await Promise.all(waiting)).filter((mayStart) => mayStart).length).toBeLessThanOrEqual(
			1,
		);
		expect(clock.time - before).toBeLessThan(1001);
	});

	it('takes over a pace that was changed in the credential', async () => {
		const clock = new FakeClock();
		const gate = new Gate(1, clock);
		gate.requestsPerSecond = 100;
		const at = await starts(gate, clock, 101);
		expect(at[100]).toBeLessThanOrEqual(1001);
	});
});
