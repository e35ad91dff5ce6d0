/** How the exchange holds the items of a run together: cancelling, tool calls, what the ledger is for. */
import { sleep, type IExecuteSingleFunctions } from 'n8n-workflow';
import { runOf } from '../../nodes/Telesign/exchange/run';
import captureOutput from '../helpers/captureOutput';
import { runNode } from './engine';
import { useSandbox } from './useSandbox';

const sandbox = useSandbox();

const rows = Array.from({ length: 60 }, (_, n) => ({ phone: `120255501${10 + n}` }));

describe('cancelling', () => {
	it.each(['stopWorkflow', 'continueRegularOutput'] as const)(
		'lets nothing more out and says what was sent (%s)',
		async (onError) => {
			const output = captureOutput();
			let cancelledAt = 0;
			const { run } = await runNode({
				rows,
				parameters: { phoneNumber: '={{ $json.phone }}' },
				credential: { ...sandbox().account, baseUrl: sandbox().url, requestsPerSecond: 5 },
				onError,
				onStart: (cancel) => {
					const poll = async () => {
						while (sandbox().requests().length < 5) await sleep(5);
						cancelledAt = sandbox().requests().length;
						cancel();
					};
					void poll();
				},
			});
			// Two requests may be between the gate and the sandbox; the pace would let out 7 more.
			await sleep(1500);
			output.restore();
			expect(cancelledAt).toBeGreaterThanOrEqual(5);
			expect(cancelledAt).toBeLessThan(rows.length);
			expect(sandbox().requests().length - cancelledAt).toBeLessThanOrEqual(2);
			expect(run.status).toBe('canceled');
			// n8n drops the connection of what is under way; nobody knows whether it arrived.
			const [, sent, open = '0', not] =
				/Of 60 items, (\d+) were sent, (?:(\d+) may have been, )?(\d+) were not\. Reference IDs: [0-9A-F]/.exec(
					output.written.join(''),
				)!;
			expect(Number(sent) + Number(open) + Number(not)).toBe(60);
			const messages = sandbox().messages();
			expect(messages.length).toBeGreaterThanOrEqual(Number(sent));
			expect(messages.length).toBeLessThanOrEqual(Number(sent) + Number(open));
			const said = output.written.join('');
			expect(messages.filter(({ reference_id: id }) => said.includes(id))).toHaveLength(
				Number(sent),
			);
		},
	);
});

/** The node as n8n shows it to the hook, in a run of its own or called as a tool by an agent. */
const context = (executeData: object, args: object, name = 'Telesign') =>
	({
		getNode: () => ({ name }),
		getExecuteData: () => executeData,
		getInputData: () => ({ json: args }),
	}) as unknown as IExecuteSingleFunctions;

describe('which run an item belongs to', () => {
	const own = { node: { name: 'Telesign' }, data: { main: [[{}, {}, {}]] } };
	const agents = { node: { name: 'AI Agent' }, data: { main: [[{}, {}]] } };

	it('is the same for all tries of a node run', () => {
		expect(runOf(context(own, {}))).toBe(runOf(context(own, {})));
		expect(runOf(context(own, {})).size).toBe(3);
	});

	it('is another for the next run', () => {
		expect(runOf(context({ ...own }, {}))).not.toBe(runOf(context(own, {})));
	});

	it('is another for each call of an agent, and the same for the tries of a call', () => {
		const [first, second] = [{ phone: '1' }, { phone: '1' }];
		expect(runOf(context(agents, first))).toBe(runOf(context(agents, first)));
		expect(runOf(context(agents, second))).not.toBe(runOf(context(agents, first)));
		expect(runOf(context(agents, first)).size).toBe(1);
	});
});
