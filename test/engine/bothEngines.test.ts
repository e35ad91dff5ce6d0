/**
 * n8n runs the node in two ways: in a workflow by its `customOperations`, and for an agent, which calls
 * it as a tool, by n8n's routing engine. Both read the same description; here they are held against
 * each other.
 */
import type { IDataObject } from 'n8n-workflow';
import type { NodeOutcome, NodeRun } from './engine';
import { errorItems, ON_ERROR } from './invariants';
import { runOperation, sendTo } from './operations';
import { useSandbox } from './useSandbox';

const sandbox = useSandbox();

interface Case {
	name: string;
	rows: IDataObject[];
	parameters: IDataObject;
	more?: Partial<NodeRun>;
}

const everyField = {
	operation: 'send',
	phoneNumber: '={{ $json.phone }}',
	additionalFields: {
		ucid: 'ATCK',
		smsMessage: '=Code $$CODE$$ & more for {{ $json.name }}',
		ttsMessage: '={{ $json.none }}',
		language: '={{ $json.language }}',
		preference: 'call',
		ignoreRisk: '={{ $json.phone.endsWith("1") }}',
		verifyCode: '={{ "042 917" }}',
		originatingIp: '',
	},
};

const people = [
	{ phone: '+1 (310) 555-0100', name: 'A', language: 'en-GB' },
	{ phone: '13105550101', name: 'ß 🔐', language: 'de-DE' },
	{ phone: '447700900123', name: '', language: null },
];

const CASES: Case[] = [
	{ name: 'Send, every field', rows: people, parameters: everyField },
	{
		name: 'Send, fields of other operations and unknown ones left behind',
		rows: people,
		parameters: { ...everyField, code: '1', referenceId: 'x', waitForFinalState: true, old: 'y' },
	},
	{
		name: 'Send, as raw JSON, in batches, with a timeout',
		rows: people,
		parameters: {
			...everyField,
			simplify: false,
			requestOptions: { timeout: 5000, batching: { batch: { batchSize: 2, batchInterval: 10 } } },
		},
	},
	{ name: 'Send, Execute Once', rows: people, parameters: everyField, more: { executeOnce: true } },
	{
		name: 'Send, one refused before and one by Telesign',
		rows: [{ phone: '13105550100' }, { phone: 'no' }, { phone: '13105550116' }],
		parameters: { operation: 'send', phoneNumber: '={{ $json.phone }}' },
	},
	{
		name: 'Send, an item that its options refuse',
		rows: people,
		parameters: { ...everyField, allowedCallingCodes: '={{ "1" }}' },
	},
];

/**
 * The routing engine runs the node for one item at a time, which is all that a tool ever gets: there a
 * list under On Error: stop is a list of runs.
 */
const runsOf = (rows: IDataObject[], onError: (typeof ON_ERROR)[number]): IDataObject[][] =>
	onError === 'stopWorkflow' ? rows.map((row) => [row]) : [rows];

const nameOf = ({ url, body }: { url: string; body: string }) =>
	`${url.replace(/[0-9A-F]{32}/, '')} ${body}`;

/** What can be told from outside, apart from what is new each time. */
const seen = ({ out, errors, error, linked }: NodeOutcome) => {
	const wire = sandbox()
		.requests()
		.map(({ method, url, headers, body }) => ({
			method,
			url,
			body,
			headers: { ...headers, host: '' },
		}))
		// They leave side by side, so they may come in any order.
		.sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
	const text = JSON.stringify({
		wire,
		out,
		errors,
		linked,
		stopped: error && [error.message, error.description, (error.context as IDataObject).data],
	});
	return JSON.parse(
		text
			.replace(/[0-9A-F]{32}/g, 'ID')
			.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
			// Under On Error: stop, how many went out before the failure is a matter of chance.
			.replace(/Of \d items, .*? were not\./, 'Of them'),
	) as unknown;
};

describe.each(ON_ERROR)('%s', (onError) => {
	it.each(CASES)('$name', async ({ rows, parameters, more }) => {
		const ways = [];
		for (const byRoutingEngine of [false, true]) {
			sandbox().reset();
			const outcomes = [];
			for (const items of runsOf(rows, onError)) {
				const outcome = await runOperation(sandbox(), items, parameters, {
					...more,
					onError,
					byRoutingEngine,
				});
				expect(outcome.out.length + errorItems(outcome).length + (outcome.error ? 1 : 0)).not.toBe(
					0,
				);
				outcomes.push(seen(outcome));
			}
			ways.push(outcomes);
		}
		expect(ways[0]).toEqual(ways[1]);
	});

	it('through a proxy that asks for a sign-in', async () => {
		const { port } = new URL(sandbox().url);
		const ways = [];
		for (const byRoutingEngine of [false, true]) {
			sandbox().reset();
			const outcome = await runOperation(
				sandbox(),
				onError === 'stopWorkflow' ? people.slice(0, 1) : people,
				{ ...everyField, requestOptions: { proxy: `http://me:p%40ss@127.0.0.1:${port}` } },
				{
					credential: { ...sandbox().account, baseUrl: 'http://telesign.example' },
					onError,
					byRoutingEngine,
				},
			);
			expect(sandbox().requests()[0]).toMatchObject({
				url: 'http://telesign.example/v1/verify/smart',
				headers: { 'proxy-authorization': expect.stringMatching(/^Basic /) },
			});
			ways.push(seen(outcome));
		}
		expect(ways[0]).toEqual(ways[1]);
	});

	it('Check, Get Delivery Status and Report Completion', async () => {
		const ways = [];
		for (const byRoutingEngine of [false, true]) {
			sandbox().reset();
			const sent = await sendTo(sandbox(), ['13105550100', '13105550101'], { verifyCode: '0429' });
			const rows = [...sent, { reference_id: 'F'.repeat(32), code: '1' }];
			for (const [operation, items] of ['check', 'get', 'complete'].flatMap((name) =>
				runsOf(rows, onError).map((run): [string, IDataObject[]] => [name, run]),
			)) {
				const outcome = await runOperation(
					sandbox(),
					items,
					{ operation, referenceId: '={{ $json.reference_id }}', code: '={{ $json.code }}' },
					{ onError, byRoutingEngine, maxTries: 2 },
				);
				ways.push(seen(outcome));
			}
		}
		expect(ways.slice(0, ways.length / 2)).toEqual(ways.slice(ways.length / 2));
	});
});
