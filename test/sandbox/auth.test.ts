import { randomUUID } from 'node:crypto';
import { accounts } from '../../sandbox/accounts';
import { sign, stringToSign } from '../../sandbox/core/auth';
import { testClock } from '../../sandbox/core/clock';
import { basic, formType, mobile, useClient, type Reply } from './client';

const clock = testClock(Date.parse('Wed, 14 Dec 2016 18:20:12 GMT'));
const client = useClient({ clock });

const form = `phone_number=${mobile}`;
const { customerId, apiKey, alsoGood = '' } = accounts[0];

const send = async (headers: Record<string, string>, product = 'smart', body = form) => {
	const all = { 'content-type': formType, ...headers };
	return await client().request('POST', `/v1/verify/${product}`, all, body);
};
const codesOf = ({ http, body }: Reply) => [http, body.errors[0]?.code];

describe('the string to sign', () => {
	// The first three are from the tests of github.com/TeleSign/node_telesign; the others were computed
	// by two other implementations.
	const id = '0123456789ABCDEF0123456789ABCDEF';
	const json = 'application/json';
	const create =
		'{"recipient":{"phone_number":"15555550100"},"verification_policy":[{"method":"sms"}]}';
	const finalize = '{"action":"finalize","security_factor":"5724433"}';
	it.each([
		[
			'vXw/XzywdhgfEG2/zWLaFp7oXmjLB8iJDMndvDbZMjk=',
			'POST',
			'/v1/resource',
			formType,
			'test=param',
		],
		[
			'lPpGXw4jTRdaEp2obzYAD5rR+2aWDInJ8ThLbq0nTGU=',
			'POST',
			'/v1/resource',
			formType,
			'test=%CF%BF',
		],
		['wscyrZZtA7kdXu0i4D5KXyDmBcwH52JF1feiEKp+ir0=', 'GET', '/v1/resource', formType, ''],
		['dy/IEYLDh5q8e+Ofg2vWzvAqlqeEJBAgIXMEHbK5TkY=', 'GET', `/v1/verify/${id}`, '', ''],
		['hGHHKWpIxjhjAbMDyeD3v0n3A/bXadcDGwCpiU7p/qw=', 'POST', '/verification', json, create],
		['t6lucL/zQKLZMvwT3j2EG5uxE4i6nmV4TFh7Z3bkIvk=', 'GET', `/verification/${id}`, '', ''],
		[
			'SQTOB2+xv9fLVrG3OYdoMoS8TU8ycJ8bilKG9z5KSec=',
			'PATCH',
			`/verification/${id}/state`,
			json,
			finalize,
		],
	])('%s is the signature of %s %s %s %s', (signature, method, path, type, text) => {
		const headers = {
			date: 'Wed, 14 Dec 2016 18:20:12 GMT',
			'content-type': type,
			'x-ts-nonce': 'A1592C6F-E384-4CDB-BC42-C3AB970369E9',
			'x-ts-auth-method': 'HMAC-SHA256',
		};
		const request = { method, path, query: 'left=out', headers, body: Buffer.from(text) };
		expect(sign('VGVzdCBLZXk=', stringToSign(request))).toBe(signature);
	});
});

describe('Basic', () => {
	it.each<[string, string, number, number | undefined]>([
		['right', basic(customerId, apiKey), 200, undefined],
		['in lower case', basic(customerId, apiKey).replace('B', 'b'), 200, undefined],
		["with the key of Telesign's samples", basic(customerId, alsoGood), 200, undefined],
		['unknown customer', basic('nobody', apiKey), 401, -30000],
		['wrong key', basic(customerId, 'bm8='), 401, -30015],
		['without a colon', 'Basic bm8=', 401, -30005],
		['not base64', 'Basic ~~~', 401, -30005],
		['another scheme', 'Bearer abc', 401, -30005],
		['empty', '', 401, -30005],
	])('%s', async (_name, authorization, http, code) => {
		const reply = await send({ authorization });
		expect(codesOf(reply)).toEqual([http, code]);
		expect(reply.body.status.code).toBe(http === 200 ? 290 : 501);
		expect(client().sandbox.messages()).toHaveLength(http === 200 ? 1 : 0);
	});

	it('missing', async () => {
		const reply = await fetch(`${client().sandbox.url}/v1/verify/smart`, { method: 'POST' });
		const errors = [{ code: -30004, description: "Missing required 'Authorization' header" }];
		expect([reply.status, await reply.json()]).toMatchObject([401, { errors }]);
	});

	it('with a wrong key has the other code, if so chosen, at Smart Verify alone', async () => {
		client().change({ wrongKey: -50054 });
		const authorization = basic(customerId, 'bm8=');
		expect(codesOf(await send({ authorization }))).toEqual([401, -50054]);
		expect(codesOf(await send({ authorization }, 'sms'))).toEqual([401, -30015]);
	});
});

describe('accounts', () => {
	const as = async (name: string, product?: string, body?: string) => {
		const account = accounts.find((entry) => entry.name === name)!;
		return await send({ authorization: basic(account.customerId, account.apiKey) }, product, body);
	};
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
		const reply = await as(name);
		expect(codesOf(reply)).toEqual([http, code]);
		expect(JSON.stringify(reply.body)).not.toMatch(/\{(host|number)\}/);
		expect(client().sandbox.messages()).toHaveLength(http === 200 ? 1 : 0);
	});

	it('trial sends to no other number, self-service has SMS Verify', async () => {
		const reply = await as('trial', 'smart', 'phone_number=447700900123');
		const description = '447700900123 has not been verified for this trial account.';
		expect(reply.body).toMatchObject({ errors: [{ code: -10033, description }] });
		expect(codesOf(await as('self-service', 'sms'))).toEqual([200, undefined]);
	});
});

describe('Digest', () => {
	/** A signed send; `before` changes headers before the signature is made, `after` after that. */
	async function signed(
		before: Record<string, string | undefined>,
		after: Record<string, string> = {},
		key = apiKey,
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
		const rest = { method: 'POST', path: '/v1/verify/smart', query: '', body: Buffer.from(form) };
		const signature = sign(key, stringToSign({ ...rest, headers }), headers['x-ts-auth-method']);
		return await send({ ...headers, authorization: `TSA ${customerId}:${signature}`, ...after });
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

	it('takes both keys, and tells its own string to sign when the signature is wrong', async () => {
		expect(codesOf(await signed({}, {}, alsoGood))).toEqual([200, undefined]);
		expect(codesOf(await signed({}, {}, 'bm8='))).toEqual([401, -30006]);
		const reply = await signed({ 'x-ts-nonce': 'nonce-0001' }, { 'x-ts-nonce': 'nonce-0002' });
		expect(codesOf(reply)).toEqual([401, -30006]);
		const date = 'Wed, 14 Dec 2016 18:20:12 GMT';
		const own = ['x-ts-auth-method:HMAC-SHA256', 'x-ts-nonce:nonce-0002'];
		expect(reply.body.signature_string).toBe(
			['POST', formType, date, ...own, form, '/v1/verify/smart'].join('\n'),
		);
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
