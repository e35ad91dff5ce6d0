import { randomUUID } from 'node:crypto';
import { sign, stringToSign } from '../../sandbox/core/auth';
import { accounts } from '../../sandbox/accounts';
import { testClock } from '../../sandbox/core/clock';
import { basic, formType, mobile, useClient } from './client';

const clock = testClock(Date.parse('Wed, 14 Dec 2016 18:20:12 GMT'));
const client = useClient({ clock });

const body = `phone_number=${mobile}`;
const codesOf = (reply: { http: number; body: { errors: Array<{ code: number }> } }) => [
	reply.http,
	reply.body.errors[0]?.code,
];

describe('the string to sign', () => {
	// The first three are from the tests of github.com/TeleSign/node_telesign; the others were computed
	// by two other implementations.
	const id = '0123456789ABCDEF0123456789ABCDEF';
	const json = 'application/json';
	const create =
		'{"recipient":{"phone_number":"15555550100"},"verification_policy":[{"method":"sms"}]}';
	it.each([
		[
			'POST',
			'/v1/resource',
			formType,
			'test=param',
			'vXw/XzywdhgfEG2/zWLaFp7oXmjLB8iJDMndvDbZMjk=',
		],
		[
			'POST',
			'/v1/resource',
			formType,
			'test=%CF%BF',
			'lPpGXw4jTRdaEp2obzYAD5rR+2aWDInJ8ThLbq0nTGU=',
		],
		['GET', '/v1/resource', formType, '', 'wscyrZZtA7kdXu0i4D5KXyDmBcwH52JF1feiEKp+ir0='],
		[
			'POST',
			'/v1/verify/sms',
			formType,
			'phone_number=15555550100',
			'pV92P8m94L+DK4JqUoG/HMZ5I9C0YmTTufb3ckt7OzY=',
		],
		['GET', `/v1/verify/${id}`, '', '', 'dy/IEYLDh5q8e+Ofg2vWzvAqlqeEJBAgIXMEHbK5TkY='],
		['POST', '/verification', json, create, 'hGHHKWpIxjhjAbMDyeD3v0n3A/bXadcDGwCpiU7p/qw='],
		['GET', `/verification/${id}`, '', '', 't6lucL/zQKLZMvwT3j2EG5uxE4i6nmV4TFh7Z3bkIvk='],
		[
			'PATCH',
			`/verification/${id}/state`,
			json,
			'{"action":"finalize","security_factor":"5724433"}',
			'SQTOB2+xv9fLVrG3OYdoMoS8TU8ycJ8bilKG9z5KSec=',
		],
	])('%s %s %s is signed as the SDK signs it', (method, path, type, text, signature) => {
		const headers = {
			date: 'Wed, 14 Dec 2016 18:20:12 GMT',
			'content-type': type,
			'x-ts-nonce': 'A1592C6F-E384-4CDB-BC42-C3AB970369E9',
			'x-ts-auth-method': 'HMAC-SHA256',
		};
		const key = Buffer.from('Test Key').toString('base64');
		const toSign = stringToSign({
			method,
			path,
			query: 'left=out',
			headers,
			body: Buffer.from(text),
		});
		expect(sign(key, toSign)).toBe(signature);
	});
});

describe('Basic', () => {
	const { customerId, apiKey, alsoGood = '' } = accounts[0];
	it.each<[string, Record<string, string>, number, number | undefined]>([
		['right', {}, 200, undefined],
		[
			'in lower case',
			{ authorization: basic(customerId, apiKey).replace('B', 'b') },
			200,
			undefined,
		],
		[
			"with the key of Telesign's samples",
			{ authorization: basic(customerId, alsoGood) },
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
		const reply = await client().request(
			'POST',
			'/v1/verify/smart',
			{ 'content-type': formType, ...headers },
			body,
		);
		expect(codesOf(reply)).toEqual([http, code]);
		expect(reply.body.status.code).toBe(http === 200 ? 290 : 501);
		expect(client().sandbox.messages()).toHaveLength(http === 200 ? 1 : 0);
	});

	it('says so in the words of the product', async () => {
		const reply = await client().request('POST', '/v1/verify/call', { authorization: '' });
		expect(reply).toMatchObject({
			http: 401,
			body: {
				sub_resource: 'call',
				status: { code: 500 },
				errors: [{ code: -30005 }],
			},
		});
		const none = await fetch(`${client().sandbox.url}/v1/verify/sms`, { method: 'POST' });
		expect([none.status, await none.json()]).toMatchObject([
			401,
			{
				sub_resource: 'sms',
				status: { code: 501 },
				errors: [{ code: -30004, description: "Missing required 'Authorization' header" }],
			},
		]);
	});

	it('calls a wrong key by the other code, if so chosen, at Smart Verify alone', async () => {
		client().change({ wrongKey: -50054 });
		const headers = { authorization: basic(customerId, 'bm8=') };
		const code = async (product: string) =>
			codesOf(await client().request('POST', `/v1/verify/${product}`, headers))[1];
		expect([await code('smart'), await code('sms')]).toEqual([-50054, -30015]);
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
		['self-service', 401, -20002],
	])('%s', async (name, http, code) => {
		const account = accounts.find((entry) => entry.name === name)!;
		const headers = {
			authorization: basic(account.customerId, account.apiKey),
			'content-type': formType,
		};
		const reply = await client().request('POST', '/v1/verify/smart', headers, body);
		expect(codesOf(reply)).toEqual([http, code]);
		expect(client().sandbox.messages()).toHaveLength(http === 200 ? 1 : 0);
	});

	it('self-service has SMS Verify', async () => {
		const { customerId, apiKey } = accounts.find(({ name }) => name === 'self-service')!;
		const headers = { authorization: basic(customerId, apiKey), 'content-type': formType };
		const reply = await client().request('POST', '/v1/verify/sms', headers, body);
		expect(codesOf(reply)).toEqual([200, undefined]);
	});

	it('trial sends to no other number', async () => {
		const { customerId, apiKey } = accounts.find(({ name }) => name === 'trial')!;
		const headers = { authorization: basic(customerId, apiKey), 'content-type': formType };
		const number = 'phone_number=447700900123';
		const reply = await client().request('POST', '/v1/verify/smart', headers, number);
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
		return await client().request(
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
