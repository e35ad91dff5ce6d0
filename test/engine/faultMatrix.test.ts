import lodash from 'lodash';
import type { IDataObject } from 'n8n-workflow';
import { numbers } from '../../sandbox/numbers';
import { startSandbox, type Sandbox, type Settings } from '../../sandbox/server';
import docTable from '../../testbed/docTable';
import { runNode, type NodeOutcome } from './engine';
import {
	errorItems,
	expectInvariants,
	knownReferenceIds,
	ON_ERROR,
	ownCodeExpression,
} from './invariants';
import { useOutput } from './useOutput';

/** How a faulted item ends. */
type End =
	/** With an output. */
	| 'sent'
	/** With Telesign's refusal; Retry On Fail asks again. */
	| 'refused'
	/** Nobody knows; never asked again. */
	| 'may have been sent'
	/** Without Telesign having been asked; Retry On Fail tries again. */
	| 'not reached';

interface Case {
	name: string;
	what: string;
	/** The number of the faulted row. */
	phone: string;
	end: End;
	/** Requests in one try of the node; `several` where the exchange tries again for as long as Keep Trying says. */
	requests: number | 'several';
	/** Messages that reach the phone, over all tries. */
	delivered: 0 | 1;
	/** A setting of the sandbox that makes the fault, where the number does not. */
	settings?: Partial<Settings>;
	/** Where the node is told to send to, instead of the sandbox. */
	baseUrl?: string;
	/** Request Options, Timeout, in milliseconds. */
	timeout?: number;
	/** The fault hits every row, not only the middle one. */
	all?: true;
}

/** In milliseconds, for the faulted row alone: its request arrives in that time also on a busy machine. */
const PATIENCE = 5000;

/** How each fault on the wire ends; the sandbox says what each is and whether it delivers. */
const FAULT_ENDS: Record<string, End> = {
	'text-plain': 'sent',
	html: 'may have been sent',
	empty: 'may have been sent',
	truncated: 'may have been sent',
	huge: 'sent',
	'not-utf8': 'sent',
	array: 'may have been sent',
	'no-status': 'may have been sent',
	null: 'may have been sent',
	'plain-500': 'may have been sent',
	'html-502': 'may have been sent',
	'empty-504': 'may have been sent',
	'redirect-302': 'may have been sent',
	'redirect-307': 'may have been sent',
	'reset-before': 'may have been sent',
	'reset-after': 'may have been sent',
	'half-answer': 'may have been sent',
	slow: 'sent',
	hang: 'may have been sent',
};

/** Journeys that are refused in the answer itself, with HTTP 200. */
const REFUSED_WITH_200 =
	/^(risk|blocklisted|own-block)|^(deactivated|country-block|prefix-block|ok-)/;

const cases: Case[] = numbers.flatMap(
	({ number: phone, name, what, delivers, outcome }): Case[] => {
		const row = { name, what, phone };
		if (outcome.kind === 'journey') {
			return REFUSED_WITH_200.test(name)
				? [{ ...row, end: 'refused', requests: 1, delivered: 0 }]
				: [];
		}
		if (outcome.kind === 'fault') {
			return [
				{
					...row,
					end: FAULT_ENDS[name],
					requests: 1,
					delivered: delivers ? 1 : 0,
					...(name === 'hang' && { timeout: PATIENCE }),
				},
			];
		}
		const { refusal, times } = outcome;
		if (times !== undefined) return [{ ...row, end: 'sent', requests: times + 1, delivered: 1 }];
		const notAttempted =
			(refusal.http === 429 && refusal.code === -40007) ||
			(refusal.http >= 500 && refusal.code === -90001);
		return [{ ...row, end: 'refused', requests: notAttempted ? 'several' : 1, delivered: 0 }];
	},
);

const more: Case[] = [
	{
		name: 'slow-timeout',
		what: 'Delivered; the answer comes after the Timeout of Request Options',
		phone: '16465550133',
		end: 'may have been sent',
		requests: 1,
		delivered: 1,
		settings: { slowMs: 10 * PATIENCE },
		timeout: PATIENCE,
	},
	{
		name: 'hard-cap-reached',
		what: 'Hard cap reached by this very run',
		phone: '13105550100',
		end: 'refused',
		requests: 1,
		delivered: 0,
		settings: { hardCap: 0 },
		all: true,
	},
	{
		name: 'connection-refused',
		what: 'Nothing listens at the Base URL',
		phone: '13105550100',
		end: 'not reached',
		requests: 0,
		delivered: 0,
		baseUrl: 'http://127.0.0.1:9',
		all: true,
	},
	{
		name: 'unknown-host',
		what: 'The host of the Base URL does not exist',
		phone: '13105550100',
		end: 'not reached',
		requests: 0,
		delivered: 0,
		baseUrl: 'http://telesign.invalid',
		all: true,
	},
];

/** What differs by product: how a text of one's own is filled in, and what is read differently. */
const PRODUCTS: Array<{ resource: string; fields: IDataObject; other?: Record<string, End> }> = [
	{
		resource: 'smartVerify',
		fields: { verifyCode: ownCodeExpression, smsMessage: 'Code: $$CODE$$' },
	},
	// Their own codes are too short not to turn up by chance.
	{ resource: 'smsVerify', fields: { smsMessage: 'Code: $$CODE$$' } },
	{ resource: 'voiceVerify', fields: {} },
	{
		resource: 'verification',
		fields: { verifyCode: ownCodeExpression },
		other: { 'no-status': 'sent' },
	},
];

/** Numbers that an SMS of Smart Verify alone learns of at once. */
const SMART_ALONE = /^(deactivated|country-block|prefix-block|ok-)/;

/** All that waits for its Timeout begins, since that takes longest. */
const inOrder = lodash.sortBy([...more, ...cases], ({ timeout }) => -(timeout ?? 0));

/**
 * Each case in each mode, with and without Retry On Fail; for the products that share the exchange
 * with Smart Verify in the one that shows most.
 */
const combinations = PRODUCTS.flatMap((product) => {
	const isSmart = product.resource === 'smartVerify';
	const modes = isSmart ? ON_ERROR : (['continueRegularOutput'] as const);
	return inOrder
		.filter(({ name }) => isSmart || !SMART_ALONE.test(name))
		.flatMap((testCase) =>
			modes.flatMap((onError) =>
				(isSmart ? [false, true] : [true]).map((retry) => ({
					...testCase,
					...product,
					end: product.other?.[testCase.name] ?? testCase.end,
					onError,
					retry,
				})),
			),
		);
});

type Combination = (typeof combinations)[number];

const TRIES = 3;

const GOOD = ['12025550110', '12025550111', '12025550112', '12025550113'];

interface Seen {
	sandbox: Sandbox;
	outcome: NodeOutcome;
	rows: IDataObject[];
	/** Requests for the faulted number. */
	requests: number;
	/** Messages that the faulted number got. */
	delivered: number;
}

/**
 * Five rows with the faulted one in the middle, or first under Retry On Fail (in the continue modes
 * n8n tries again only when the first item has failed), against a sandbox, and so a gate, of
 * their own.
 */
async function see({
	phone,
	requests,
	settings,
	baseUrl,
	timeout,
	resource,
	fields,
	onError,
	retry,
}: Combination): Promise<Seen> {
	const sandbox = await startSandbox({
		settings: { slowMs: 200, blocks: 'at once', ...settings },
	});
	const faulted = retry ? 0 : 2;
	const rows = [...GOOD.slice(0, faulted), phone, ...GOOD.slice(faulted)].map((to) => ({
		phone: to,
		timeout: to === phone ? timeout : undefined,
	}));
	try {
		const outcome = await runNode({
			rows,
			parameters: {
				resource,
				phoneNumber: '={{ $json.phone }}',
				additionalFields: fields,
				options: { maxWait: requests === 'several' ? 0.6 : 20 },
				requestOptions: { timeout: '={{ $json.timeout ?? 60000 }}' },
			},
			credential: {
				...sandbox.account,
				baseUrl: baseUrl ?? sandbox.url,
				requestsPerSecond: 0,
			},
			onError,
			...(retry && { maxTries: TRIES }),
		});
		return {
			sandbox,
			outcome,
			rows,
			requests: sandbox.requests().filter(({ body }) => body.includes(phone)).length,
			delivered: sandbox.messages().filter(({ to }) => to === phone).length,
		};
	} finally {
		await sandbox.close();
	}
}

/** What the user reads, without the number of the item and the code, which depends on the system. */
const words = (error: IDataObject): string =>
	String(error.message).replace(/( \([A-Z_]+\))? \[item \d+\]$/, '');

/** Rows of the table in docs/reliability.md by case, as the runs below fill it. */
const documented = new Map<string, string>();

const output = useOutput();

describe('a fault', () => {
	// Side by side, since most of their time is waiting.
	it.concurrent.each(combinations)(
		'$resource, $name: $what ($onError, Retry On Fail $retry)',
		async (testCase) => {
			const { name, what, phone, end, requests, delivered, all, onError, retry } = testCase;
			const { sandbox, outcome, rows, ...counted } = await see(testCase);
			expectInvariants(rows, outcome, sandbox, output());

			expect(counted.delivered).toBe(delivered);
			const tries = retry && (end === 'refused' || end === 'not reached') ? TRIES : 1;
			if (requests === 'several') expect(counted.requests).toBeGreaterThanOrEqual(tries);
			else expect(counted.requests).toBe(requests * tries);

			const sentItems = outcome.out.filter(({ json }) => !json.error);
			const errors = errorItems(outcome);
			if (onError === 'continueRegularOutput' && !retry) {
				const again =
					end === 'refused' || end === 'not reached' ? `${TRIES} × ${requests}` : requests;
				const read = errors.length > 0 ? words(errors[0]) : '';
				const cells = [what, end, requests, again, delivered, read];
				documented.set(name, `| ${cells.join(' | ')} |`);
			}
			if (end === 'sent') {
				expect(outcome.error).toBeUndefined();
				expect(sentItems).toHaveLength(rows.length);
				return;
			}
			const failed = all ? rows.length : 1;
			if (onError === 'stopWorkflow') {
				expect(outcome.error!.message).toMatch(all || retry ? / \[item 0\]$/ : / \[item 2\]$/);
				expect(outcome.error!.description).toMatch(/\S/);
				const sentOnes = sandbox.messages().filter(({ to }) => to !== phone);
				expect(knownReferenceIds(outcome).sort()).toEqual(
					sentOnes.map(({ reference_id }) => reference_id).sort(),
				);
				return;
			}
			expect(sentItems).toHaveLength(rows.length - failed);
			expect(errors).toHaveLength(failed);
			for (const error of errors) {
				expect(error).toEqual({
					message: expect.stringMatching(/\S \[item \d\]$/),
					description: expect.stringMatching(/\.$/),
					error_code: end === 'refused' ? error.error_code : null,
					status_code: end === 'refused' ? expect.any(Number) : null,
					reference_id: end === 'refused' ? error.reference_id : null,
					http_status: error.http_status,
					retryable: expect.any(Boolean),
					may_have_been_sent: end === 'may have been sent',
				});
			}
			if (onError === 'continueErrorOutput') {
				expect(outcome.errors.map(({ json }) => json.phone)).toEqual(
					all ? rows.map((row) => row.phone) : [phone],
				);
			}
		},
	);
});

it('is the table in docs/reliability.md', () => {
	const table = [
		'| fault | ends | requests | with Retry On Fail | messages | what the user reads |',
		'|---|---|---|---|---|---|',
		...[...cases, ...more].map(({ name }) => documented.get(name)),
	].join('\n');
	expect(documented.size).toBe(cases.length + more.length);
	expect(docTable('docs/reliability.md', 'faults', table)).toBe(table);
});
