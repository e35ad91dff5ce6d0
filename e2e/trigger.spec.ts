/** The trigger: reports that the sandbox posts, signed as Telesign signs them. */
import type { IDataObject } from 'n8n-workflow';
import type { Settings } from '../sandbox/server';
import { expect, test } from '../testbed/fixtures';
import { itemsOf } from '../testbed/rows';
import { examples } from '../testbed/workflows';
import { normalText } from './normal';
import { idOf } from './workflows';

const example = examples['delivery-tracking'];
const trigger = example.nodes.find(({ type }) => type === 'n8n-nodes-telesign.telesignTrigger')!;
const sender = idOf('send', 'stopWorkflow');

test.beforeAll(async ({ owner }) => {
	for (const id of [example.id, sender]) await owner.activate(id);
});

test.beforeEach(async ({ n8n, sandbox }) => {
	await sandbox.change({
		callbackUrl: `${n8n.url}/webhook/${trigger.webhookId}/telesign`,
		smsGatewayMs: 100,
		smsFinalMs: 200,
		voiceFinalMs: 200,
		callbackRetryMs: 100,
	});
});

/** Sends to phones, and waits until the reports were answered so. */
const reported = test.extend<{
	report: (phones: string[], answers: number[], fault?: Settings['callbackFault']) => Promise<void>;
}>({
	report: async ({ n8n, sandbox }, use) => {
		await use(async (phones, answers, callbackFault = null) => {
			await sandbox.change({ callbackFault });
			const before = (await sandbox.callbacks()).length;
			await n8n.post(sender, { rows: phones.map((phone) => ({ phone })) });
			const statuses = async () =>
				(await sandbox.callbacks()).slice(before).map(({ status }) => status);
			await expect.poll(statuses, { message: 'answers to the reports' }).toEqual(answers);
		});
	},
});

reported(
	'delivery-tracking: every report starts the branch of its state',
	async ({ report, owner }) => {
		// 203 and 200, 203 and 207, 100; 203 is no end, and the example takes ends only.
		await report(['13105550100', '13105550107', '13105550101'], [200, 200, 200, 200, 200]);
		const done = await owner.settled(example.id, 3);
		expect(done.map(({ status }) => status)).toEqual(Array(3).fill('success'));
		const runs: Array<Record<'received' | 'delivered' | 'failed', IDataObject[]>> = [];
		for (const { id } of done) {
			const { runData } = await owner.execution(id);
			const json = (name: string) => itemsOf(runData, name).map((item) => item.json);
			runs.push({
				received: json(trigger.name),
				delivered: json('Delivered'),
				failed: json('Failed'),
			});
		}
		const nameOf = ({ received: [report] }: (typeof runs)[number]) =>
			`${report.channel}${report.status_code}`;
		runs.sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
		expect(runs.map(nameOf)).toEqual(['sms200', 'sms207', 'voice100']);
		expect(runs.map(({ failed }) => failed.length)).toEqual([0, 1, 0]);
		expect(runs.map(({ delivered }) => delivered.length)).toEqual([1, 0, 1]);
		expect(normalText(runs)).toMatchSnapshot('delivery-tracking.json');
	},
);

for (const fault of ['unsigned', 'wrong signature'] as const) {
	reported(`a report that is ${fault} is refused with 401`, async ({ report, owner }) => {
		const before = (await owner.executions(example.id)).length;
		await report(['13105550101'], [401, 401, 401, 401], fault);
		expect(await owner.executions(example.id)).toHaveLength(before);
	});
}

reported('a repeated report starts nothing', async ({ report, owner }) => {
	const before = (await owner.executions(example.id)).length;
	await report(['13105550101'], [200, 200], 'twice');
	expect(await owner.settled(example.id, before + 1)).toHaveLength(before + 1);
});
