import type { IDataObject } from 'n8n-workflow';
import captureOutput from '../helpers/captureOutput';
import { errorItems, expectNoSecrets, ON_ERROR, ownCodeExpression, OWN_CODE } from './invariants';
import { requestsAfterSending, runOperation, sendTo } from './operations';
import { useSandbox } from './useSandbox';

const sandbox = useSandbox();

const PARAMETERS = {
	operation: 'check',
	referenceId: '={{ $json.reference_id }}',
	code: '={{ $json.code }}',
};

const check = async (rows: IDataObject[], more = {}) =>
	await runOperation(sandbox(), rows, PARAMETERS, more);

/** Another code of the same length. */
const notThat = (code: string) => String((Number(code) + 1) % 1e6).padStart(6, '0');

it('asks once, by the documented request', async () => {
	const [sent] = await sendTo(sandbox(), ['13105550100']);
	await check([{ ...sent }]);
	const [request, ...others] = requestsAfterSending(sandbox());
	expect(others).toEqual([]);
	expect(request).toMatchObject({
		method: 'GET',
		url: `/v1/verify/${sent.reference_id}?verify_code=${sent.code}`,
		body: '',
	});
	expect(request.headers).not.toHaveProperty('content-type');
});

it.each([
	'042917',
	' 04 29 17\n',
	'042-917',
	'0–4–2–9–1–7',
	'٠٤٢٩١٧',
	'０４２９１７',
	'042\u200b917',
])('takes %j for the code 042917', async (code) => {
	const [{ reference_id }] = await sendTo(sandbox(), ['13105550100'], { verifyCode: '042917' });
	const { out } = await check([{ reference_id, code }]);
	expect(out[0].json).toMatchObject({ verified: true, code_state: 'VALID' });
});

describe('the state of a code is a result', () => {
	it('right and wrong, several at once, each linked to its row', async () => {
		const sent = await sendTo(sandbox(), ['13105550100', '13105550101', '447700900123']);
		const rows = [
			{ n: 0, reference_id: sent[0].reference_id, code: sent[0].code },
			{ n: 1, reference_id: sent[1].reference_id, code: notThat(sent[1].code) },
			{ n: 2, reference_id: sent[2].reference_id, code: 'no idea' },
		];
		const { out, linked } = await check(rows);
		expect(out.map(({ json }) => json)).toEqual(
			[
				{ channel: 'sms', code_state: 'VALID' },
				{ channel: 'voice', code_state: 'INVALID' },
				{ channel: 'sms', code_state: 'INVALID' },
			].map(({ channel, code_state }, n) => ({
				reference_id: sent[n].reference_id,
				verified: code_state === 'VALID',
				code_state,
				channel,
				state: 'in_progress',
				status_code: channel === 'sms' ? 290 : 103,
				status_description: channel === 'sms' ? 'Message in progress' : 'Call in progress',
				updated_on: expect.stringMatching(/^\d{4}-.*Z$/),
			})),
		);
		expect(linked.out).toEqual(rows);
	});

	it('used up', async () => {
		const [{ reference_id, code }] = await sendTo(sandbox(), ['13105550100']);
		const states = [];
		for (const typed of [...Array(3).fill(notThat(code)), code]) {
			const { out } = await check([{ reference_id, code: typed }]);
			states.push([out[0].json.code_state, out[0].json.verified]);
		}
		expect(states).toEqual([
			...Array(3).fill(['INVALID', false]),
			['MAX_ATTEMPTS_EXCEEDED', false],
		]);
	});

	it('expired', async () => {
		const [sent] = await sendTo(sandbox(), ['13105550100']);
		sandbox().settings.codeLifetimeMs = 0.001;
		const { out } = await check([sent]);
		expect(out[0].json).toMatchObject({ verified: false, code_state: 'EXPIRED' });
	});

	it('unknown, where Telesign does not judge a code of your own', async () => {
		sandbox().settings.checkOwnCode = false;
		const [{ reference_id }] = await sendTo(sandbox(), ['13105550100'], { verifyCode: '1234' });
		const { out } = await check([{ reference_id, code: '1234' }]);
		expect(out[0].json).toMatchObject({ verified: false, code_state: 'UNKNOWN' });
	});
});

it.each([true, false])('never shows the code (Simplify %s)', async (simplify) => {
	const [{ reference_id }] = await sendTo(sandbox(), ['13105550100'], {
		verifyCode: ownCodeExpression,
	});
	const output = captureOutput();
	const outcome = await runOperation(sandbox(), [{ reference_id }], {
		...PARAMETERS,
		code: ownCodeExpression,
		simplify,
	}).finally(output.restore);
	expect(sandbox().requests().at(-1)!.url).toContain(OWN_CODE);
	expect(outcome.out[0].json).toMatchObject(
		simplify ? { code_state: 'VALID' } : { verify: { code_state: 'VALID' } },
	);
	expectNoSecrets(outcome, sandbox(), output.written);
});

/** What can't be checked: the row, and what the user reads. */
const REFUSED: Array<[what: string, row: IDataObject, says: RegExp]> = [
	['no code', { code: '' }, /^'Code' is empty \[item 1\]$/],
	['blanks for a code', { code: ' - ' }, /^'Code' is empty/],
	['a number', { code: 42917 }, /^'Code' is a number, and a number loses its leading zeros/],
	['a list', { code: ['042917'] }, /^'Code' is a list, not text/],
	['far too much', { code: '1'.repeat(10_000) }, /^'Code' has 10000 characters, which no code has/],
	['no reference ID', { reference_id: null }, /^'Reference ID' is empty/],
	['half a reference ID', { reference_id: 'ABC123' }, /^'Reference ID' of 6 characters is not a/],
	['neither', { reference_id: '', code: '' }, /^'Reference ID' is empty; 'Code' is empty/],
];

describe('refused before anything leaves', () => {
	it.each(REFUSED)('%s', async (_what, row, says) => {
		const sent = await sendTo(sandbox(), ['13105550100', '13105550100', '13105550100']);
		const rows = [sent[0], { ...sent[1], ...row }, sent[2]];
		const { out, error } = await check(rows);
		expect(requestsAfterSending(sandbox())).toEqual([]);
		expect(out).toEqual([]);
		expect(error!.message).toMatch(says);
		expect(error!.description).toMatch(
			/^None of 3 items was checked\. .*This item was not checked\. \S/,
		);
	});

	it('all of them at once, in the words of the operation', async () => {
		const [sent] = await sendTo(sandbox(), ['13105550100']);
		const { error } = await check([sent, { code: '1' }, { ...sent, code: '' }]);
		expect(error!.message).toBe(
			"2 of 3 items can't be checked (first: item 1), so nothing was checked",
		);
		expect(requestsAfterSending(sandbox())).toEqual([]);
	});
});

describe.each(ON_ERROR)('a transaction that Telesign does not have (%s)', (onError) => {
	it.each([
		['unknown', 'CustomerID/ReferenceID not found', -10001, /^Check that 'Reference ID'/],
		['older than 12 hours', 'Reference ID expired', -10004, /12 hours/],
	])('%s', async (what, words, code, advice) => {
		const sent = await sendTo(sandbox(), ['13105550100', '13105550101', '447700900123']);
		if (what === 'unknown') sent[1].reference_id = '0'.repeat(32);
		else sandbox().settings.retentionMs = -1;
		const { out, errors, error, linked } = await check(sent, { onError });
		const failed = what === 'unknown' ? 1 : 3;
		const message = new RegExp(
			`^Telesign did not check the code: ${words} \\(${code}\\) \\[item ${failed === 1 ? 1 : '\\d'}\\]$`,
		);
		if (onError === 'stopWorkflow') {
			expect(error!.message).toMatch(message);
			expect(error!.description).toMatch(failed === 1 ? /Check that 'Reference ID'/ : advice);
			return;
		}
		const failures = errorItems({ out, errors });
		expect(failures).toHaveLength(failed);
		expect(failures[0]).toMatchObject({
			message: expect.stringMatching(message),
			description: expect.stringMatching(advice),
			error_code: code,
			http_status: 404,
			retryable: false,
			may_have_been_sent: false,
		});
		expect([...linked.out, ...linked.errors]).toHaveLength(3);
		if (onError === 'continueErrorOutput' && failed === 1) {
			expect(errors[0].json).toMatchObject(sent[1]);
		}
	});
});
