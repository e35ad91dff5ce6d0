import { createHmac } from 'node:crypto';
import fastify from 'fastify';
import { sign } from '../../sandbox/core/auth';
import { testClock } from '../../sandbox/core/clock';
import { startSandbox, type CallbackAttempt, type Settings } from '../../sandbox/server';
import { basic, connect, landline, mobile, type Client } from './client';

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
receiver.all('/elsewhere', async () => {
	received.push({ headers: {}, bytes: Buffer.from('elsewhere') });
	return {};
});

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

const change = (settings: Partial<Settings>) => client.change(settings);
/** Every attempt so far, by way of HTTP, so that the sandbox gets to do what is due. */
const attempts = async () =>
	(await (await fetch(`${client.sandbox.url}/sandbox/callbacks`)).json()) as CallbackAttempt[];
/** Waits until `count` attempts have ended. */
async function ended(count: number): Promise<CallbackAttempt[]> {
	for (;;) {
		const all = await attempts();
		const isOver = all.length >= count && all.every(({ status }) => status !== 'pending');
		if (isOver) return all;
	}
}
const statusesOf = (all: CallbackAttempt[]) =>
	all.map(({ body }) => (JSON.parse(body) as { status: { code: number } }).status.code);
const send = async (number: string, more?: Record<string, string>) =>
	(await client.send({ phone_number: number, ...more })).body;
/** Sends, and lets time go by until all statuses have come. */
async function reportsOf(number: string, count: number, more?: Record<string, string>) {
	await send(number, more);
	clock.advance(60_000);
	return await ended(count);
}
/** A second opinion on the signature: over the bytes that arrived. */
const signatureOf = (bytes: Buffer, apiKey: string) =>
	createHmac('sha256', Buffer.from(apiKey, 'base64')).update(bytes).digest('base64');

describe('a report', () => {
	it('of an SMS comes for 203 and then for 200, in the documented shape', async () => {
		const sent = await send(mobile);
		expect(await attempts()).toEqual([]);
		clock.advance(999);
		expect(await attempts()).toEqual([]);
		clock.advance(1);
		expect(statusesOf(await ended(1))).toEqual([203]);
		clock.advance(2999);
		expect(await attempts()).toHaveLength(1);
		clock.advance(1);
		const all = await ended(2);

		const body = (code: number, description: string, ms: number) => ({
			status: {
				code,
				description,
				updated_on: new Date(Date.parse(sent.status.updated_on) + ms)
					.toISOString()
					.replace('Z', '000Z'),
			},
			submit_timestamp: sent.status.updated_on,
			errors: [],
			reference_id: sent.reference_id,
			verify: { code_state: 'UNKNOWN', code_entered: null },
			sub_resource: 'sms',
			additional_info: {
				message_parts_count: 1,
				price: '0.0100',
				mnc: '01',
				mcc: '001',
				currency: 'USD',
			},
		});
		expect(received.map(({ bytes }) => JSON.parse(bytes.toString('utf8')))).toEqual([
			body(203, 'Delivered to gateway', 1000),
			body(200, 'Delivered to handset', 4000),
		]);
		expect(received.map(({ headers }) => headers)).toEqual(
			all.map(({ headers }) => expect.objectContaining(headers)),
		);
		expect(received[0].headers['content-type']).toBe('application/json');
		expect(all).toEqual(client.sandbox.callbacks());
		expect(all).toMatchObject([
			{ url, attempt: 1, status: 200, body: received[0].bytes.toString('utf8') },
			{ url, attempt: 1, status: 200, body: received[1].bytes.toString('utf8') },
		]);
		expect(all[1].at - all[0].at).toBe(3000);
	});

	it.each<[string, string, Partial<Settings>, number[]]>([
		['an answered call', landline, {}, [100]],
		['a busy line', '13105550103', {}, [107]],
		['an SMS that fails', '13105550108', {}, [203, 210]],
		['an SMS that stays at the gateway', '13105550113', {}, [203]],
		['a later block', '13105550118', { blocks: 'later' }, [230]],
		['a later block of a call', '13105550117', { blocks: 'later' }, [2028]],
		['a block that the answer named', '13105550118', {}, []],
		['a refused number', '14155550100', {}, []],
		['a send whose answer got lost', '16465550102', {}, [203, 200]],
		['an SMS, the final status only', mobile, { callbackStatuses: 'final' }, [200]],
		['an SMS without a final status', '13105550113', { callbackStatuses: 'final' }, []],
	])('of %s', async (_name, number, settings, statuses) => {
		change(settings);
		// An answer may get lost here, which is not the point.
		await send(number).catch(() => undefined);
		clock.advance(60_000);
		expect(statusesOf(await ended(statuses.length))).toEqual(statuses);
		expect(received).toHaveLength(statuses.length);
	});

	it('of a call has no parts', async () => {
		const [{ body }] = await reportsOf(landline, 1);
		expect(JSON.parse(body)).toMatchObject({ sub_resource: 'call', status: { code: 100 } });
		expect(JSON.parse(body).additional_info).toEqual({
			price: '0.0100',
			mnc: '01',
			mcc: '001',
			currency: 'USD',
		});
	});

	it('has no additional_info unless the account has it, and tells the state of the code', async () => {
		change({ accountFeatures: [] });
		const { reference_id: id } = await send(mobile);
		await client.status(id, client.sandbox.messages()[0].code);
		clock.advance(1000);
		const [{ body }] = await ended(1);
		expect(JSON.parse(body)).toMatchObject({ verify: { code_state: 'VALID', code_entered: null } });
		expect(JSON.parse(body)).not.toHaveProperty('additional_info');
	});

	it('of SMS Verify and Voice Verify goes to the URL of the send; Smart Verify has none', async () => {
		change({ callbackUrl: null });
		const fields = { phone_number: mobile, callback_url: url };
		await client.send(fields);
		await client.send(fields, 'sms');
		await client.send(fields, 'call');
		clock.advance(60_000);
		const got = (await ended(3)).map(({ body }) => JSON.parse(body) as { sub_resource: string });
		expect(got.map(({ sub_resource: sub }) => sub).sort()).toEqual(['call', 'sms', 'sms']);
	});

	it('of a block by SMS Verify is the first that says so', async () => {
		await client.send({ phone_number: '13105550116' }, 'sms');
		clock.advance(60_000);
		expect(statusesOf(await ended(1))).toEqual([233]);
	});

	it('keeps the order also where everything is due at once', async () => {
		change({ smsGatewayMs: 0, smsFinalMs: 0 });
		const numbers = [mobile, '447700900123', mobile, mobile];
		const ids = await Promise.all(numbers.map(async (number) => (await send(number)).reference_id));
		await ended(8);
		const got = received.map(
			({ bytes }) =>
				JSON.parse(bytes.toString('utf8')) as { reference_id: string; status: { code: number } },
		);
		const codesOf = (id: unknown) =>
			got.filter(({ reference_id }) => reference_id === id).map(({ status }) => status.code);
		expect(ids.map(codesOf)).toEqual(ids.map(() => [203, 200]));
	});

	it('comes by the real clock, too', async () => {
		const settings = { callbackUrl: url, smsGatewayMs: 0, smsFinalMs: 0 };
		const other = await connect({ settings });
		await other.send({ phone_number: mobile });
		for (let done = false; !done; ) {
			await other.status('0'.repeat(32));
			done = other.sandbox.callbacks().filter(({ status }) => status === 200).length === 2;
		}
		expect(received).toHaveLength(2);
		await other.sandbox.close();
	});
});

describe('the signature', () => {
	it('is that of the documented scheme', () => {
		// The key is the example of Telesign's page on callbacks, the value was computed apart from this.
		const exampleOfDocs =
			'ABC12345yusumoN6BYsBVkh+yRJ5czgsnCehZaOYldPJdmFh6NeX8kunZ2zU1YWaUw/0wV6xfw==';
		const body =
			'{"status":{"code":200,"description":"Delivered to handset","updated_on":"2016-10-21T14:05:36.181346Z"},"submit_timestamp":"2016-01-01T01:01:01.010101Z","errors":[],"reference_id":"B56259E45884010488343BAA15FB0002","verify":{"code_state":"UNKNOWN","code_entered":null},"sub_resource":"sms"}';
		expect(sign(exampleOfDocs, body)).toBe('m8h1LZf89uBz8cXGiikTL4yy+sdC4ZCl5SkcdUrj6KI=');
	});

	it('is over the bytes of the body, with the key of the account whose transaction it is', async () => {
		const trial = client.sandbox.accounts.find(({ name }) => name === 'trial')!;
		await send(mobile);
		await client.request(
			'POST',
			'/v1/verify/smart',
			{
				authorization: basic(trial.customerId, trial.apiKey),
				'content-type': 'application/x-www-form-urlencoded',
			},
			`phone_number=${mobile}`,
		);
		clock.advance(1000);
		await ended(2);
		const keys = [client.sandbox.account, trial];
		const expected = (bytes: Buffer) =>
			keys.map(({ customerId, apiKey }) => {
				const signature = signatureOf(bytes, apiKey);
				return [`TSA ${customerId}:${signature}`, signature];
			});
		const owners = received.map(({ headers, bytes }) =>
			expected(bytes).findIndex(
				([authorization, bare]) =>
					headers.authorization === authorization && headers['x-ts-authorization'] === bare,
			),
		);
		expect(owners.sort()).toEqual([0, 1]);
	});

	it('is made with the key that the send used', async () => {
		const { customerId, alsoGood = '' } = client.sandbox.accounts[0];
		const headers = {
			authorization: basic(customerId, alsoGood),
			'content-type': 'application/x-www-form-urlencoded',
		};
		await client.request('POST', '/v1/verify/smart', headers, `phone_number=${landline}`);
		clock.advance(6000);
		await ended(1);
		const [{ headers: got, bytes }] = received;
		expect(got['x-ts-authorization']).toBe(signatureOf(bytes, alsoGood));
	});

	it.each([
		['unsigned', [undefined, undefined]],
		['wrong signature', [expect.stringMatching(/^TSA .{36}:/), expect.any(String)]],
	] as const)('can be %s', async (fault, headersOf) => {
		change({ callbackFault: fault });
		await reportsOf(landline, 1);
		const [{ headers, bytes }] = received;
		expect([headers.authorization, headers['x-ts-authorization']]).toEqual(headersOf);
		const right = signatureOf(bytes, client.sandbox.account.apiKey);
		expect(JSON.stringify(headers)).not.toContain(right);
	});

	it('is the same on a report that comes twice', async () => {
		change({ callbackFault: 'twice' });
		const all = await reportsOf(mobile, 4);
		expect(statusesOf(all)).toEqual([203, 203, 200, 200]);
		expect(all.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1]);
		expect(received.map(({ bytes }) => bytes.toString())).toEqual(all.map(({ body }) => body));
		expect([all[1].body, all[1].headers]).toEqual([all[0].body, all[0].headers]);
	});
});

describe('of a verification', () => {
	const recipient = { phone_number: mobile };
	const verification_policy = [{ method: 'whatsapp', fallback_time: 30 }, { method: 'sms' }];
	const standings = (all: CallbackAttempt[]) =>
		all.map(({ body }) => {
			const { state, inner_methods: methods } = JSON.parse(body) as {
				state: string;
				inner_methods: Array<{ state: string; err_code?: number }>;
			};
			const parts = methods.map((method) => [method.state, method.err_code].join(' ').trim());
			return [state, ...parts].join(', ');
		});

	it.each([
		[
			'every',
			[
				'ONGOING, ONGOING 3000, CREATED',
				'ONGOING, FAILED 3056, ONGOING 3901',
				'ONGOING, FAILED 3056, ONGOING 3000',
				'VERIFIED, FAILED 3056, VERIFIED 3900',
			],
		],
		['final', ['VERIFIED, FAILED 3056, VERIFIED 3900']],
	] as const)('%s change is reported, in its own shape and signed', async (which, expected) => {
		change({ callbackUrl: null, callbackStatuses: which });
		const sent = await client.verify({ recipient, verification_policy, callback_url: url });
		for (const ms of [4000, 26_000, 4000]) {
			clock.advance(ms);
			await attempts();
		}
		const [{ code }] = client.sandbox.messages();
		await client.finalize(sent.body.reference_id, code);
		const all = await ended(expected.length);
		expect(standings(all)).toEqual(expected);
		const last = JSON.parse(all.at(-1)!.body) as Record<string, unknown>;
		const { body: read } = await client.verification(sent.body.reference_id);
		expect(last).toEqual(read);
		expect(last).not.toHaveProperty('status');
		const { headers, bytes } = received.at(-1)!;
		expect(headers['x-ts-authorization']).toBe(signatureOf(bytes, client.sandbox.account.apiKey));
	});

	it('goes to the URL of the settings, and comes again like any other', async () => {
		answers = [500, 200];
		await client.verify({ recipient });
		clock.advance(4000);
		await ended(1);
		clock.advance(5000);
		await attempts();
		expect((await ended(2)).map(({ attempt, status }) => [attempt, status])).toEqual([
			[1, 500],
			[2, 200],
		]);
	});
});

describe('another attempt', () => {
	/** The fourth attempt is the last: when each one came, in milliseconds after the first. */
	async function attemptsAfter(waits: number[]) {
		let count = 1;
		for (const wait of waits) {
			await ended(count);
			clock.advance(wait - 1);
			expect(await attempts()).toHaveLength(count);
			clock.advance(1);
			count += 1;
			await attempts();
		}
		const all = await ended(count);
		clock.advance(3_600_000);
		expect(await attempts()).toHaveLength(count);
		return all;
	}

	it.each([500, 404, 204, 302])('follows HTTP %i after 5, 10 and 15 s', async (status) => {
		answers = [status, status, status, status];
		await send(landline);
		clock.advance(6000);
		const all = await attemptsAfter([5000, 10_000, 15_000]);
		expect(all.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
		expect(all.map((entry) => entry.status)).toEqual([status, status, status, status]);
		expect(new Set(all.map(({ body, headers }) => body + JSON.stringify(headers))).size).toBe(1);
		expect(received.map(({ bytes }) => bytes.toString())).toEqual(all.map(({ body }) => body));
	});

	it('does not follow 200', async () => {
		answers = [503, 200];
		await send(landline);
		clock.advance(6000);
		const all = await attemptsAfter([5000]);
		expect(all.map(({ status }) => status)).toEqual([503, 200]);
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
		change({ callbackUrl, callbackRetryMs: 100 });
		await send(landline);
		clock.advance(6000);
		const all = await attemptsAfter([100, 200, 300]);
		expect(all).toEqual(
			[1, 2, 3, 4].map((attempt) =>
				expect.objectContaining({
					attempt,
					status: 'failed',
					error: expect.stringContaining('ECONNREFUSED'),
				}),
			),
		);
	});

	it('holds no other report back', async () => {
		answers = [500, 200, 200];
		await send(mobile);
		clock.advance(1000);
		await ended(1);
		clock.advance(3000);
		await ended(2);
		clock.advance(2000);
		const all = await ended(3);
		expect(statusesOf(all)).toEqual([203, 200, 203]);
		expect(all.map(({ attempt, status }) => [attempt, status])).toEqual([
			[1, 500],
			[1, 200],
			[2, 200],
		]);
	});
});

describe('nothing is reported', () => {
	it('without a URL, and the URL of the moment of sending counts', async () => {
		change({ callbackUrl: null });
		await send(mobile);
		change({ callbackUrl: url });
		await send(landline);
		change({ callbackUrl: null });
		clock.advance(60_000);
		expect(statusesOf(await ended(1))).toEqual([100]);
	});

	it.each<[string, (client: Client) => unknown]>([
		['a reset', ({ sandbox }) => sandbox.reset()],
		['the end', async ({ sandbox }) => await sandbox.close()],
	])('after %s', async (_name, end) => {
		const other = await connect({ clock, settings: { callbackUrl: url } });
		// One that hangs, one to be sent again, and then all that is still to come.
		answers = [undefined, 500];
		await other.send({ phone_number: '13105550113' });
		clock.advance(1000);
		while (received.length < 1) await other.status('0'.repeat(32));
		await other.send({ phone_number: mobile });
		clock.advance(1000);
		while (other.sandbox.callbacks()[1]?.status !== 500) await other.status('0'.repeat(32));

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
	const patch = async (body: object) => await client.patch(JSON.stringify(body));

	it.each([
		{ callbackUrl: 'reports.example' },
		{ callbackUrl: '/reports' },
		{ callbackUrl: 'ftp://reports.example/' },
		{ callbackUrl: 'https://name:secret@reports.example/' },
		{ callbackUrl: '' },
		{ callbackUrl: 5 },
		{ callbackFault: 'late' },
		{ callbackTimeoutMs: '5000' },
		{ callbackRetryMs: -1 },
		{ callbackRetryMs: 2 ** 31 },
		{ callbackStatuses: 'none' },
	])('refuse %j', async (change) => {
		const [[name, value]] = Object.entries(change);
		const reply = await patch(change);
		expect([reply.status, await reply.json()]).toEqual([
			400,
			{ error: `The setting '${name}' cannot be ${JSON.stringify(value)}.` },
		]);
		expect(client.sandbox.settings).toMatchObject({ callbackUrl: url, callbackFault: null });
		await expect(startSandbox({ settings: change as Partial<Settings> })).rejects.toThrow(name);
	});

	it.each([null, 'http://127.0.0.1:1/x?y=z', 'https://reports.example/telesign'])(
		'take the URL %s, and a reset the first one again',
		async (callbackUrl) => {
			expect(await (await patch({ callbackUrl })).json()).toMatchObject({ callbackUrl });
			client.sandbox.reset();
			expect(client.sandbox.settings.callbackUrl).toBe(url);
		},
	);
});
