import { createHmac } from 'node:crypto';
import fastify from 'fastify';
import { sign } from '../../sandbox/core/auth';
import { testClock } from '../../sandbox/core/clock';
import { startSandbox, type CallbackAttempt, type Settings } from '../../sandbox/server';
import { basic, connect, formType, landline, mobile, type Client } from './client';
import { run, scripts, standing } from './script';

/** Who receives the reports: what came, and the HTTP status that goes back; none = no answer. */
const receiver = fastify({ forceCloseConnections: true });
const received: Array<{ headers: Record<string, unknown>; bytes: Buffer }> = [];
let answers: Array<number | undefined> = [];
/** Connections that are open and get no answer. */
let hanging = 0;
receiver.removeAllContentTypeParsers();
receiver.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
	done(null, body);
});
receiver.post('/reports', async (request, reply) => {
	received.push({ headers: request.headers, bytes: request.body as Buffer });
	const status = answers.length > 0 ? answers.shift() : 200;
	if (status === undefined) {
		hanging += 1;
		reply.raw.on('close', () => (hanging -= 1));
		return reply.hijack();
	}
	// Only a redirect has somewhere to go.
	return await reply.code(status).header('location', '/elsewhere').send();
});
receiver.all('/elsewhere', async () => received.push({ headers: {}, bytes: Buffer.from('{}') }));

const clock = testClock();
let client: Client;
let url: string;
beforeAll(async () => {
	url = `${await receiver.listen({ host: '127.0.0.1', port: 0 })}/reports`;
	client = await connect({ clock, settings: { callbackUrl: url } });
});
afterAll(async () => {
	await client.sandbox.close();
	await receiver.close();
});
beforeEach(() => {
	client.sandbox.reset();
	received.length = 0;
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
interface Body {
	reference_id: string;
	sub_resource?: string;
	status?: { code: number };
}
const bodyOf = ({ body }: CallbackAttempt) => JSON.parse(body) as Body;
const statusesOf = (all: CallbackAttempt[]) => all.map((one) => bodyOf(one).status?.code);
const send = async (number: string) => (await client.send({ phone_number: number })).body;
/** A second opinion on the signature: over the bytes that arrived. */
const signatureOf = (bytes: Buffer, apiKey: string) =>
	createHmac('sha256', Buffer.from(apiKey, 'base64')).update(bytes).digest('base64');

describe('a report', () => {
	it('of an SMS comes for 203 and then for 200, in the documented shape', async () => {
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
		expect(JSON.parse(received[1].bytes.toString('utf8'))).toEqual({
			status: { code: 200, description: 'Delivered to handset', updated_on: at },
			submit_timestamp: sent.status.updated_on,
			errors: [],
			reference_id: sent.reference_id,
			verify: { code_state: 'VALID', code_entered: null },
			sub_resource: 'sms',
			additional_info: { message_parts_count: 1, ...network },
		});
		expect(all).toEqual(client.sandbox.callbacks());
		expect(all[1]).toMatchObject({ url, attempt: 1, status: 200 });
		expect(all[1].body).toBe(received[1].bytes.toString('utf8'));
		expect(received[1].headers).toMatchObject(all[1].headers);
		expect(received[1].headers['content-type']).toBe('application/json');
		expect(all[1].at - all[0].at).toBe(3000);
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
		set callbackUrl=null; smart 13105550100; set callbackUrl=URL; smart 13105550101; set callbackUrl=null; +60s -> call 100`),
	)('%s -> %s', async (steps, outcome) => {
		await run(client, clock, steps.replace('URL', url));
		const expected = outcome === 'none' ? [] : outcome.split(', ');
		const all = (await ended(expected.length)).map(bodyOf);
		expect(all.map((body) => `${body.sub_resource} ${body.status?.code}`)).toEqual(expected);
		expect(received).toHaveLength(expected.length);
	});

	it('comes also where the answer to the send got lost', async () => {
		await send('16465550102').catch(() => undefined);
		clock.advance(60_000);
		expect(statusesOf(await ended(2))).toEqual([203, 200]);
	});

	it('keeps the order also where everything is due at once', async () => {
		client.change({ smsGatewayMs: 0, smsFinalMs: 0 });
		const numbers = [mobile, '447700900123', mobile, mobile];
		const ids = await Promise.all(numbers.map(async (number) => (await send(number)).reference_id));
		const all = (await ended(8)).map(bodyOf);
		const codesOf = (id: unknown) =>
			all.filter((body) => body.reference_id === id).map(({ status }) => status?.code);
		expect(ids.map(codesOf)).toEqual(ids.map(() => [203, 200]));
	});

	it('comes by the real clock, too', async () => {
		const settings = { callbackUrl: url, smsGatewayMs: 0, smsFinalMs: 0 };
		const other = await connect({ settings });
		await other.send({ phone_number: mobile });
		const done = () => other.sandbox.callbacks().filter(({ status }) => status === 200).length;
		while (done() < 2) await attempts();
		expect(received).toHaveLength(2);
		await other.sandbox.close();
	});
});

describe('the signature', () => {
	// The key is the example of Telesign's page on callbacks, the values were computed apart from this.
	it.each([
		[
			'm8h1LZf89uBz8cXGiikTL4yy+sdC4ZCl5SkcdUrj6KI=',
			'{"status":{"code":200,"description":"Delivered to handset","updated_on":"2016-10-21T14:05:36.181346Z"},"submit_timestamp":"2016-01-01T01:01:01.010101Z","errors":[],"reference_id":"B56259E45884010488343BAA15FB0002","verify":{"code_state":"UNKNOWN","code_entered":null},"sub_resource":"sms"}',
		],
		[
			'ESPrmj1fngMs3P/Axv8Ih6mAbpBulKn6gMku64732HE=',
			'{"created_on":"2025-05-28T14:32:27.563000Z","inner_methods":[{"err_code":3900,"err_msg":"Verified","expires_on":"2025-05-28T14:37:28.906000Z","method":"sms","state":"VERIFIED","tried_on":"2025-05-28T14:32:28.906000Z","updated_on":"2025-05-28T14:33:01.000000Z"}],"recipient":{"phone_number":"11234567890"},"reference_id":"0123456789ABCDEF0123456789ABCDEF","state":"VERIFIED","updated_on":"2025-05-28T14:33:01.000000Z","verification_policy":[{"method":"sms","fallback_time":60}]}',
		],
	])('%s is that of the documented scheme', (signature, body) => {
		expect(sign(client.sandbox.accounts[0].alsoGood!, body)).toBe(signature);
	});

	it('is over the bytes of the body, with the key that the send used', async () => {
		const [{ customerId, apiKey, alsoGood = '' }, trial] = [
			client.sandbox.accounts[0],
			client.sandbox.accounts.find(({ name }) => name === 'trial')!,
		];
		const used = [
			[customerId, apiKey],
			[customerId, alsoGood],
			[trial.customerId, trial.apiKey],
		];
		for (const [id, key] of used) {
			const headers = { authorization: basic(id, key), 'content-type': formType };
			await client.request('POST', '/v1/verify/call', headers, `phone_number=${mobile}`);
			clock.advance(6000);
			await ended(received.length + 1);
			const { headers: got, bytes } = received.at(-1)!;
			const signature = signatureOf(bytes, key);
			expect(got.authorization).toBe(`TSA ${id}:${signature}`);
			expect(got['x-ts-authorization']).toBe(signature);
		}
	});

	it.each([
		['unsigned', [undefined, undefined]],
		['wrong signature', [expect.stringMatching(/^TSA .{36}:/), expect.any(String)]],
	] as const)('can be %s', async (callbackFault, headersOf) => {
		client.change({ callbackFault });
		await send(landline);
		clock.advance(6000);
		await ended(1);
		const [{ headers, bytes }] = received;
		expect([headers.authorization, headers['x-ts-authorization']]).toEqual(headersOf);
		const right = signatureOf(bytes, client.sandbox.account.apiKey);
		expect(JSON.stringify(headers)).not.toContain(right);
	});

	it('is the same on a report that comes twice', async () => {
		client.change({ callbackFault: 'twice' });
		await send(mobile);
		clock.advance(60_000);
		const all = await ended(4);
		expect(statusesOf(all)).toEqual([203, 203, 200, 200]);
		expect(all.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1]);
		expect([all[1].body, all[1].headers]).toEqual([all[0].body, all[0].headers]);
	});
});

it.each([
	[
		'every',
		[
			'ONGOING: whatsapp ONGOING 3000, sms CREATED',
			'ONGOING: whatsapp FAILED 3056, sms ONGOING 3901',
			'ONGOING: whatsapp FAILED 3056, sms ONGOING 3000',
			'VERIFIED: whatsapp FAILED 3056, sms VERIFIED 3900',
		],
	],
	['final', ['VERIFIED: whatsapp FAILED 3056, sms VERIFIED 3900']],
] as const)(
	'a verification reports %s change in its own shape, signed',
	async (which, expected) => {
		client.change({ callbackUrl: null, callbackStatuses: which });
		const sent = await client.verify({
			recipient: { phone_number: mobile },
			verification_policy: [{ method: 'whatsapp', fallback_time: 30 }, { method: 'sms' }],
			callback_url: url,
		});
		for (const ms of [4000, 26_000, 4000]) {
			clock.advance(ms);
			await attempts();
		}
		const id = sent.body.reference_id;
		await client.finalize(id, client.sandbox.messages()[0].code);
		const all = await ended(expected.length);
		expect(all.map((one) => standing({ ...sent, body: bodyOf(one) as typeof sent.body }))).toEqual(
			expected,
		);
		expect(bodyOf(all.at(-1)!)).toEqual((await client.verification(id)).body);
		const { headers, bytes } = received.at(-1)!;
		expect(headers['x-ts-authorization']).toBe(signatureOf(bytes, client.sandbox.account.apiKey));
	},
);

describe('another attempt', () => {
	/** The fourth attempt is the last: each one comes `waits` milliseconds after the one before. */
	async function attemptsAfter(waits: number[]) {
		for (const [before, wait] of waits.entries()) {
			await ended(before + 1);
			clock.advance(wait - 1);
			expect(await attempts()).toHaveLength(before + 1);
			clock.advance(1);
			await attempts();
		}
		const all = await ended(waits.length + 1);
		clock.advance(3_600_000);
		expect(await attempts()).toHaveLength(waits.length + 1);
		return all;
	}
	const outcomes = (all: CallbackAttempt[]) => all.map(({ attempt, status }) => [attempt, status]);

	it.each([500, 204, 302])('follows HTTP %i after 5, 10 and 15 s', async (status) => {
		answers = Array<number>(4).fill(status);
		await send(landline);
		clock.advance(6000);
		const all = await attemptsAfter([5000, 10_000, 15_000]);
		expect(outcomes(all)).toEqual([1, 2, 3, 4].map((attempt) => [attempt, status]));
		expect(new Set(all.map(({ body, headers }) => body + JSON.stringify(headers))).size).toBe(1);
		expect(received.map(({ bytes }) => bytes.toString())).toEqual(all.map(({ body }) => body));
	});

	it('does not follow 200, also of a verification', async () => {
		answers = [503, 200];
		await client.verify({ recipient: { phone_number: mobile } });
		clock.advance(4000);
		await ended(1);
		clock.advance(5000);
		await attempts();
		expect(outcomes(await ended(2))).toEqual([
			[1, 503],
			[2, 200],
		]);
	});

	it('follows 5 s without an answer', async () => {
		answers = [undefined, 200];
		await send(landline);
		clock.advance(6000);
		// The request has to be there before time goes on, or it would never be.
		while (received.length === 0) await attempts();
		clock.advance(4999);
		expect(await attempts()).toMatchObject([{ status: 'pending' }]);
		clock.advance(1);
		expect(await ended(1)).toMatchObject([{ status: 'no answer' }]);
		expect((await attemptsAfter([5000])).map(({ status }) => status)).toEqual(['no answer', 200]);
	});

	it('follows a refused connection, which the log explains', async () => {
		const gone = fastify();
		const callbackUrl = await gone.listen({ host: '127.0.0.1', port: 0 });
		await gone.close();
		client.change({ callbackUrl, callbackRetryMs: 100 });
		await send(landline);
		clock.advance(6000);
		const all = await attemptsAfter([100, 200, 300]);
		const failed = { status: 'failed', error: expect.stringContaining('ECONNREFUSED') };
		expect(all).toMatchObject(Array(4).fill(failed));
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
		answers = [undefined, 500];
		await other.send({ phone_number: '13105550113' });
		clock.advance(1000);
		while (received.length < 1) await attempts();
		await other.send({ phone_number: mobile });
		await other.verify({ recipient: { phone_number: mobile } });
		clock.advance(1000);
		while (other.sandbox.callbacks()[1]?.status !== 500) await attempts();

		await end(other);
		while (hanging > 0) await attempts();
		const before = other.sandbox.callbacks().length;
		for (let i = 0; i < 10; i += 1) {
			clock.advance(10_000);
			await attempts();
		}
		expect(other.sandbox.callbacks()).toHaveLength(before);
		expect(received).toHaveLength(2);
		await other.sandbox.close();
	});
});

describe('the settings', () => {
	it.each([
		{ callbackUrl: 'reports.example' },
		{ callbackUrl: 'ftp://reports.example/' },
		{ callbackUrl: 'https://name:secret@reports.example/' },
		{ callbackUrl: '' },
		{ callbackFault: 'late' },
		{ callbackRetryMs: '5000' },
		{ callbackRetryMs: -1 },
		{ callbackRetryMs: 2 ** 31 },
	])('refuse %j', async (change) => {
		const [[name, value]] = Object.entries(change);
		const error = `The setting '${name}' cannot be ${JSON.stringify(value)}.`;
		const reply = await client.patch(JSON.stringify(change));
		expect([reply.status, await reply.json()]).toEqual([400, { error }]);
		expect(client.sandbox.settings).toMatchObject({ callbackUrl: url, callbackFault: null });
		await expect(startSandbox({ settings: change as Partial<Settings> })).rejects.toThrow(name);
	});
});
