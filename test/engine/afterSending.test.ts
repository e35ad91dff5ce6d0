/** What Check, Get Delivery Status and Report Completion do when something goes wrong on the way. */
import { sleep } from 'n8n-workflow';
import { startSandbox, type FaultName } from '../../sandbox/server';
import { errorItems, expectNoSecrets, ON_ERROR, ownCodeExpression } from './invariants';
import { requestsAfterSending, runOperation, sendTo } from './operations';
import { useOutput } from './useOutput';

const OPERATIONS = {
	check: { operation: 'check', code: ownCodeExpression },
	get: { operation: 'get' },
	complete: { operation: 'complete' },
};

type Name = keyof typeof OPERATIONS;

const PHONES = ['12025550110', '12025550111', '12025550112'];

const TRIES = 2;

/** How an operation ends for every item, and how many requests an item makes in one try of the node. */
interface Expected {
	end: 'result' | 'failed' | 'may have happened';
	requests: number;
}

const RESULT: Expected = { end: 'result', requests: 1 };
/** Not repeated by the exchange; Retry On Fail may. */
const FAILED: Expected = { end: 'failed', requests: 1 };
/** Not repeated by anybody. */
const OPEN: Expected = { end: 'may have happened', requests: 1 };
/** Asked four times, because it does no harm. */
const ASKED_AGAIN: Expected = { end: 'failed', requests: 4 };

/**
 * A fault of the wire, and what it means for an operation that uses something up, and for one that
 * does not (left out where it is another face of the same: asking again takes its time).
 */
const FAULTS: Array<[fault: FaultName, once: Expected, repeatable?: Expected]> = [
	// First, since they take longest.
	['html-502', OPEN, ASKED_AGAIN],
	['reset-after', OPEN, ASKED_AGAIN],
	['half-answer', OPEN, ASKED_AGAIN],
	['text-plain', RESULT, RESULT],
	['huge', RESULT, RESULT],
	['not-utf8', RESULT, RESULT],
	['slow', RESULT, RESULT],
	['html', OPEN, FAILED],
	['empty', OPEN, FAILED],
	['truncated', OPEN, FAILED],
	['array', OPEN, FAILED],
	['null', OPEN, FAILED],
	['redirect-302', OPEN, FAILED],
	['redirect-307', OPEN, FAILED],
	['plain-500', OPEN],
	['empty-504', OPEN],
	['reset-before', OPEN],
];

/** Each fault that means something for an operation, in each mode, with and without Retry On Fail. */
const combinations = FAULTS.flatMap(([fault, once, repeatable]) =>
	(Object.keys(OPERATIONS) as Name[]).flatMap((name) => {
		const expected = name === 'get' ? repeatable : once;
		if (expected === undefined) return [];
		return ON_ERROR.flatMap((onError) =>
			[false, true].map((retry) => ({ fault, name, onError, retry, ...expected })),
		);
	}),
);

/** Three codes are sent, then the fault begins. Each combination has a sandbox, and so a gate, of its own. */
async function see({ fault, name, onError, retry }: (typeof combinations)[number]) {
	const sandbox = await startSandbox({ settings: { slowMs: 200 } });
	try {
		const sent = await sendTo(sandbox, PHONES, { verifyCode: ownCodeExpression });
		const rows = sent.map(({ reference_id }) => ({ reference_id }));
		sandbox.settings.fault = fault;
		const outcome = await runOperation(
			sandbox,
			rows,
			{ ...OPERATIONS[name], referenceId: '={{ $json.reference_id }}' },
			{ onError, ...(retry && { maxTries: TRIES }) },
		);
		return { sandbox, outcome, rows };
	} finally {
		await sandbox.close();
	}
}

const output = useOutput();

describe('a fault', () => {
	// Side by side, since most of their time is waiting.
	it.concurrent.each(combinations)(
		'$fault, $name, $onError, Retry On Fail $retry',
		async (combination) => {
			const { onError, retry, end, requests } = combination;
			const { sandbox, outcome, rows } = await see(combination);
			const { out, errors, error, linked } = outcome;

			const asked = requestsAfterSending(sandbox).filter(({ url }) => url.startsWith('/v1/'));
			const perItem = rows.map(
				({ reference_id }) =>
					asked.filter(({ url }) => url.includes(reference_id as string)).length,
			);
			expect(sandbox.messages()).toHaveLength(rows.length);
			expect(sandbox.requests().some(({ url }) => url.startsWith('/sandbox/'))).toBe(false);
			expectNoSecrets(outcome, sandbox, output());

			const tries = retry && end === 'failed' ? TRIES : 1;
			if (onError === 'stopWorkflow' && end !== 'result') {
				expect(Math.max(...perItem)).toBeLessThanOrEqual(requests * tries);
				expect(out).toEqual([]);
				expect(error!.message).toMatch(/ \[item \d\]$/);
				return;
			}
			expect(perItem).toEqual(rows.map(() => requests * tries));
			expect(error).toBeUndefined();
			expect([...linked.out, ...linked.errors]).toEqual(rows);
			const failures = errorItems({ out, errors });
			expect(failures).toHaveLength(end === 'result' ? 0 : rows.length);
			for (const failure of failures) {
				expect(failure).toMatchObject({
					message: expect.stringMatching(/\S \[item \d\]$/),
					description: expect.stringMatching(/\.$/),
					status_code: null,
					may_have_been_sent: end === 'may have happened',
				});
			}
		},
	);
});

it('tells the status after all when the network comes back', async () => {
	const sandbox = await startSandbox();
	try {
		const sent = await sendTo(sandbox, PHONES);
		sandbox.settings.fault = 'reset-before';
		const mend = async () => {
			while (requestsAfterSending(sandbox).length < 1) await sleep(5);
			sandbox.settings.fault = null;
		};
		const [{ out }] = await Promise.all([
			runOperation(sandbox, sent, {
				operation: 'get',
				referenceId: '={{ $json.reference_id }}',
			}),
			mend(),
		]);
		expect(out.map(({ json }) => json.state)).toEqual(PHONES.map(() => 'in_progress'));
		expect(requestsAfterSending(sandbox).length).toBeGreaterThan(PHONES.length);
	} finally {
		await sandbox.close();
	}
});

it.each(Object.keys(OPERATIONS) as Name[])(
	'goes again by itself while Telesign says that it did nothing (%s)',
	async (name) => {
		const sandbox = await startSandbox();
		try {
			const sent = await sendTo(sandbox, PHONES, { verifyCode: ownCodeExpression });
			sandbox.settings.rateLimit = { perSecond: 5, burst: 1 };
			const { out } = await runOperation(sandbox, sent, {
				...OPERATIONS[name],
				referenceId: '={{ $json.reference_id }}',
			});
			expect(out.map(({ json }) => json.reference_id)).toEqual(
				sent.map(({ reference_id }) => reference_id),
			);
			const statuses = requestsAfterSending(sandbox).map(({ status }) => status);
			expect(statuses).toContain(429);
			expect(statuses.filter((status) => status === 200)).toHaveLength(PHONES.length);
		} finally {
			await sandbox.close();
		}
	},
);

it.each(Object.keys(OPERATIONS) as Name[])(
	'gives up at once with Keep Trying 0 (%s)',
	async (name) => {
		const sandbox = await startSandbox();
		try {
			const [sent] = await sendTo(sandbox, PHONES, { verifyCode: ownCodeExpression });
			sandbox.settings.fault = 'reset-before';
			const { error } = await runOperation(sandbox, [sent], {
				...OPERATIONS[name],
				referenceId: '={{ $json.reference_id }}',
				options: { maxWait: 0 },
			});
			expect(error!.message).toMatch(/the connection broke before an answer came/);
			expect(requestsAfterSending(sandbox)).toHaveLength(1);
		} finally {
			await sandbox.close();
		}
	},
);
