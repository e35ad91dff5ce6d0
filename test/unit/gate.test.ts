import type { IDataObject } from 'n8n-workflow';
import { accountOf, countGates, gateOf, type Account } from '../../nodes/Telesign/exchange/account';
import { Gate, MAX_UNDER_WAY, type Clock, type Turn } from '../../nodes/Telesign/exchange/gate';
import { Pace } from '../../nodes/Telesign/exchange/pace';
import {
	smartVerify,
	smsVerify,
	verification,
	voiceVerify,
} from '../../nodes/Telesign/api/product';

/** A clock that stands still until somebody sleeps; jitter is always the longest. */
class FakeClock implements Clock {
	time = 1_000_000;

	now = () => this.time;

	random = () => 1;

	sleep = async (ms: number) => {
		this.time += ms;
	};
}

const oneRun = {};

const turn = (requestsPerSecond: number, more: Partial<Turn> = {}): Turn => ({
	run: oneRun,
	requestsPerSecond,
	unset: 50,
	signal: new AbortController().signal,
	again: false,
	until: Infinity,
	...more,
});

/** Lets everything that waits for nothing but other promises go on. */
const settle = async () => {
	for (let at = 0; at < 200; at++) await Promise.resolve();
};

/** Sends `count` requests that take no time, and says when each started. */
async function starts(gate: Gate, clock: FakeClock, count: number, one: Turn): Promise<number[]> {
	const begin = clock.time;
	const at: number[] = [];
	const work = async () => {
		at.push(clock.time - begin);
		return {};
	};
	await Promise.all(Array.from({ length: count }, async () => await gate.run(one, work)));
	return at;
}

/** A request that ends when it is told to. */
function held() {
	let end!: (result: { busy?: 'tooFast' | 'unavailable' }) => void;
	const ended = new Promise<{ busy?: 'tooFast' | 'unavailable' }>((resolve) => (end = resolve));
	return { end, work: async () => await ended };
}

describe('Gate', () => {
	it.each([
		[1, 5],
		[20, 200],
		[50, 500],
	])('keeps %i requests per second', async (pace, count) => {
		const clock = new FakeClock();
		const at = await starts(new Gate(clock), clock, count, turn(pace));
		const most = Math.max(
			...at.map((from) => at.filter((to) => to >= from && to < from + 1000).length),
		);
		expect(most).toBeLessThanOrEqual(pace * 1.1 + 1);
		expect(at[count - 1]).toBeLessThanOrEqual(((count - 1) * 1000) / pace + 1);
		expect(at[count - 1]).toBeGreaterThanOrEqual(((count - 1) * 1000) / pace - 101);
	});

	it('bounds what is under way, and leaves places to runs that have none', async () => {
		const clock = new FakeClock();
		const gate = new Gate(clock);
		// Answers that came let more be under way.
		await starts(gate, clock, 100, turn(0));
		let under = 0;
		const work = async () => {
			under++;
			return await new Promise<never>(() => {});
		};
		for (let i = 0; i < 200; i++) void gate.run(turn(0), work);
		await settle();
		expect(under).toBe(MAX_UNDER_WAY - 10);
		for (let i = 0; i < 20; i++) void gate.run(turn(0, { run: {} }), work);
		await settle();
		expect(under).toBe(MAX_UNDER_WAY);
	});

	it('begins with a few requests, until answers come', async () => {
		const gate = new Gate(new FakeClock());
		const all = Array.from({ length: 20 }, held);
		let under = 0;
		for (const { work } of all) {
			void gate.run(turn(0), async () => {
				under++;
				return await work();
			});
		}
		await settle();
		expect(under).toBe(4);
		all[0].end({});
		await settle();
		expect(under).toBe(7);
	});

	it('gives a place back whatever becomes of the work', async () => {
		const clock = new FakeClock();
		const gate = new Gate(clock);
		const failing = async () => {
			throw new TypeError('not thought of');
		};
		const failed = await Promise.allSettled(
			Array.from({ length: 500 }, async () => await gate.run(turn(0), failing)),
		);
		expect(failed.every(({ status }) => status === 'rejected')).toBe(true);
		expect(await starts(gate, clock, 500, turn(0))).toHaveLength(500);
	});

	it('lets runs take turns, so that one does not wait behind a list', async () => {
		const clock = new FakeClock();
		const gate = new Gate(clock);
		const list = {};
		const order: string[] = [];
		const note = (name: string) => async () => {
			order.push(name);
			return {};
		};
		const all = Array.from({ length: 400 }, async () => {
			await gate.run(turn(50, { run: list }), note('list'));
		});
		const begin = clock.time;
		let checkedAt = Infinity;
		const check = gate.run(turn(50, { run: {} }), async () => {
			checkedAt = clock.time;
			return await note('check')();
		});
		await check;
		expect(checkedAt - begin).toBeLessThan(200);
		await Promise.all(all);
		expect(order.indexOf('check')).toBeLessThan(10);
	});

	it('lets those of a run go first that were sent away', async () => {
		const clock = new FakeClock();
		const gate = new Gate(clock);
		const order: string[] = [];
		const note = (name: string) => async () => {
			order.push(name);
			return {};
		};
		const first = held();
		const busy = gate.run(turn(10), first.work);
		await settle();
		first.end({ busy: 'unavailable' });
		await busy;
		await Promise.all([
			gate.run(turn(10), note('fresh')),
			gate.run(turn(10, { again: true }), note('again 1')),
			gate.run(turn(10, { again: true }), note('again 2')),
		]);
		expect(order).toEqual(['again 1', 'again 2', 'fresh']);
	});

	it('closes for all while Telesign is unavailable, for a pause that doubles', async () => {
		const clock = new FakeClock();
		const gate = new Gate(clock);
		const pauses: number[] = [];
		let last = clock.time;
		for (let i = 0; i < 9; i++) {
			await gate.run(turn(0, { again: true }), async () => {
				pauses.push(clock.time - last);
				clock.time += 1;
				last = clock.time;
				return { busy: 'unavailable' };
			});
		}
		expect(pauses).toEqual([0, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
	});

	it('lets nothing start any more once the signal has come', async () => {
		const clock = new FakeClock();
		const gate = new Gate(clock);
		const stop = new AbortController();
		let started = 0;
		const work = async () => {
			if (++started === 3) stop.abort();
			return {};
		};
		const one = turn(1, { signal: stop.signal });
		const results = await Promise.all(
			Array.from({ length: 1000 }, async () => await gate.run(one, work)),
		);
		expect(started).toBe(3);
		expect(results.filter((result) => result === undefined)).toHaveLength(997);
	});

	it('lets what leaves again go when it could start only after its time', async () => {
		const clock = new FakeClock();
		const gate = new Gate(clock);
		await gate.run(turn(0), async () => ({ busy: 'unavailable' }));
		const at = clock.time;
		const work = jest.fn(async () => ({}));
		const until = at + 400;
		expect(await gate.run(turn(0, { again: true, until }), work)).toBeUndefined();
		expect([work.mock.calls.length, clock.time]).toEqual([0, at]);
		expect(await gate.run(turn(0, { again: true, until: at + 600 }), work)).toEqual({});
	});

	it('lets what was stopped go although all places are taken', async () => {
		const gate = new Gate(new FakeClock());
		const hung = new Promise<{ busy?: undefined }>(() => {});
		for (let n = 0; n < MAX_UNDER_WAY; n++)
			void gate.run(turn(0, { run: {} }), async () => await hung);
		await settle();
		const stop = new AbortController();
		const waiting = gate.run(turn(0, { run: {}, signal: stop.signal }), async () => ({}));
		stop.abort();
		expect(await waiting).toBeUndefined();
	});

	it('keeps the slowest pace of the credentials in use, and forgets it with them', async () => {
		const clock = new FakeClock();
		const gate = new Gate(clock);
		const slow = starts(gate, clock, 10, turn(5));
		const fast = starts(gate, clock, 10, turn(1000, { run: {} }));
		const [, both] = await Promise.all([slow, fast]);
		expect(Math.max(...both)).toBeGreaterThan(1500);
		const alone = await starts(gate, clock, 100, turn(1000));
		expect(Math.max(...alone)).toBeLessThan(500);
	});

	it('is not held up by a pace that was far too low by mistake', async () => {
		const clock = new FakeClock();
		const gate = new Gate(clock);
		await starts(gate, clock, 1, turn(0.01));
		const [at] = await starts(gate, clock, 1, turn(50));
		expect(at).toBeLessThanOrEqual(20);
	});
});

describe('Pace', () => {
	it('is what is set while nothing is refused', () => {
		expect(new Pace().at(0, 50)).toBe(50);
		expect(new Pace().at(0, Infinity)).toBe(Infinity);
	});

	it('slows down at a refusal, and grows back to what is set', () => {
		const pace = new Pace();
		pace.tooFast(0, 0, 50, 50);
		const slowed = pace.at(0, 50);
		expect(slowed).toBeLessThan(50);
		expect(pace.at(1000, 50)).toBeGreaterThan(slowed);
		expect(pace.at(60_000, 50)).toBe(50);
		expect(pace.hasRecovered(60_000, 50)).toBe(true);
	});

	it('is halved for each round in which all are refused, and never drops below the lowest', () => {
		const pace = new Pace();
		for (let at = 1; at <= 200; at++) pace.tooFast(at, at, 50, 50);
		expect(pace.at(200, 50)).toBeCloseTo(0.1, 2);
	});

	it('finds a pace where none is set', () => {
		const pace = new Pace();
		pace.tooFast(0, 0, Infinity, 50);
		expect(pace.at(0, Infinity)).toBeGreaterThan(30);
		expect(pace.at(0, Infinity)).toBeLessThan(50);
	});
});

const CUSTOM = {
	accountType: 'custom',
	customerId: 'ABCD',
	apiKey: 'key',
	baseUrl: 'https://host',
	verifyBaseUrl: 'https://verify',
};

describe('the gate of an account', () => {
	const account = (more: IDataObject = {}, product = smartVerify): Account => {
		const read = accountOf({ ...CUSTOM, ...more }, product);
		if ('refusals' in read) throw new Error(JSON.stringify(read.refusals));
		return read.account;
	};

	it.each([
		{ baseUrl: 'https://host/' },
		{ baseUrl: ' HTTPS://HOST:443/ ' },
		{ customerId: ' abcd\n' },
		{ requestsPerSecond: 5 },
		{ apiKey: 'another' },
	])('is one, however it is spelled: %j', (more) => {
		expect(gateOf(account(more))).toBe(gateOf(account()));
	});

	it.each([{ baseUrl: 'https://host:8443' }, { baseUrl: 'http://host' }, { customerId: 'ABCE' }])(
		'is another for another account: %j',
		(more) => {
			expect(gateOf(account(more))).not.toBe(gateOf(account()));
		},
	);

	it('is another for another product', () => {
		expect(gateOf(account({}, smsVerify))).not.toBe(gateOf(account()));
	});

	it('is forgotten when nobody uses it', async () => {
		for (let n = 0; n < 100; n++) gateOf(account({ customerId: `other ${n}` }));
		expect(countGates()).toBeGreaterThan(100);
		const later = performance.now() + 2000;
		const spy = jest.spyOn(performance, 'now').mockReturnValue(later);
		gateOf(account());
		spy.mockRestore();
		expect(countGates()).toBe(1);
	});

	it('is not forgotten while the next request is not due', async () => {
		const slow = { customerId: 'slow', requestsPerSecond: 0.1 };
		const gate = gateOf(account(slow));
		await gate.run(turn(0.1, { run: {} }), async () => ({}));
		const now = performance.now();
		const spy = jest.spyOn(performance, 'now').mockReturnValue(now + 5000);
		expect(gateOf(account(slow))).toBe(gate);
		spy.mockReturnValue(now + 11_000);
		expect(gateOf(account(slow))).not.toBe(gate);
		spy.mockRestore();
	});

	it('goes by a clock that nobody sets', async () => {
		const spy = jest.spyOn(Date, 'now').mockReturnValue(0);
		const one = turn(1000, { run: {} });
		const gate = gateOf(account({ customerId: 'clock' }));
		const work = async () => ({ busy: undefined });
		for (let n = 0; n < 5; n++) expect(await gate.run(one, work)).toEqual({ busy: undefined });
		spy.mockRestore();
	});
});

describe('the account of a credential', () => {
	const read = (more: IDataObject, product = smartVerify) =>
		accountOf({ ...CUSTOM, ...more }, product);

	it.each([
		['fullService', smartVerify, 'https://rest-ww.telesign.com', 50],
		['fullService', verification, 'https://verify.telesign.com', 10],
		['selfService', smsVerify, 'https://rest-ww.telesign.com', 1],
		['selfService', verification, 'https://verify.telesign.com', 1],
		['custom', voiceVerify, 'https://host', 50],
		['custom', verification, 'https://verify', 10],
		[undefined, smsVerify, 'https://rest-ww.telesign.com', 50],
	])('of the type %j asks %j at its address', (accountType, product, baseUrl, pace) => {
		expect(read({ accountType }, product)).toMatchObject({
			account: { baseUrl, requestsPerSecond: pace, published: pace, product: product.name },
		});
	});

	it.each([
		['', 50],
		[' ', 50],
		[null, 50],
		[undefined, 50],
		[0, 0],
		['20', 20],
		[0.5, 0.5],
	])('reads Requests per Second %j as %j', (requestsPerSecond, pace) => {
		expect(read({ requestsPerSecond })).toMatchObject({ account: { requestsPerSecond: pace } });
	});

	it.each([
		[{ requestsPerSecond: [] }, /'Requests per Second' in the credential is a list/],
		[{ requestsPerSecond: -1 }, /'Requests per Second' in the credential is "-1"/],
		[{ requestsPerSecond: 'fast' }, /'Requests per Second'/],
		[{ requestsPerSecond: 0.009 }, /'Requests per Second'/],
		[{ requestsPerSecond: 1e-310 }, /'Requests per Second'/],
		[{ requestsPerSecond: Infinity }, /'Requests per Second'/],
		[{ baseUrl: '' }, /'Base URL' in the credential is empty/],
		[{ baseUrl: 'host' }, /'Base URL' in the credential is not a web address/],
		[{ baseUrl: 'htps://host' }, /'Base URL' in the credential does not start with https:/],
		[{ baseUrl: 'ftp://host' }, /'Base URL' in the credential does not start with https:/],
		[{ baseUrl: 'https://host/v1' }, /'Base URL' .* more in it than the address/],
		[{ baseUrl: 'https://host?x=1' }, /'Base URL' .* more in it than the address/],
		[{ baseUrl: 'https://host#x' }, /'Base URL' .* more in it than the address/],
		[{ baseUrl: 'https://me:secret@host' }, /'Base URL' .* more in it than the address/],
		[{ accountType: 'gold' }, /'Account Type' in the credential/],
		[{ customerId: ' ' }, /'Customer ID' in the credential is empty/],
		[{ apiKey: null }, /'API Key' in the credential is empty/],
	])('refuses %j', (more, says) => {
		const { refusals } = read(more) as { refusals: Array<{ refusal: string; advice: string }> };
		expect(refusals.map(({ refusal }) => refusal)).toEqual([expect.stringMatching(says)]);
		expect(refusals[0].advice).toMatch(/\.$/);
		expect(JSON.stringify(refusals)).not.toContain('secret');
	});

	it.each(['https://[::1]:8443', 'http://127.0.0.1:1', ' https://host/ \n'])(
		'takes %j',
		(baseUrl) => {
			expect(read({ baseUrl })).toMatchObject({ account: { baseUrl: new URL(baseUrl).origin } });
		},
	);
});
