/** Delivery reports: which ones come, when, how they are signed, and that they come again. */
import { createHmac } from 'node:crypto';
import { testClock } from '../../sandbox/core/clock';
import type { CallbackAttempt } from '../../sandbox/server';
import { answering, type HostileServer } from '../helpers/hostileServer';
import { basic, connect, formType, landline, mobile, type Client, type Reply } from './client';
import { run, scripts, standing } from './script';

/** Who receives the reports, and what goes back; 0 = no answer. */
let receiver: HostileServer;
let answers: number[] = [];
/** Connections that are open and get no answer. */
let hanging = 0;
const clock = testClock();
let client: Client;
let url: string;
beforeAll(async () => {
	receiver = await answering(() => {
		const status = answers.shift() ?? 200;
		if (status !== 0) return { status, headers: { location: '/elsewhere' } };
		hanging += 1;
		return { raw: (response) => response.on('close', () => (hanging -= 1)) };
	});
	url = `${receiver.url}/reports`;
	client = await connect({ clock, settings: { callbackUrl: url } });
});
afterAll(async () => {
	await client.sandbox.close();
	await receiver.close();
});
beforeEach(() => {
	client.sandbox.reset();
	receiver.requests.length = 0;
	answers = [];
});

/** Every attempt so far, by way of HTTP, so that the sandbox gets to do what is due. */
const attempts = async () => (await client.control('/sandbox/callbacks')) as CallbackAttempt[];
/** Waits until `count` attempts have ended. */
async function ended(count: number): Promise<CallbackAttempt[]> {
	for (;;) {
		const all = await attempts();
		if (all.length >= count && all.every(({ status }) => status !== 'pending')) return all;
	}
}
const bodyOf = ({ body }: { body: string }) => JSON.parse(body) as Reply['body'];
const statusesOf = (all: CallbackAttempt[]) => all.map((one) => bodyOf(one).status?.code);
const outcomes = (all: CallbackAttempt[]) =>
	all.map(({ attempt, status }) => `${attempt}: ${status}`).join(', ');
const send = async (number: string) => (await client.send({ phone_number: number })).body;
/** A second opinion on the signature: over what arrived. The node's test has vectors. */
const signatureOf = (body: string, apiKey: string) =>
	createHmac('sha256', Buffer.from(apiKey, 'base64')).update(body).digest('base64');

it('an SMS is reported on for 203 and then for 200, in the documented shape', async () => {
	const sent = await send(mobile);
	clock.advance(999);
	expect(await attempts()).toEqual([]);
	clock.advance(1);
	expect(statusesOf(await ended(1))).toEqual([203]);
	await client.status(sent.reference_id, client.sandbox.messages()[0].code);
	clock.advance(3000);
	const all = await ended(2);
	const at = new Date(clock.now()).toISOString().replace('Z', '000Z');
	const network = { price: '0.0100', mnc: '01', mcc: '001', currency: 'USD' };
	expect(bodyOf(receiver.requests[1])).toEqual({
		status: { code: 200, description: 'Delivered to handset', updated_on: at },
		submit_timestamp: sent.status.updated_on,
		errors: [],
		reference_id: sent.reference_id,
		verify: { code_state: 'VALID', code_entered: null },
		sub_resource: 'sms',
		additional_info: { message_parts_count: 1, ...network },
	});
	expect(all).toEqual(client.sandbox.callbacks());
	const { body, headers } = receiver.requests[1];
	expect(all[1]).toMatchObject({ url, attempt: 1, status: 200, body, at: clock.now() });
	expect(headers).toMatchObject({ ...all[1].headers, 'content-type': 'application/json' });
});

it.each(
	scripts(`
	smart 13105550101; +60s                        -> call 100
	smart 13105550103; +60s                        -> call 107
	smart 13105550108; +60s                        -> sms 203, sms 210
	smart 13105550113; +60s                        -> sms 203
	set blocks=later; smart 13105550118; +60s      -> sms 230
	sms 13105550116; +60s                          -> sms 233
	smart 13105550118; +60s                        -> none
	smart 14155550100; +60s                        -> none
	set callbackStatuses=final; sms 13105550100; +60s   -> sms 200
	set callbackStatuses=final; smart 13105550113; +60s -> none
	set callbackUrl=null; smart 13105550100 callback_url=URL; +60s -> none
	set callbackUrl=null; sms 13105550100 callback_url=URL; +60s   -> sms 203, sms 200
	set callbackUrl=null; call 13105550100 callback_url=URL; +60s  -> call 100
	set callbackFault=twice; sms 13105550100; +60s -> sms 203, sms 203, sms 200, sms 200`),
)('%s: reports %s', async (steps, outcome) => {
	await run(client, clock, steps.replace('URL', url));
	const expected = outcome === 'none' ? [] : outcome.split(', ');
	const all = await ended(expected.length);
	const bodies = all.map(bodyOf);
	expect(bodies.map((body) => `${body.sub_resource} ${body.status.code}`)).toEqual(expected);
	expect(receiver.requests).toHaveLength(expected.length);
	expect(all.every(({ attempt }) => attempt === 1)).toBe(true);
});

it.each(
	scripts(`
	every -> ONGOING: whatsapp ONGOING 3000, sms CREATED; ONGOING: whatsapp FAILED 3056, sms ONGOING 3901; ONGOING: whatsapp FAILED 3056, sms ONGOING 3000; VERIFIED: whatsapp FAILED 3056, sms VERIFIED 3900
	final -> VERIFIED: whatsapp FAILED 3056, sms VERIFIED 3900`),
)('a verification reports %s change in its own shape, signed: %s', async (which, outcome) => {
	client.change({ callbackUrl: null, callbackStatuses: which as 'every' });
	const policy = [{ method: 'whatsapp', fallback_time: 30 }, { method: 'sms' }];
	const recipient = { phone_number: mobile };
	const more = { external_id: 'x', callback_url: url };
	const sent = await client.verify({ recipient, verification_policy: policy, ...more });
	for (const ms of [4000, 26_000, 4000]) {
		clock.advance(ms);
		await attempts();
	}
	const id = sent.body.reference_id;
	await client.finalize(id, client.sandbox.messages()[0].code);
	const expected = outcome.split('; ');
	const all = (await ended(expected.length)).map(bodyOf);
	expect(all.map((body) => standing({ ...sent, body }))).toEqual(expected);
	const read = (await client.verification(id)).body;
	expect({ ...all.at(-1), external_id: 'x' }).toEqual(read);
	const { headers, body } = receiver.requests.at(-1)!;
	const signature = signatureOf(body, client.sandbox.account.apiKey);
	expect(headers['x-ts-authorization']).toBe(signature);
});

it('keeps the order of a transaction also where everything is due at once', async () => {
	client.change({ smsGatewayMs: 0, smsFinalMs: 0 });
	const numbers = [mobile, '447700900123', mobile, mobile];
	const ids = await Promise.all(numbers.map(async (number) => (await send(number)).reference_id));
	const all = (await ended(8)).map(bodyOf);
	const codesOf = (id: unknown) =>
		all.filter((body) => body.reference_id === id).map(({ status }) => status.code);
	expect(ids.map(codesOf)).toEqual(ids.map(() => [203, 200]));
});

it('comes also where the answer to the send got lost', async () => {
	await send('16465550102').catch(() => undefined);
	clock.advance(60_000);
	expect(statusesOf(await ended(2))).toEqual([203, 200]);
});

it('comes by the real clock, too', async () => {
	const settings = { callbackUrl: url, smsGatewayMs: 0, smsFinalMs: 0 };
	const other = await connect({ settings });
	await other.send({ phone_number: mobile });
	while (other.sandbox.callbacks().filter(({ status }) => status === 200).length < 2)
		await attempts();
	await other.sandbox.close();
});

describe('the signature', () => {
	it('is over the body, with the key that the send used', async () => {
		const { accounts } = client.sandbox;
		const { customerId, alsoGood = '' } = accounts[0];
		const keys = accounts.filter(({ name }) => ['active', 'trial'].includes(name));
		for (const [id, key] of [
			...keys.map((account) => [account.customerId, account.apiKey]),
			[customerId, alsoGood],
		]) {
			const headers = { authorization: basic(id, key), 'content-type': formType };
			await client.request('POST', '/v1/verify/call', headers, `phone_number=${mobile}`);
			clock.advance(6000);
			await ended(receiver.requests.length + 1);
			const { headers: got, body } = receiver.requests.at(-1)!;
			const signature = signatureOf(body, key);
			expect(got.authorization).toBe(`TSA ${id}:${signature}`);
			expect(got['x-ts-authorization']).toBe(signature);
		}
	});

	it.each([
		['unsigned', undefined],
		['wrong signature', expect.stringMatching(/^TSA .{36}:/)],
	] as const)('can be %s', async (callbackFault, authorization) => {
		client.change({ callbackFault });
		await send(landline);
		clock.advance(6000);
		await ended(1);
		const [{ headers, body }] = receiver.requests;
		expect(headers.authorization).toEqual(authorization);
		expect(JSON.stringify(headers)).not.toContain(signatureOf(body, client.sandbox.account.apiKey));
	});
});

describe('another attempt', () => {
	/** The next one comes after each of `waits`, in milliseconds, and none after the last. */
	async function attemptsAfter(waits: number[]): Promise<string> {
		const before = (await ended(1)).length;
		for (const [index, wait] of waits.entries()) {
			clock.advance(wait - 1);
			expect(await attempts()).toHaveLength(before + index);
			clock.advance(1);
			await ended(before + index + 1);
		}
		clock.advance(3_600_000);
		expect(await attempts()).toHaveLength(before + waits.length);
		const all = await attempts();
		expect(new Set(all.map(({ body, headers }) => body + JSON.stringify(headers))).size).toBe(1);
		return outcomes(all);
	}
	const call = async () => {
		await send(landline);
		clock.advance(6000);
	};

	it.each([500, 204, 302])('follows HTTP %i after 5, 10 and 15 s, four in all', async (status) => {
		answers = Array<number>(4).fill(status);
		await call();
		const all = [1, 2, 3, 4].map((attempt) => `${attempt}: ${status}`).join(', ');
		expect(await attemptsAfter([5000, 10_000, 15_000])).toBe(all);
		expect(receiver.requests.map((request) => request.url)).toEqual(Array(4).fill('/reports'));
	});

	it('does not follow 200, also of a verification', async () => {
		answers = [503, 200];
		await client.verify({ recipient: { phone_number: mobile } });
		clock.advance(4000);
		await ended(1);
		clock.advance(5000);
		expect(outcomes(await ended(2))).toBe('1: 503, 2: 200');
	});

	it('follows 5 s without an answer', async () => {
		answers = [0, 200];
		await call();
		// The request has to be there before time goes on, or it would never be.
		while (receiver.requests.length === 0) await attempts();
		clock.advance(4999);
		expect(outcomes(await attempts())).toBe('1: pending');
		clock.advance(1);
		expect(await attemptsAfter([5000])).toBe('1: no answer, 2: 200');
	});

	it('follows a refused connection, which the log explains', async () => {
		const gone = await answering(() => ({}));
		await gone.close();
		client.change({ callbackUrl: gone.url, callbackRetryMs: 100 });
		await call();
		await attemptsAfter([100, 200, 300]);
		const failed = { status: 'failed', error: expect.stringContaining('ECONNREFUSED') };
		expect(await attempts()).toMatchObject(Array(4).fill(failed));
	});

	it('holds no other report back', async () => {
		answers = [500, 200, 200];
		await send(mobile);
		for (const [count, ms] of [1000, 3000, 2000].entries()) {
			clock.advance(ms);
			await ended(count + 1);
		}
		expect(statusesOf(await attempts())).toEqual([203, 200, 203]);
	});

	it.each<[string, (client: Client) => unknown]>([
		['a reset', ({ sandbox }) => sandbox.reset()],
		['the end', async ({ sandbox }) => await sandbox.close()],
	])('does not come after %s, nor anything else', async (_name, end) => {
		const other = await connect({ clock, settings: { callbackUrl: url } });
		// One that hangs, one to be sent again, and then all that is still to come.
		answers = [0, 500];
		await other.send({ phone_number: '13105550113' });
		clock.advance(1000);
		while (receiver.requests.length < 1) await attempts();
		await other.send({ phone_number: mobile });
		await other.verify({ recipient: { phone_number: mobile } });
		clock.advance(1000);
		while (other.sandbox.callbacks()[1]?.status !== 500) await attempts();

		await end(other);
		while (hanging > 0) await attempts();
		for (let i = 0; i < 10; i += 1) {
			clock.advance(10_000);
			await attempts();
		}
		expect(receiver.requests).toHaveLength(2);
		await other.sandbox.close();
	});
});
