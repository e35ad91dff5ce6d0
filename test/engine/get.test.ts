import { sleep, type IDataObject } from 'n8n-workflow';
import { STATUS_CODES } from '../../nodes/Telesign/api/codes/status';
import { numbers } from '../../sandbox/numbers';
import type { NodeRun } from './engine';
import { ON_ERROR } from './invariants';
import { requestsAfterSending, runOperation, sendTo } from './operations';
import { useSandbox } from './useSandbox';

const sandbox = useSandbox();

const get = async (
	rows: IDataObject[],
	parameters: IDataObject = {},
	more: Partial<NodeRun> = {},
) =>
	await runOperation(
		sandbox(),
		rows,
		{ operation: 'get', referenceId: '={{ $json.reference_id }}', ...parameters },
		more,
	);

it('asks once, by the documented request', async () => {
	const [{ reference_id }] = await sendTo(sandbox(), ['13105550100']);
	await get([{ reference_id }]);
	expect(
		requestsAfterSending(sandbox()).map(({ method, url, body }) => [method, url, body]),
	).toEqual([['GET', `/v1/verify/${reference_id}`, '']]);
});

it('says how far each code has got, in words and codes, linked to its row', async () => {
	const journeys = numbers.flatMap(({ number, outcome }) => {
		if (outcome.kind !== 'journey' || outcome.block) return [];
		// What fails at once is an error of Send, without a transaction to ask for.
		const first = STATUS_CODES[(outcome.sms ?? outcome.voice)[0]];
		return first.state === 'in_progress' || first.state === 'unknown' ? [number] : [];
	});
	const sent = await sendTo(sandbox(), journeys);
	Object.assign(sandbox().settings, { smsGatewayMs: 0, smsFinalMs: 0, voiceFinalMs: 0 });
	expect(sent.length).toBeGreaterThan(10);
	const { out, linked } = await get(sent);
	expect(linked.out).toEqual(sent);
	for (const [n, { json }] of out.entries()) {
		const { state, final, retryHelps, text } = STATUS_CODES[Number(json.status_code)];
		expect(json).toEqual({
			reference_id: sent[n].reference_id,
			channel: expect.stringMatching(/^(sms|voice)$/),
			state,
			status_code: expect.any(Number),
			status_description: text,
			updated_on: expect.stringMatching(/^\d{4}-.*Z$/),
			final,
			retry_helps: retryHelps,
			code_state: 'UNKNOWN',
		});
	}
	const states = out.map(({ json }) => json.state);
	expect(new Set(states)).toEqual(
		new Set(['blocked', 'delivered', 'failed', 'in_progress', 'unknown']),
	);
	expect(out.some(({ json }) => json.retry_helps === true)).toBe(true);
});

it('is a result also when the code was blocked', async () => {
	sandbox().settings.blocks = 'later';
	const [sent] = await sendTo(sandbox(), ['13105550118']);
	sandbox().settings.smsGatewayMs = 0;
	const { out } = await get([sent]);
	expect(out[0].json).toMatchObject({ state: 'blocked', status_code: 230, final: true });
});

it.each([
	(id: string) => id.toLowerCase(),
	(id: string) => `  ${id}\n`,
	(id: string) => `https://rest-ww.telesign.com/v1/verify/${id}?x=1`,
	(id: string) => ({ reference_id: id, state: 'in_progress' }),
	(id: string) => JSON.stringify({ reference_id: id }),
])('understands a reference ID however it is given (%#)', async (spelling) => {
	const [sent] = await sendTo(sandbox(), ['13105550100']);
	const { out } = await get([{ reference_id: spelling(sent.reference_id) }]);
	expect(out[0].json.reference_id).toBe(sent.reference_id);
});

it("is Telesign's own JSON without Simplify, but for a code", async () => {
	const [sent] = await sendTo(sandbox(), ['13105550100']);
	const { out } = await get([sent], { simplify: false });
	expect(out[0].json).toMatchObject({
		reference_id: sent.reference_id,
		status: { code: 290 },
		verify: { code_state: 'UNKNOWN' },
	});
	expect(JSON.stringify(out)).not.toContain('code_entered');
});

it.each(ON_ERROR)('names the item that Telesign does not have (%s)', async (onError) => {
	const sent = await sendTo(sandbox(), ['13105550100', '13105550101', '447700900123']);
	const rows = [sent[0], { ...sent[1], reference_id: 'F'.repeat(32) }, sent[2]];
	const { out, errors, error } = await get(rows, {}, { onError });
	const message =
		'Telesign did not give the status: CustomerID/ReferenceID not found (-10001) [item 1]';
	if (onError === 'stopWorkflow') {
		expect(error!.message).toBe(message);
		// Nothing to leave out: asking again does no harm.
		expect(error!.description).toMatch(
			/^Of 3 items, \d were looked up, \d were not\. The workflow stopped here\.<br>Check that/,
		);
		return;
	}
	const failed = onError === 'continueErrorOutput' ? errors[0] : out[1];
	expect(failed.json.error).toMatchObject({ message, http_status: 404 });
	expect(out).toHaveLength(onError === 'continueErrorOutput' ? 2 : 3);
});

describe('Wait for Final State', () => {
	const waiting = { waitForFinalState: true, checkEvery: 1, waitUpTo: 60 };

	it('asks again until each item has come to its end', async () => {
		const sent = await sendTo(sandbox(), ['13105550100', '13105550101']);
		Object.assign(sandbox().settings, { smsFinalMs: 1200, voiceFinalMs: 0 });
		const { out } = await get(sent, waiting);
		expect(out.map(({ json }) => [json.state, json.final])).toEqual([
			['delivered', true],
			['delivered', true],
		]);
		const asked = (n: number) =>
			requestsAfterSending(sandbox()).filter(({ url }) => url.includes(sent[n].reference_id));
		expect(asked(0).length).toBeGreaterThan(1);
		expect(asked(1)).toHaveLength(1);
		const [first, second] = asked(0);
		expect(second.at - first.at).toBeGreaterThanOrEqual(990);
	});

	it('goes on with the state that there is when the time is up', async () => {
		sandbox().settings.smsGatewayMs = 3_600_000;
		const [sent] = await sendTo(sandbox(), ['13105550100']);
		const { out } = await get([sent], { ...waiting, waitUpTo: 1 });
		expect(out[0].json).toMatchObject({ state: 'in_progress', final: false });
		expect(requestsAfterSending(sandbox())).toHaveLength(2);
	});

	it('ends when the execution is cancelled', async () => {
		sandbox().settings.smsGatewayMs = 3_600_000;
		const sent = await sendTo(sandbox(), ['13105550100', '13105550101']);
		sandbox().settings.voiceFinalMs = 3_600_000;
		const { run } = await get(
			sent,
			{ ...waiting, checkEvery: 3600, waitUpTo: 7200 },
			{
				onStart: (cancel) => {
					const poll = async () => {
						while (requestsAfterSending(sandbox()).length < 2) await sleep(5);
						cancel();
					};
					void poll();
				},
			},
		);
		expect(run.status).toBe('canceled');
		expect(requestsAfterSending(sandbox())).toHaveLength(2);
	});
});
