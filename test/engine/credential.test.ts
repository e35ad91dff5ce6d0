import { accounts } from '../../sandbox/accounts';
import { numbers } from '../../sandbox/numbers';
import type { FaultName } from '../../sandbox/server';
import { answering, type HostileAnswer } from '../helpers/hostileServer';
import { isN8n1, testCredential } from './engine';
import { useSandbox } from './useSandbox';

const sandbox = useSandbox();

const right = () => ({ ...sandbox().account, accountType: 'custom', baseUrl: sandbox().url });

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
	['suspended', /suspended/i],
	['not activated', /not activated/i],
	['limited', /limit/],
	['no product', /is not enabled/],
	['no feature', /is not enabled/],
	['wrong host', /this (address|host)/],
	['wrong address', /IP address/],
	['inactive key', /inactive/i],
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

describe('passes for nothing but Telesign\'s own "not found"', () => {
	const notFound = (more: object = {}, error: object = {}) => ({
		reference_id: '0'.repeat(32),
		sub_resource: 'sms',
		errors: [{ code: -10001, description: 'CustomerID/ReferenceID not found', ...error }],
		status: { code: 500, description: 'Transaction not attempted', updated_on: 'x' },
		...more,
	});

	/** What answers, and whether it is n8n 2 alone that can tell, by the HTTP status. */
	const ANSWERS: Array<[what: string, answer: HostileAnswer, byStatus?: true]> = [
		['401 with "not found"', { status: 401, body: notFound() }, true],
		['200 with "not found"', { status: 200, body: notFound() }, true],
		['302 with "not found"', { status: 302, body: notFound() }, true],
		[
			'401 with a code that nobody documents',
			{ status: 401, body: notFound({}, { code: -30014, description: 'Other' }) },
		],
		[
			'404 with a code that nobody documents',
			{ status: 404, body: notFound({}, { code: -99, description: 'Other' }) },
		],
		[
			'401 with one error',
			{ status: 401, body: { error: { code: -30000 }, status: { code: 500 } } },
		],
		['401 without errors', { status: 401, body: notFound({ errors: [] }) }],
		['401 with a code as text', { status: 401, body: notFound({}, { code: '-30000' }) }],
		['404 with a code as text', { status: 404, body: notFound({}, { code: '-30000' }) }],
		['404 of any server', { status: 404, body: { status: { code: 404 } } }],
		['200 of any server', { status: 200, body: { status: { code: 200 } } }],
		['404 with a short text', { status: 404, body: notFound({}, { description: 'C' }) }],
		[
			'404 with another text',
			{ status: 404, body: notFound({}, { description: 'Customer ID Account Suspended.' }) },
		],
		['404 without a text', { status: 404, body: notFound({}, { description: '' }) }],
		[
			'404, not authorized',
			{ status: 404, body: notFound({ status: { code: 501, description: 'x' } }) },
		],
	];

	it.each(ANSWERS.map((one) => ({ what: one[0], answer: one[1], byStatus: one[2] })))(
		'$what',
		async ({ answer, byStatus }) => {
			const server = await answering(() => answer);
			const result = await testCredential({ ...right(), baseUrl: server.url });
			await server.close();
			// n8n 1 lets every HTTP status pass, so there the body alone decides.
			expect(result.status).toBe(byStatus && isN8n1 ? 'OK' : 'Error');
		},
	);

	it.each(['CustomerID/ReferenceID not found', 'Customer ID / Reference ID not found'])(
		'takes "%s"',
		async (description) => {
			const server = await answering(() => ({ status: 404, body: notFound({}, { description }) }));
			const result = await testCredential({ ...right(), baseUrl: server.url });
			await server.close();
			expect(result).toEqual({ status: 'OK', message: 'Connection successful!' });
		},
	);
});
