import type { IDataObject } from 'n8n-workflow';
import { ON_ERROR } from './invariants';
import { requestsAfterSending, runOperation, sendTo } from './operations';
import { useSandbox } from './useSandbox';

const sandbox = useSandbox();

const complete = async (rows: IDataObject[], more = {}, simplify = true) =>
	await runOperation(
		sandbox(),
		rows,
		{ operation: 'complete', referenceId: '={{ $json.reference_id }}', simplify },
		more,
	);

const PHONES = ['13105550100', '13105550101', '447700900123'];

it('reports each item once, without a body, linked to its row', async () => {
	const sent = await sendTo(sandbox(), PHONES, { verifyCode: '0429' });
	const { out, linked } = await complete(sent);
	expect(
		requestsAfterSending(sandbox())
			.map(({ method, url, body }) => [method, url, body])
			.sort(),
	).toEqual(
		sent.map(({ reference_id }) => ['PUT', `/v1/verify/completion/${reference_id}`, '']).sort(),
	);
	expect(out.map(({ json }) => json)).toEqual(
		['sms', 'voice', 'sms'].map((channel, n) => ({
			reference_id: sent[n].reference_id,
			completed: true,
			channel,
			status_code: 1900,
			status_description: 'Verify completion successfully recorded',
			updated_on: expect.stringMatching(/^\d{4}-.*Z$/),
		})),
	);
	expect(linked.out).toEqual(sent);
});

it("is Telesign's own JSON without Simplify", async () => {
	const [sent] = await sendTo(sandbox(), ['13105550100']);
	const { out } = await complete([sent], {}, false);
	expect(out[0].json).toMatchObject({
		reference_id: sent.reference_id,
		errors: [],
		status: { code: 1900 },
	});
});

it.each(ON_ERROR)('names the item that Telesign does not have (%s)', async (onError) => {
	const sent = await sendTo(sandbox(), PHONES);
	const rows = [sent[0], { ...sent[1], reference_id: '0'.repeat(32) }, sent[2]];
	const { out, errors, error } = await complete(rows, { onError });
	const message =
		'Telesign did not record the completion: Customer ID / Reference ID not found (-10001) [item 1]';
	if (onError === 'stopWorkflow') {
		expect(error!.message).toBe(message);
		return;
	}
	const failed = onError === 'continueErrorOutput' ? errors[0] : out[1];
	expect(failed.json.error).toMatchObject({ message, http_status: 404, retryable: false });
	expect(out).toHaveLength(onError === 'continueErrorOutput' ? 2 : 3);
});

it('refuses what is no reference ID before anything leaves', async () => {
	const [sent] = await sendTo(sandbox(), ['13105550100']);
	const { error } = await complete([sent, { reference_id: 'none' }]);
	expect(error!.message).toMatch(
		/^'Reference ID' of 4 characters is not a reference ID .*\[item 1\]$/,
	);
	expect(error!.description).toMatch(
		/^None of 2 items was reported\. .*This item was not reported\. /,
	);
	expect(requestsAfterSending(sandbox())).toEqual([]);
});
