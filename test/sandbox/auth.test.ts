import { randomUUID } from 'node:crypto';
import { sign, stringToSign, type ApiRequest } from '../../sandbox/auth';
import { accounts } from '../../sandbox/accounts';
import { testClock } from '../../sandbox/clock';
import { basic, connect, formType, type Client } from './client';

type Callback = (error: unknown, body: Record<string, unknown>) => void;

interface SdkRequest {
	method: string;
	url: string;
	headers: Record<string, string>;
	body?: string;
}

/** The part of Telesign's SDK, which has no types, that signs and sends. */
const RestClient = jest.requireActual<
	new (
		wrapper: { request(options: SdkRequest, callback: unknown): void },
		customerId: string,
		apiKey: string,
		url: string,
	) => { execute(callback: Callback, ...rest: unknown[]): void }
>('telesignsdk/src/RestClient.js');

/** The SDK's own one keeps a timer running. */
const wrapper = {
	request({ url, ...options }: SdkRequest, callback: (...answer: unknown[]) => void) {
		fetch(url, options)
			.then(async (response) => callback(null, response, await response.text()))
			.catch((error) => callback(error));
	},
};

const clock = testClock(Date.parse('Wed, 14 Dec 2016 18:20:12 GMT'));
let client: Client;
beforeAll(async () => {
	client = await connect({ clock });
});
afterAll(async () => await client.sandbox.close());
beforeEach(() => client.sandbox.reset());

const body = 'phone_number=13105550100';
const codesOf = (reply: { http: number; body: { errors: Array<{ code: number }> } }) => [
	reply.http,
	reply.body.errors[0]?.code,
];

describe('the string to sign', () => {
	// From the tests of github.com/TeleSign/node_telesign.
	const headers = {
		date: 'Wed, 14 Dec 2016 18:20:12 GMT',
		'content-type': formType,
		'x-ts-nonce': 'A1592C6F-E384-4CDB-BC42-C3AB970369E9',
		'x-ts-auth-method': 'HMAC-SHA256',
	};
	const key = Buffer.from('Test Key').toString('base64');
	it.each([
		['POST', 'test=param', 'vXw/XzywdhgfEG2/zWLaFp7oXmjLB8iJDMndvDbZMjk='],
		['POST', 'test=%CF%BF', 'lPpGXw4jTRdaEp2obzYAD5rR+2aWDInJ8ThLbq0nTGU='],
		['GET', '', 'wscyrZZtA7kdXu0i4D5KXyDmBcwH52JF1feiEKp+ir0='],
	])('%s %s is signed as the SDK signs it', (method, text, signature) => {
		const request: ApiRequest = {
			method,
			path: '/v1/resource',
			query: 'left=out',
			headers,
			body: Buffer.from(text),
		};
		expect(sign(key, stringToSign(request))).toBe(signature);
	});
});

describe('Basic', () => {
	const { customerId, apiKey } = accounts[0];
	it.each<[string, Record<string, string>, number, number | undefined]>([
		['right', {}, 200, undefined],
		[
			'in lower case',
			{ authorization: basic(customerId, apiKey).replace('B', 'b') },
			200,
			undefined,
		],
		['unknown customer', { authorization: basic('nobody', apiKey) }, 401, -30000],
		['wrong key', { authorization: basic(customerId, 'bm8=') }, 401, -30015],
		['without a colon', { authorization: 'Basic bm8=' }, 401, -30005],
		['not base64', { authorization: 'Basic ~~~' }, 401, -30005],
		['another scheme', { authorization: 'Bearer abc' }, 401, -30005],
		['empty', { authorization: '' }, 401, -30005],
	])('%s', async (_name, headers, http, code) => {
		const reply = await client.request(
			'POST',
			'/v1/verify/smart',
			{ 'content-type': formType, ...headers },
			body,
		);
		expect(codesOf(reply)).toEqual([http, code]);
		expect(reply.body.status.code).toBe(http === 200 ? 290 : 501);
		expect(client.sandbox.messages()).toHaveLength(http === 200 ? 1 : 0);
	});

	it('missing', async () => {
		const reply = await fetch(`${client.sandbox.url}/v1/verify/smart`, { method: 'POST' });
		expect(reply.status).toBe(401);
		expect(await reply.json()).toMatchObject({
			sub_resource: 'smart',
			errors: [{ code: -30004, description: "Missing required 'Authorization' header" }],
		});
	});

	it('has null ids on a GET', async () => {
		const reply = await client.request('GET', `/v1/verify/${'0'.repeat(32)}`, {
			authorization: basic('nobody', apiKey),
		});
		expect(reply.body).toMatchObject({ reference_id: null, sub_resource: null });
	});
});

describe('accounts', () => {
	it.each([
		['active', 200, undefined],
		['suspended', 401, -30001],
		['not activated', 401, -30002],
		['limited', 401, -30003],
		['no product', 401, -20002],
		['no feature', 401, -20003],
		['wrong host', 400, -10001],
		['wrong address', 401, -10009],
		['trial', 200, undefined],
		['inactive key', 401, -50055],
	])('%s', async (name, http, code) => {
		const account = accounts.find((entry) => entry.name === name)!;
		const headers = {
			authorization: basic(account.customerId, account.apiKey),
			'content-type': formType,
		};
		const reply = await client.request('POST', '/v1/verify/smart', headers, body);
		expect(codesOf(reply)).toEqual([http, code]);
		expect(client.sandbox.messages()).toHaveLength(http === 200 ? 1 : 0);
	});

	it('trial sends to no other number', async () => {
		const { customerId, apiKey } = accounts.find(({ name }) => name === 'trial')!;
		const headers = { authorization: basic(customerId, apiKey), 'content-type': formType };
		const number = 'phone_number=447700900123';
		const reply = await client.request('POST', '/v1/verify/smart', headers, number);
		expect(reply).toMatchObject({
			http: 401,
			body: {
				errors: [
					{
						code: -10033,
						description: '447700900123 has not been verified for this trial account.',
					},
				],
				status: { code: 500 },
			},
		});
	});

	it('see only their own transactions', async () => {
		const { body: sent } = await client.send({ phone_number: '13105550100' });
		const { customerId, apiKey } = accounts.find(({ name }) => name === 'trial')!;
		const reply = await client.request('GET', `/v1/verify/${sent.reference_id}`, {
			authorization: basic(customerId, apiKey),
		});
		expect(codesOf(reply)).toEqual([404, -10001]);
	});
});

describe('Digest', () => {
	/** A signed send; `before` changes headers before the signature is made, `after` after that. */
	async function signed(
		before: Record<string, string | undefined>,
		after: Record<string, string> = {},
		key = accounts[0].apiKey,
	) {
		const all = {
			'content-type': formType,
			date: new Date(clock.now()).toUTCString(),
			'x-ts-auth-method': 'HMAC-SHA256',
			'x-ts-nonce': randomUUID(),
			...before,
		};
		const headers = Object.fromEntries(
			Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
		);
		const text = stringToSign({
			method: 'POST',
			path: '/v1/verify/smart',
			query: '',
			headers,
			body: Buffer.from(body),
		});
		const signature = sign(key, text, headers['x-ts-auth-method']);
		const authorization = `TSA ${accounts[0].customerId}:${signature}`;
		return await client.request(
			'POST',
			'/v1/verify/smart',
			{ ...headers, authorization, ...after },
			body,
		);
	}

	const at = (ms: number) => new Date(clock.now() + ms).toUTCString();

	it.each<[string, Record<string, string | undefined>, number | undefined]>([
		['SHA-256', {}, undefined],
		['SHA-1', { 'x-ts-auth-method': 'HMAC-SHA1' }, undefined],
		['in lower case', { 'x-ts-auth-method': 'hmac-sha256' }, undefined],
		['x-ts-date', { date: undefined, 'x-ts-date': at(0) }, undefined],
		['without a nonce', { 'x-ts-nonce': undefined }, undefined],
		['14 minutes late', { date: at(-14 * 60_000) }, undefined],
		['without a date', { date: undefined }, -30007],
		['without a method', { 'x-ts-auth-method': undefined }, -30008],
		['with another method', { 'x-ts-auth-method': 'HMAC-MD5' }, -30008],
		['with an ISO date', { date: '2016-12-14T18:20:12Z' }, -30009],
		['16 minutes late', { date: at(-16 * 60_000) }, -30010],
		['16 minutes early', { date: at(16 * 60_000) }, -30010],
		['with a short nonce', { 'x-ts-nonce': 'abc' }, -30011],
		['with a long nonce', { 'x-ts-nonce': 'a'.repeat(65) }, -30011],
	])('%s', async (_name, headers, code) => {
		expect(codesOf(await signed(headers))).toEqual([code === undefined ? 200 : 401, code]);
	});

	it('tells its own string to sign when the signature is wrong', async () => {
		const reply = await signed({ 'x-ts-nonce': 'nonce-0001' }, { 'x-ts-nonce': 'nonce-0002' });
		expect(codesOf(reply)).toEqual([401, -30006]);
		expect(reply.body.signature_string).toBe(
			[
				'POST',
				formType,
				'Wed, 14 Dec 2016 18:20:12 GMT',
				'x-ts-auth-method:HMAC-SHA256',
				'x-ts-nonce:nonce-0002',
				body,
				'/v1/verify/smart',
			].join('\n'),
		);
		expect(codesOf(await signed({}, {}, 'bm8='))).toEqual([401, -30006]);
	});

	it('takes a nonce once in 15 minutes, and a wrong signature does not use it up', async () => {
		const nonce = { 'x-ts-nonce': 'nonce-0003' };
		expect(codesOf(await signed(nonce, {}, 'bm8='))).toEqual([401, -30006]);
		expect(codesOf(await signed(nonce))).toEqual([200, undefined]);
		expect(codesOf(await signed(nonce))).toEqual([401, -30012]);
		clock.advance(14 * 60_000);
		expect(codesOf(await signed(nonce))).toEqual([401, -30012]);
		clock.advance(60_000);
		expect(codesOf(await signed(nonce))).toEqual([200, undefined]);
	});
});

describe("Telesign's Node SDK, unchanged", () => {
	let real: Client;
	beforeAll(async () => {
		real = await connect();
	});
	afterAll(async () => await real.sandbox.close());

	async function execute(key: string, ...rest: unknown[]) {
		const { customerId } = real.sandbox.account;
		const sdk = new RestClient(wrapper, customerId, key, real.sandbox.url);
		return await new Promise<Record<string, unknown>>((resolve, reject) => {
			sdk.execute((error, answer) => (error ? reject(error) : resolve(answer)), ...rest);
		});
	}
	const form = { phone_number: '13105550100', sms_message: 'Café & $$CODE$$' };

	it('sends, checks and completes', async () => {
		const { apiKey } = real.sandbox.account;
		const sent = await execute(apiKey, 'POST', '/v1/verify/smart', form);
		expect(sent).toMatchObject({ sub_resource: 'sms', status: { code: 290 } });
		const [{ code, text }] = real.sandbox.messages();
		expect(text).toBe(`Café & ${code}`);

		const path = `/v1/verify/${String(sent.reference_id)}`;
		const checked = await execute(apiKey, 'GET', path, { verify_code: code });
		expect(checked).toMatchObject({ verify: { code_state: 'VALID', code_entered: code } });

		const done = `/v1/verify/completion/${String(sent.reference_id)}`;
		expect(await execute(apiKey, 'PUT', done)).toMatchObject({ status: { code: 1900 } });
	});

	it('is refused with a wrong key, and with a nonce that was used', async () => {
		const { apiKey } = real.sandbox.account;
		expect(await execute('bm8=', 'POST', '/v1/verify/smart', form)).toMatchObject({
			errors: [{ code: -30006 }],
		});
		const send = ['POST', '/v1/verify/smart', form, null, randomUUID()];
		expect(await execute(apiKey, ...send)).toMatchObject({ errors: [] });
		expect(await execute(apiKey, ...send)).toMatchObject({ errors: [{ code: -30012 }] });
	});
});
