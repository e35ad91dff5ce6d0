/**
 * SMS Verify and Voice Verify in n8n's own engine, against their documented answers. Sources: Telesign
 * OpenAPI `sms-verify-api.json` and `voice-verify-api.json`.
 */
import type { IDataObject } from 'n8n-workflow';
import { answering, type HostileAnswer } from '../helpers/hostileServer';
import { runNode, type NodeRun } from './engine';
import { ON_ERROR } from './invariants';

const ID = '0123456789ABCDEF0123456789ABCDEF';

const PRODUCTS = [
	{ resource: 'smsVerify', path: '/v1/verify/sms', sub_resource: 'sms', taken: 290 },
	{ resource: 'voiceVerify', path: '/v1/verify/call', sub_resource: 'call', taken: 103 },
] as const;

const answer = (code: number, sub_resource: string, more: object = {}) => ({
	reference_id: ID,
	sub_resource,
	status: { code, description: 'Words', updated_on: '2026-11-24T12:00:00.000000Z' },
	errors: [],
	verify: { code_state: 'UNKNOWN', code_entered: '' },
	...more,
});

/** Runs an operation for three rows against answers, the first first. */
async function run(
	resource: string,
	operation: string,
	answers: HostileAnswer[],
	parameters: IDataObject = {},
	more: Partial<NodeRun> = {},
) {
	const server = await answering((_request, count) => answers[Math.min(count, answers.length) - 1]);
	try {
		const outcome = await runNode({
			rows: ['13105550100', '+44 7700 900123', '13105550102'].map((phone) => ({ phone })),
			parameters: {
				resource,
				operation,
				phoneNumber: '={{ $json.phone }}',
				referenceId: ID,
				code: '04291',
				...parameters,
			},
			credential: {
				customerId: 'A',
				apiKey: 'a key that is long enough',
				baseUrl: server.url,
				requestsPerSecond: 0,
			},
			onError: 'continueRegularOutput',
			...more,
		});
		return { ...outcome, requests: server.requests };
	} finally {
		await server.close();
	}
}

describe.each(PRODUCTS)('$resource', ({ resource, path, sub_resource, taken }) => {
	it('sends a form to the path of its product', async () => {
		const { out, requests } = await run(resource, 'send', [{ body: answer(taken, sub_resource) }], {
			additionalFields: { verifyCode: '042 91', ucid: 'ATCK' },
		});
		expect(requests.map(({ method, url, body }) => `${method} ${url} ${body}`).sort()).toEqual([
			`POST ${path} phone_number=13105550100&verify_code=04291&ucid=ATCK`,
			`POST ${path} phone_number=13105550102&verify_code=04291&ucid=ATCK`,
			`POST ${path} phone_number=447700900123&verify_code=04291&ucid=ATCK`,
		]);
		expect(out.map(({ json }) => json)).toEqual(
			['13105550100', '447700900123', '13105550102'].map((phone_number) => ({
				reference_id: ID,
				phone_number,
				channel: sub_resource === 'call' ? 'voice' : 'sms',
				state: 'in_progress',
				status_code: taken,
				status_description: 'Words',
				updated_on: '2026-11-24T12:00:00.000000Z',
			})),
		);
	});

	it.each([
		['check', 'GET', `/v1/verify/${ID}?verify_code=04291`, { verified: true }],
		['get', 'GET', `/v1/verify/${ID}`, { state: 'in_progress', final: false }],
		['complete', 'PUT', `/v1/verify/completion/${ID}`, { completed: false }],
	])('has %s', async (operation, method, url, output) => {
		const verify = { code_state: 'VALID', code_entered: '04291' };
		const body = answer(taken, sub_resource, { verify });
		const { out, requests } = await run(resource, operation, [{ body }]);
		expect(requests.map((request) => `${request.method} ${request.url}`)).toEqual(
			Array(3).fill(`${method} ${url}`),
		);
		expect(out).toHaveLength(3);
		for (const { json } of out) expect(json).toMatchObject({ reference_id: ID, ...output });
		expect(JSON.stringify(out)).not.toContain('04291');
	});

	it.each(sub_resource === 'sms' ? [229, 230, 233, 237, 518] : [129, 130, 133])(
		'takes a block that comes with the answer to a send for a block (%i)',
		async (code) => {
			const { out } = await run(resource, 'send', [{ body: answer(code, sub_resource) }]);
			expect(out).toHaveLength(3);
			for (const { json } of out) {
				expect(json.error).toMatchObject({
					message: expect.stringMatching(/^Telesign blocked .* and did not send the code: /),
					status_code: code,
					may_have_been_sent: false,
				});
			}
		},
	);

	it('says which product an account without this one can use', async () => {
		const body = {
			reference_id: ID,
			sub_resource,
			status: { code: 501, description: 'Not authorized' },
			errors: [{ code: -20002, description: 'Feature not enabled.' }],
		};
		const { out } = await run(resource, 'send', [{ status: 401, body }]);
		const { description } = out[2].json.error as { description: string };
		expect(description).toMatch(/^Ask Telesign Support to enable (SMS|Voice) Verify, /);
		expect(description.includes('use SMS Verify instead')).toBe(resource === 'voiceVerify');
	});

	it.each(ON_ERROR)(
		'does not try again by itself what Telesign has tried (%s)',
		async (onError) => {
			const tried = sub_resource === 'sms' ? 210 : 101;
			const { requests, out, errors, error } = await run(
				resource,
				'send',
				[{ body: answer(tried, sub_resource) }],
				{},
				{ onError, maxTries: 3 },
			);
			expect(new Set(requests.map(({ body }) => body)).size).toBe(requests.length);
			const told = error ?? [...out, ...errors].find(({ json }) => json.error)!.json.error;
			expect((told as { message: string }).message).toMatch(/^Telesign did not send the code: /);
		},
	);

	it.each(ON_ERROR)('never sends twice what may have been sent (%s)', async (onError) => {
		const lost: HostileAnswer = { raw: (response) => response.end() };
		const { requests, out, errors, error } = await run(
			resource,
			'send',
			[lost, { body: answer(taken, sub_resource) }],
			{},
			{ onError, maxTries: 3 },
		);
		expect(requests.map(({ body }) => body).sort()).toEqual(
			[...new Set(requests.map(({ body }) => body))].sort(),
		);
		const told = error ?? [...out, ...errors].find(({ json }) => json.error)!.json.error;
		expect((told as { message: string }).message).toMatch(/^The code may have been sent, but /);
	});
});
