/** Logging in, and what an account lacks. */
import { randomUUID } from 'node:crypto';
import { accounts } from '../../sandbox/accounts';
import { sign, stringToSign } from '../../sandbox/core/auth';
import { testClock } from '../../sandbox/core/clock';
import { basic, formType, jsonType, mobile, useClient, type Reply } from './client';
import { scripts } from './script';

const date = 'Wed, 14 Dec 2016 18:20:12 GMT';
const clock = testClock(Date.parse(date));
const client = useClient({ clock });

const form = `phone_number=${mobile}`;
const json = JSON.stringify({ recipient: { phone_number: mobile } });
const { customerId, apiKey, alsoGood = '' } = accounts[0];

async function send(headers: Record<string, string>, product = 'smart', body = form) {
	const isForm = product !== 'verification';
	const all = { 'content-type': isForm ? formType : jsonType, ...headers };
	const path = isForm ? `/v1/verify/${product}` : '/verification';
	return await client().request('POST', path, all, isForm ? body : json);
}
/** HTTP status and code, without what is usual. */
const said = ({ http, body: { errors: [error] = [], status } }: Reply) =>
	http === 200 ? 'sent' : `${http} ${error?.code ?? status.code}`;

// The first three are from the tests of github.com/TeleSign/node_telesign; the others were computed by
// two other implementations.
const id = '0123456789ABCDEF0123456789ABCDEF';
it.each(
	scripts(`
	POST /v1/resource ${formType} test=param     -> vXw/XzywdhgfEG2/zWLaFp7oXmjLB8iJDMndvDbZMjk=
	POST /v1/resource ${formType} test=%CF%BF    -> lPpGXw4jTRdaEp2obzYAD5rR+2aWDInJ8ThLbq0nTGU=
	GET /v1/resource ${formType}                 -> wscyrZZtA7kdXu0i4D5KXyDmBcwH52JF1feiEKp+ir0=
	GET /v1/verify/${id} -                       -> dy/IEYLDh5q8e+Ofg2vWzvAqlqeEJBAgIXMEHbK5TkY=
	POST /verification ${jsonType} {"recipient":{"phone_number":"15555550100"},"verification_policy":[{"method":"sms"}]} -> hGHHKWpIxjhjAbMDyeD3v0n3A/bXadcDGwCpiU7p/qw=
	GET /verification/${id} -                    -> t6lucL/zQKLZMvwT3j2EG5uxE4i6nmV4TFh7Z3bkIvk=
	PATCH /verification/${id}/state ${jsonType} {"action":"finalize","security_factor":"5724433"} -> SQTOB2+xv9fLVrG3OYdoMoS8TU8ycJ8bilKG9z5KSec=`),
)('%s is signed %s', (request, signature) => {
	const [method, path, type, text = ''] = request.split(' ');
	const headers = {
		date,
		'content-type': type,
		'x-ts-nonce': 'A1592C6F-E384-4CDB-BC42-C3AB970369E9',
		'x-ts-auth-method': 'HMAC-SHA256',
	};
	const whole = { method, path, query: 'left=out', headers, body: Buffer.from(text) };
	expect(sign('VGVzdCBLZXk=', stringToSign(whole))).toBe(signature);
});

it.each([
	['right', basic(customerId, apiKey), 'sent'],
	['in lower case', basic(customerId, apiKey).replace('B', 'b'), 'sent'],
	["with the key of Telesign's samples", basic(customerId, alsoGood), 'sent'],
	['unknown customer', basic('nobody', apiKey), '401 -30000'],
	['wrong key', basic(customerId, 'bm8='), '401 -30015'],
	['without a colon', 'Basic bm8=', '401 -30005'],
	['not base64', 'Basic ~~~', '401 -30005'],
	['another scheme', 'Bearer abc', '401 -30005'],
	['empty', '', '401 -30005'],
])('Basic, %s', async (_name, authorization, result) => {
	const reply = await send({ authorization });
	expect(said(reply)).toBe(result);
	expect(reply.body.status.code).toBe(result === 'sent' ? 290 : 501);
	expect(client().sandbox.messages()).toHaveLength(result === 'sent' ? 1 : 0);
});

it('missing', async () => {
	const reply = await fetch(`${client().sandbox.url}/v1/verify/smart`, { method: 'POST' });
	const errors = [{ code: -30004, description: "Missing required 'Authorization' header" }];
	expect([reply.status, await reply.json()]).toMatchObject([401, { errors }]);
});

it('a wrong key has the other code, if so chosen, at Smart Verify alone', async () => {
	client().change({ wrongKey: -50054 });
	const authorization = basic(customerId, 'bm8=');
	expect(said(await send({ authorization }))).toBe('401 -50054');
	expect(said(await send({ authorization }, 'sms'))).toBe('401 -30015');
});

/** By Smart Verify, SMS Verify, the Verify API, and that in finer words. */
it.each(
	scripts(`
	active        -> sent, sent, sent, sent
	suspended     -> 401 -30001, 401 -30001, 401 3400, 401 3406
	not activated -> 401 -30002, 401 -30002, 401 3400, 401 3400
	limited       -> 401 -30003, 401 -30003, 401 3400, 401 3400
	no product    -> 401 -20002, 401 -20002, 401 3906, 401 3906
	no feature    -> 401 -20003, 401 -20003, 401 3906, 401 3906
	wrong host    -> 400 -10001, 400 -10001, 401 3400, 401 3413
	wrong address -> 401 -10009, 401 -10009, 401 3400, 401 3409
	trial         -> sent, sent, sent, sent
	inactive key  -> 401 -50055, 401 -50055, 401 3400, 401 3411
	self-service  -> 401 -20002, sent, 401 3906, 401 3906`),
)('account "%s": %s', async (name, result) => {
	const account = accounts.find((entry) => entry.name === name)!;
	const authorization = basic(account.customerId, account.apiKey);
	const replies: Reply[] = [];
	for (const product of ['smart', 'sms', 'verification', 'verification']) {
		if (replies.length === 3) client().change({ loginCodes: 'finer' });
		replies.push(await send({ authorization }, product));
	}
	expect(replies.map(said).join(', ')).toBe(result);
	expect(JSON.stringify(replies)).not.toMatch(/\{(host|number)\}/);
	if (name !== 'trial') return;
	const other = await send({ authorization }, 'smart', 'phone_number=447700900123');
	const description = '447700900123 has not been verified for this trial account.';
	expect(other.body).toMatchObject({ errors: [{ code: -10033, description }] });
});

describe('Digest', () => {
	/** A signed send; `before` changes headers before the signature is made, `after` after that. */
	async function signed(
		before: Record<string, string | undefined>,
		after: Record<string, string> = {},
		key = apiKey,
	) {
		const usual = {
			'content-type': formType,
			date: new Date(clock.now()).toUTCString(),
			'x-ts-auth-method': 'HMAC-SHA256',
			'x-ts-nonce': randomUUID(),
		};
		const all = Object.entries({ ...usual, ...before });
		const headers = Object.fromEntries(all.flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])));
		const rest = { method: 'POST', path: '/v1/verify/smart', query: '', body: Buffer.from(form) };
		const signature = sign(key, stringToSign({ ...rest, headers }), headers['x-ts-auth-method']);
		const authorization = `TSA ${customerId}:${signature}`;
		return said(await send({ ...headers, authorization, ...after }));
	}
	const at = (minutes: number) => new Date(clock.now() + minutes * 60_000).toUTCString();

	it.each<[string, Record<string, string | undefined>, string]>([
		['SHA-256', {}, 'sent'],
		['SHA-1', { 'x-ts-auth-method': 'HMAC-SHA1' }, 'sent'],
		['in lower case', { 'x-ts-auth-method': 'hmac-sha256' }, 'sent'],
		['x-ts-date', { date: undefined, 'x-ts-date': at(0) }, 'sent'],
		['without a nonce', { 'x-ts-nonce': undefined }, 'sent'],
		['14 minutes late', { date: at(-14) }, 'sent'],
		['without a date', { date: undefined }, '401 -30007'],
		['without a method', { 'x-ts-auth-method': undefined }, '401 -30008'],
		['with another method', { 'x-ts-auth-method': 'HMAC-MD5' }, '401 -30008'],
		['with an ISO date', { date: '2016-12-14T18:20:12Z' }, '401 -30009'],
		['16 minutes late', { date: at(-16) }, '401 -30010'],
		['16 minutes early', { date: at(16) }, '401 -30010'],
		['with a short nonce', { 'x-ts-nonce': 'abc' }, '401 -30011'],
		['with a long nonce', { 'x-ts-nonce': 'a'.repeat(65) }, '401 -30011'],
	])('%s', async (_name, headers, result) => {
		expect(await signed(headers)).toBe(result);
	});

	it('takes both keys, and tells its own string to sign when the signature is wrong', async () => {
		expect(await signed({}, {}, alsoGood)).toBe('sent');
		const authorization = `TSA ${customerId}:bm8=`;
		const own = { 'x-ts-auth-method': 'HMAC-SHA256', 'x-ts-nonce': 'nonce-0002' };
		const { body } = await send({ authorization, date, ...own });
		expect(body.errors[0].code).toBe(-30006);
		const lines = ['x-ts-auth-method:HMAC-SHA256', 'x-ts-nonce:nonce-0002'];
		expect(body.signature_string).toBe(
			['POST', formType, date, ...lines, form, '/v1/verify/smart'].join('\n'),
		);
	});

	it('takes a nonce once in 15 minutes, and a wrong signature does not use it up', async () => {
		const nonce = { 'x-ts-nonce': 'nonce-0003' };
		expect(await signed(nonce, {}, 'bm8=')).toBe('401 -30006');
		expect(await signed(nonce)).toBe('sent');
		expect(await signed(nonce)).toBe('401 -30012');
		clock.advance(14 * 60_000);
		expect(await signed(nonce)).toBe('401 -30012');
		clock.advance(60_000);
		expect(await signed(nonce)).toBe('sent');
	});
});
