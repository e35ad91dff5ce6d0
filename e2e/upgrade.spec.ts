/** Workflows as each released version of this package saved them: they give at least what they gave. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { IRunData } from 'n8n-workflow';
import { expect, test } from '../testbed/fixtures';
import { itemsOf } from '../testbed/rows';
import { normalText } from './normal';
import { saved } from './workflows';

for (const { released, workflows, outputs } of saved) {
	test(`workflows that ${released} saved`, async ({ n8n, owner, sandbox }) => {
		const [flow, reports] = workflows;
		for (const { id } of workflows) await owner.activate(id);
		await sandbox.change({
			callbackUrl: `${n8n.url}/webhook/${reports.nodes[0].webhookId}/telesign`,
			smsGatewayMs: 200,
			smsFinalMs: 400,
		});
		const answer = await n8n.post(flow.nodes[0].webhookId!, { phone: '13105550100' });
		expect(answer.status, await answer.text()).toBe(200);
		const runs: IRunData = {};
		for (const { id } of workflows) {
			const [{ id: execution }] = await owner.settled(id, 1);
			const { status, runData } = await owner.execution(execution);
			expect(status).toBe('success');
			Object.assign(runs, runData);
		}
		for (const [node, then] of Object.entries(outputs)) {
			const now = JSON.parse(normalText(itemsOf(runs, node).at(-1)?.json));
			expect(now, node).toMatchObject(then);
		}
		expect(await sandbox.messages()).toHaveLength(1);
		await sleep(500); // for a report that would be one too many
		expect(await owner.executions(reports.id)).toHaveLength(1);
	});
}
