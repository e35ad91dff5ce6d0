/** The trigger: reports that the sandbox posts, signed as Telesign signs them. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { workflows as examples } from '../lib/examples.mjs';
import { normal } from '../lib/normal.mjs';
import { idOf } from './workflows.mjs';

const example = examples['delivery-tracking'];
const trigger = example.nodes.find(({ type }) => type === 'n8n-nodes-telesign.telesignTrigger');
const patienceMs = 30_000;

/** The answers to the reports, once there are as many and none is under way. */
async function answers(sandbox, count) {
	for (const giveUp = Date.now() + patienceMs; Date.now() < giveUp; await sleep(100)) {
		const all = (await sandbox.callbacks()).map(({ status }) => status);
		if (all.length >= count && !all.includes('pending')) return all;
	}
	throw new Error(`The sandbox posted ${JSON.stringify(await sandbox.callbacks())}`);
}

export async function checkTrigger(check, { n8n, rest, sandbox }, outputs) {
	const settings = {
		callbackUrl: `${n8n.url}/webhook/${trigger.webhookId}/telesign`,
		smsGatewayMs: 100,
		smsFinalMs: 200,
		voiceFinalMs: 200,
		callbackRetryMs: 100,
	};
	const send = (rows) =>
		fetch(`${n8n.url}/webhook/${idOf('send', 'stopWorkflow')}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ rows }),
		});
	const executions = async () => (await rest.executions(example.id)).length;
	/** Sends to a phone under a fault of the reports. */
	async function reported(phone, count, callbackFault) {
		await sandbox.reset();
		await sandbox.change({ ...settings, callbackFault });
		await send([{ phone }]);
		return await answers(sandbox, count);
	}

	await check('delivery-tracking: every report starts the branch of its state', async () => {
		await rest.activate(example.id);
		await sandbox.reset();
		await sandbox.change(settings);
		await send([{ phone: '13105550100' }, { phone: '13105550107' }, { phone: '13105550101' }]);
		// 203 and 200, 203 and 207, 100; 203 is no end, and the example takes ends only.
		assert.deepEqual(await answers(sandbox, 5), [200, 200, 200, 200, 200]);
		const done = await rest.settled(example.id, 3);
		assert.equal(done.length, 3);
		const runs = [];
		for (const { id } of done) {
			const { status, runData } = await rest.execution(id);
			assert.equal(status, 'success');
			const json = (name) => runData[name]?.[0].data.main.flat().map((item) => item.json);
			runs.push({
				report: json(trigger.name),
				delivered: json('Delivered'),
				failed: json('Failed'),
			});
		}
		const ofChannelAndCode = (run) => `${run.report[0].channel}${run.report[0].status_code}`;
		runs.sort((a, b) => ofChannelAndCode(a).localeCompare(ofChannelAndCode(b)));
		assert.deepEqual(runs.map(ofChannelAndCode), ['sms200', 'sms207', 'voice100']);
		assert.equal(runs[1].failed.length, 1);
		assert.equal(runs[2].delivered.length, 1);
		outputs['delivery-tracking'] = normal(runs);
	});

	await check('trigger: what Telesign has not signed is refused with 401', async () => {
		const before = await executions();
		for (const fault of ['unsigned', 'wrong signature']) {
			const statuses = await reported('13105550101', 4, fault);
			assert.deepEqual(statuses, [401, 401, 401, 401]);
		}
		assert.equal(await executions(), before);
	});

	await check('trigger: a repeated report starts nothing', async () => {
		const before = await executions();
		assert.deepEqual(await reported('13105550101', 2, 'twice'), [200, 200]);
		assert.equal((await rest.settled(example.id, before + 1)).length, before + 1);
	});

	await sandbox.reset();
}
