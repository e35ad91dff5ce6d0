/**
 * Workflows as each released version of this package saved them: they run, and give at least what they
 * gave then. A file in `saved/` is written once, at the release, and never changed afterwards; its
 * `outputs` are by the name of the node.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { e2e } from '../lib/paths.mjs';
import { normal } from '../lib/normal.mjs';

const folder = join(e2e, 'versions/saved');

const phone = '13105550100';

/** By version of this package, the oldest first. */
const saved = readdirSync(folder)
	.sort()
	.map((file) => ({
		released: file.replace(/\.json$/, ''),
		...JSON.parse(readFileSync(join(folder, file), 'utf8')),
	}));

export const savedWorkflows = saved.flatMap(({ workflows }) => workflows);

/** Outputs may have got more keys since. */
const kept = (output, then) =>
	Object.fromEntries(Object.keys(then).map((key) => [key, output?.[key]]));

export async function checkUpgrade(check, { n8n, rest, sandbox }) {
	for (const { released, workflows, outputs } of saved) {
		await check(`workflows that ${released} saved`, async () => {
			const [flow, reports] = workflows;
			for (const { id } of workflows) await rest.activate(id);
			const { webhookId } = reports.nodes[0];
			await sandbox.reset();
			await sandbox.change({
				callbackUrl: `${n8n.url}/webhook/${webhookId}/telesign`,
				smsGatewayMs: 200,
				smsFinalMs: 400,
			});
			const answer = await fetch(`${n8n.url}/webhook/${flow.nodes[0].webhookId}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ phone }),
			});
			assert.equal(answer.status, 200, await answer.text());
			const runs = {};
			for (const { id } of workflows) {
				const [{ id: execution }] = await rest.settled(id, 1);
				const { status, runData } = await rest.execution(execution);
				assert.equal(status, 'success');
				Object.assign(runs, runData);
			}
			for (const [node, then] of Object.entries(outputs)) {
				const { json } = runs[node].at(-1).data.main[0][0];
				assert.deepEqual(kept(normal(json), then), then, node);
			}
			assert.equal((await sandbox.messages()).length, 1);
			await sleep(500); // for a report that would be one too many
			assert.equal((await rest.executions(reports.id)).length, 1);
		});
	}
	await sandbox.reset();
}
