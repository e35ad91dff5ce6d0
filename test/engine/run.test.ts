/** What holds the items of a run together: cancelling, the ledger, batches, and that runs do not hold up each other. */
import { sleep, type IDataObject } from 'n8n-workflow';
import { numbers } from '../../sandbox/numbers';
import captureOutput from '../helpers/captureOutput';
import { runNode } from './engine';
import { ON_ERROR } from './invariants';
import { useSandbox } from './useSandbox';

const sandbox = useSandbox();

const rows = Array.from({ length: 60 }, (_, n) => ({ phone: `120255501${10 + n}` }));

const run = async (items: IDataObject[], more: object = {}) =>
	await runNode({
		rows: items,
		parameters: { phoneNumber: '={{ $json.phone }}' },
		credential: { ...sandbox().account, baseUrl: sandbox().url, requestsPerSecond: 0 },
		...more,
	});

/** Cancels once so many requests have come. */
const cancelAfter = (requests: number) => (cancel: () => void) => {
	const poll = async () => {
		while (sandbox().requests().length < requests) await sleep(5);
		cancel();
	};
	void poll();
};

describe.each(['stopWorkflow', 'continueRegularOutput'] as const)('cancelling (%s)', (onError) => {
	it('lets nothing more out, waits for what is under way, and names each in the log', async () => {
		sandbox().settings.latencyMs = 300;
		const output = captureOutput();
		const { run: execution } = await run(rows, {
			credential: { ...sandbox().account, baseUrl: sandbox().url, requestsPerSecond: 20 },
			onError,
			onStart: cancelAfter(5),
		});
		// The log is written once all that was under way has its answer.
		while (!/execution cancelled/.test(output.written.join(''))) await sleep(20);
		const requests = sandbox().requests().length;
		// The pace would let out 12 more in this time.
		await sleep(600);
		output.restore();
		expect(execution.status).toBe('canceled');
		expect(sandbox().requests()).toHaveLength(requests);
		expect(requests).toBeLessThan(rows.length);

		const said = output.written.join('');
		const messages = sandbox().messages();
		const expected = `Of 60 items, ${messages.length} were sent, 0 may have been, ${60 - messages.length} were not.`;
		expect(said).toContain(expected);
		for (const { to, reference_id } of messages) {
			const item = rows.findIndex(({ phone }) => phone === to);
			expect(said).toMatch(new RegExp(`\\b${item}: ${reference_id}\\b`));
		}
	});

	it('names what nobody knows the end of', async () => {
		sandbox().settings.fault = 'hang';
		const output = captureOutput();
		await run(rows.slice(0, 4), {
			parameters: { phoneNumber: '={{ $json.phone }}', requestOptions: { timeout: 800 } },
			onError,
			onStart: cancelAfter(4),
		});
		while (!/execution cancelled/.test(output.written.join(''))) await sleep(20);
		output.restore();
		expect(output.written.join('')).toMatch(
			/Of 4 items, 0 were sent, 4 may have been, 0 were not\. Items that may have been: 0, 1, 2, 3\./,
		);
	});

	it('leaves no listener behind', async () => {
		const listeners = { on: 0, off: 0 };
		const isOurs = (listener: unknown) => (listener as { name?: string }).name === 'onCancel';
		const on = jest.spyOn(AbortSignal.prototype, 'addEventListener');
		const off = jest.spyOn(AbortSignal.prototype, 'removeEventListener');
		await run(rows.slice(0, 3), { onError });
		listeners.on = on.mock.calls.filter(([, listener]) => isOurs(listener)).length;
		listeners.off = off.mock.calls.filter(([, listener]) => isOurs(listener)).length;
		on.mockRestore();
		off.mockRestore();
		expect(listeners).toEqual({ on: 1, off: 1 });
	});

	it('ends while batches are waited for', async () => {
		const begin = performance.now();
		await run(rows, {
			parameters: {
				phoneNumber: '={{ $json.phone }}',
				requestOptions: { batching: { batch: { batchSize: 1, batchInterval: 60_000 } } },
			},
			onError,
			onStart: cancelAfter(1),
		});
		await sleep(700);
		expect(performance.now() - begin).toBeLessThan(50_000);
		expect(sandbox().requests()).toHaveLength(1);
	});
});

describe.each(ON_ERROR)(
	'nothing of the user fails any more once something is out (%s)',
	(onError) => {
		/** Every parameter that is read, with an expression that fails for the second item. */
		const FAILING: Array<[what: string, parameters: IDataObject]> = [
			['Simplify', { simplify: 'X' }],
			['Keep Trying', { options: { maxWait: 'X' } }],
			['Allowed Calling Codes', { allowedCallingCodes: 'X' }],
			['Default Country Code', { options: { defaultCountryCode: 'X' } }],
			['Proxy', { requestOptions: { proxy: 'X' } }],
			['Timeout', { requestOptions: { timeout: 'X' } }],
			['Ignore SSL Issues', { requestOptions: { allowUnauthorizedCerts: 'X' } }],
			['Batch Interval', { requestOptions: { batching: { batch: { batchInterval: 'X' } } } }],
			['Own Code', { additionalFields: { verifyCode: 'X' } }],
			['Ignore Risk', { additionalFields: { ignoreRisk: 'X' } }],
		];

		/**
		 * Here the others are refused, too: calling codes by an expression that gives nothing would let every
		 * number through, and n8n takes no expression for Ignore SSL Issues.
		 */
		const refusesAll = ['Allowed Calling Codes', 'Ignore SSL Issues'];

		it.each(FAILING)('%s by an expression that fails', async (what, parameters) => {
			const failing = '={{ $itemIndex === 1 ? $("Nowhere").item.json.x : undefined }}';
			const { out, errors, error } = await run(
				['+12025550110', '+12025550111', '+12025550112'].map((phone) => ({ phone })),
				{
					parameters: {
						phoneNumber: '={{ $json.phone }}',
						...(JSON.parse(
							JSON.stringify(parameters).replace('"X"', JSON.stringify(failing)),
						) as object),
					},
					onError,
					maxTries: 3,
				},
			);
			const messages = sandbox().messages();
			if (onError === 'stopWorkflow') {
				expect(sandbox().requests()).toEqual([]);
				expect(`${error!.message} ${error!.description}`).toMatch(
					refusesAll.includes(what) ? /\[item 1\]|\(items 0, 1 and 2\)/ : /\[item 1\]/,
				);
				return;
			}
			// One code to each of the others, whatever Retry On Fail does; the refused one is an error.
			const refused = [...out, ...errors].filter(({ json }) => json.error);
			expect(refused).toHaveLength(refusesAll.includes(what) ? 3 : 1);
			expect(new Set(messages.map(({ to }) => to)).size).toBe(messages.length);
			expect(messages).toHaveLength(refusesAll.includes(what) ? 0 : 2);
			expect(refused.at(-1)!.json.error).toMatchObject({ may_have_been_sent: false });
		});

		it.each([
			['Proxy', { proxy: 'nonsense' }, /'Proxy' is not a URL/],
			['Proxy', { proxy: 'localhost:3128' }, /'Proxy' does not start with http/],
			['Proxy', { proxy: '127.0.0.1:3128' }, /'Proxy' is not a URL/],
			['Proxy', { proxy: 'socks5://127.0.0.1:1' }, /'Proxy' does not start with http/],
			['Proxy', { proxy: 'http://us%er:secret@127.0.0.1:1' }, /'Proxy' is not a URL/],
			['Timeout', { timeout: -1 }, /'Timeout' is/],
			['Timeout', { timeout: 'abc' }, /'Timeout' is/],
			['Timeout', { timeout: 1e12 }, /'Timeout' is/],
			[
				'Batch Interval',
				{ batching: { batch: { batchSize: 2, batchInterval: 'x' } } },
				/'Batch Interval \(Ms\)' is/,
			],
		])(
			'%s in Request Options is refused for each item: %j',
			async (_what, requestOptions, says) => {
				const { out, errors, error } = await run(rows.slice(0, 3), {
					parameters: { phoneNumber: '={{ $json.phone }}', requestOptions },
					onError,
					maxTries: 2,
				});
				expect(sandbox().requests()).toEqual([]);
				const text = JSON.stringify([error?.message, error?.description, out, errors]);
				expect(text).toMatch(says);
				expect(text).not.toContain('secret');
				if (onError !== 'stopWorkflow') {
					const failed = onError === 'continueErrorOutput' ? errors : out;
					expect(failed.map(({ json }) => (json.error as IDataObject).may_have_been_sent)).toEqual([
						false,
						false,
						false,
					]);
				}
			},
		);
	},
);

it.each([1500.5, '2000', '0', 0.5 + 2 ** 30])('takes a Timeout of %j', async (timeout) => {
	const { out } = await run(rows.slice(0, 2), {
		parameters: { phoneNumber: '={{ $json.phone }}', requestOptions: { timeout } },
	});
	expect(out).toHaveLength(2);
	expect(sandbox().requests()).toHaveLength(2);
});

it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
	'a code that is a megabyte long holds up nobody else (%s)',
	async (onError) => {
		const { out, errors } = await run([{ code: '1'.repeat(1_000_000) }, { code: '045558' }], {
			parameters: {
				phoneNumber: '12025550110',
				additionalFields: { verifyCode: '={{ $json.code }}' },
			},
			onError,
		});
		expect(sandbox().requests()).toHaveLength(1);
		const failed = [...out, ...errors].filter(({ json }) => json.error);
		expect(failed.map(({ json }) => (json.error as IDataObject).message)).toEqual([
			expect.stringMatching(/'Own Code' .*\[item 0\]$/),
		]);
	},
);

it('in a second try says what the first one sent, when an expression fails only then', async () => {
	const refusedByTelesign = '+14155550101';
	const { error } = await run([{ phone: '+12025550110' }, { phone: refusedByTelesign }], {
		parameters: {
			phoneNumber: '={{ $json.phone }}',
			options: {
				defaultCountryCode:
					'={{ $itemIndex === 0 ? "" : $execution.customData.get("seen") ? $("Nowhere").item.json.x : [$execution.customData.set("seen", "1"), ""][1] }}',
			},
		},
		maxTries: 2,
	});
	expect(sandbox().requests()).toHaveLength(2);
	expect(error!.message).toMatch(/doesn't exist \[item 1\]$/);
	expect(error!.description).toContain('Of 2 items, 1 were sent, 0 may have been, 1 were not.');
	expect(error!.description).toContain('This item was not sent.');
	expect(error!.description).not.toContain('Nothing was sent');
	expect((error!.context as { data: IDataObject }).data.sent).toEqual([
		{ item: 0, reference_id: expect.stringMatching(/^[0-9A-F]{32}$/) as string },
	]);
});

it('under Stop names what may have been sent by item, beside what was sent', async () => {
	sandbox().settings.latencyMs = 100;
	const lost = numbers.find(({ name }) => name === 'reset-after')!.number;
	const phones = [lost, '12025550110', lost, '12025550111', lost, '12025550112'];
	const { error } = await run(phones.map((phone) => ({ phone })));
	const { data } = error!.context as { data: IDataObject };
	const sent = data.sent as Array<{ item: number; reference_id: string }>;
	const open = data.may_have_been_sent_items as number[];
	const asked = sandbox().requests().length;
	expect(open.every((item) => phones[item] === lost)).toBe(true);
	expect(sent.every(({ item }) => phones[item] !== lost)).toBe(true);
	expect(sent.length + open.length).toBe(asked);
	expect(error!.description).toContain(
		`Of 6 items, ${sent.length} were sent, ${open.length} may have been, ${6 - asked} were not.`,
	);
	expect(error!.description).toContain(`leave out the ${asked} that were sent or may have been`);
});

it.each(ON_ERROR)('sends in batches (%s)', async (onError) => {
	const begin = Date.now();
	await run(rows.slice(0, 6), {
		onError,
		parameters: {
			phoneNumber: '={{ $json.phone }}',
			requestOptions: { batching: { batch: { batchSize: 2, batchInterval: 300 } } },
		},
	});
	// A busy machine can only make it later: the third has waited once, the fifth twice.
	const after = sandbox()
		.requests()
		.map(({ at }) => at - begin);
	expect(after).toHaveLength(6);
	expect(after[2]).toBeGreaterThanOrEqual(290);
	expect(after[4]).toBeGreaterThanOrEqual(590);
});

it('does not let the run of one account wait for that of another', async () => {
	sandbox().settings.fault = 'hang';
	const hanging = run(rows.slice(0, 20), {
		onStart: undefined,
		parameters: {
			phoneNumber: '={{ $json.phone }}',
			requestOptions: { timeout: 3000 },
		},
	});
	while (sandbox().requests().length < 4) await sleep(5);
	sandbox().settings.fault = null;
	const other = sandbox().accounts.find(({ name }) => name === 'trial')!;
	const { out } = await run([{ phone: '13105550100' }], {
		credential: {
			customerId: other.customerId,
			apiKey: other.apiKey,
			baseUrl: sandbox().url,
			requestsPerSecond: 0,
		},
	});
	expect(out).toHaveLength(1);
	// Nor that of a person of the same account, who has nothing under way.
	const { out: alone } = await run([{ phone: '13105550101' }]);
	expect(alone).toHaveLength(1);
	const { error } = await hanging;
	expect(error!.message).toMatch(/may have been sent/);
});

it.each(ON_ERROR)(
	'says of 5,000 rows with the wrong column that each is refused (%s)',
	async (onError) => {
		const wrong = Array.from({ length: 5000 }, (_, n) => ({ name: `${n}` }));
		const { out, errors, error } = await run(wrong, { onError });
		expect(sandbox().requests()).toEqual([]);
		if (onError !== 'stopWorkflow') {
			const failed = onError === 'continueErrorOutput' ? errors : out;
			expect(failed).toHaveLength(5000);
			return;
		}
		expect(error!.message).toMatch(/^5000 of 5000 items can't be sent \(first: item 0\)/);
		const { refused } = (error!.context as { data: { refused: IDataObject[] } }).data;
		expect(refused.map(({ item }) => item)).toEqual(wrong.map((_, n) => n));
	},
);
