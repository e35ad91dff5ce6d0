import { accounts } from '../../sandbox/accounts';
import { numbers } from '../../sandbox/numbers';
import type { FaultName } from '../../sandbox/server';
import { testCredential } from './engine';
import { useSandbox } from './useSandbox';

const sandbox = useSandbox();

const right = () => ({ ...sandbox().account, baseUrl: sandbox().url, requestsPerSecond: 50 });

it('passes with the right credential, by one request that sends nothing', async () => {
	expect(await testCredential(right())).toEqual({
		status: 'OK',
		message: 'Connection successful!',
	});
	expect(
		sandbox()
			.requests()
			.map(({ method, url, status }) => [method, url, status]),
	).toEqual([['GET', '/v1/verify/00000000000000000000000000000000', 404]]);
	expect(sandbox().messages()).toEqual([]);
});

it.each(['/', ' ', '\n'])('takes a Base URL that ends with %j', async (end) => {
	expect(await testCredential({ ...right(), baseUrl: sandbox().url + end })).toMatchObject({
		status: 'OK',
	});
});

it.each([
	['a wrong customer ID', { customerId: 'AAAAAAAA-0000-0000-0000-000000000000' }, /Customer ID/],
	['a wrong key', { apiKey: 'wrong' }, /API Key/],
	['an empty key', { apiKey: '' }, /API Key/],
])('tells of %s', async (_what, wrong, says) => {
	const { status, message } = await testCredential({ ...right(), ...wrong });
	expect(status).toBe('Error');
	expect(message).toMatch(says);
});

it.each([
	['suspended', /suspended/],
	['not activated', /not activated/],
	['limited', /limit/],
	['no product', /Smart Verify is not enabled/],
	['no feature', /Smart Verify is not enabled/],
	['wrong host', /does not allow this Base URL/],
	['wrong address', /IP address/],
	['inactive key', /inactive/],
])('tells of the account that is "%s"', async (name, says) => {
	const { customerId, apiKey } = accounts.find((account) => account.name === name)!;
	const { status, message } = await testCredential({ ...right(), customerId, apiKey });
	expect(status).toBe('Error');
	expect(message).toMatch(says);
});

const refusals = numbers
	.filter(({ outcome }) => outcome.kind === 'refusal' && outcome.refusal.http !== 404)
	.map(({ name }) => name as FaultName);

it.each(refusals)('never passes when Telesign answers "%s"', async (fault) => {
	sandbox().settings.fault = fault;
	const { status, message } = await testCredential(right());
	expect(status).toBe('Error');
	expect(message).toMatch(/^[A-Z].{10,}/);
});

it.each([
	'html',
	'empty',
	'truncated',
	'no-status',
	'null',
	'redirect-302',
	'redirect-307',
] as FaultName[])('is not taken in by what is not Telesign: %s', async (fault) => {
	sandbox().settings.fault = fault;
	expect(await testCredential(right())).toEqual({
		status: 'Error',
		message: expect.stringMatching(/^What answered is not the API of Telesign\./),
	});
	expect(
		sandbox()
			.requests()
			.filter(({ url }) => url.startsWith('/sandbox/')),
	).toEqual([]);
});

it('says that nothing listens', async () => {
	expect(await testCredential({ ...right(), baseUrl: 'http://127.0.0.1:9' })).toEqual({
		status: 'Error',
		message: expect.stringMatching(/ECONNREFUSED|refused the connection/),
	});
});
