/** The trigger: reports that the sandbox posts, signed as Telesign signs them. */
import type { Settings } from '../sandbox/server';
import { appKey, expect, test } from '../testbed/fixtures';
import { itemsOf } from '../testbed/rows';
import { minutesAgo, table } from '../testbed/tables';
import { examples } from '../testbed/workflows';
import { normalText } from './normal';
import { hourly, idOf } from './workflows';

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

test('delivery-tracking: a report finds the row of its code', async ({
	n8n,
	owner,
	sandbox,
	tables,
}) => {
	await tables.empty();
	await owner.activate(examples['phone-verification-app'].id);
	await sandbox.change({ smsGatewayMs: 500, smsFinalMs: 2000, voiceFinalMs: 2000 });
	const before = (await owner.executions(example.id)).length;
	const states = { 13105550100: 'delivered', 13105550101: 'delivered', 13105550107: 'failed' };
	for (const phone of Object.keys(states)) {
		const answer = await n8n.post('phone-verification/start', { phone }, appKey);
		expect(answer.status).toBe(200);
	}
	// 203 is no end, and the example takes ends only.
	const done = (await owner.settled(example.id, before + 3)).slice(before);
	expect(done.map(({ status }) => status)).toEqual(Array(3).fill('success'));
	const rows = await tables.rows(table);
	expect(Object.fromEntries(rows.map((row) => [row.number, row.delivery]))).toEqual(states);
	const received = [];
	const branches: Record<string, number> = {};
	for (const { id } of done) {
		const { runData } = await owner.execution(id);
		const json = (name: string) => itemsOf(runData, name).map((item) => item.json);
		received.push(...json(trigger.name));
		for (const name of ['Delivered', 'Offer another way', 'Unknown code']) {
			branches[name] = (branches[name] ?? 0) + json(name).length;
		}
	}
	expect(branches).toEqual({ Delivered: 2, 'Offer another way': 1, 'Unknown code': 0 });
	received.sort((one, other) => Number(one.status_code) - Number(other.status_code));
	expect(normalText(received)).toMatchSnapshot('delivery-tracking.json');
});

reported('a report about a code that is in no row', async ({ report, owner, tables }) => {
	await tables.empty();
	const before = (await owner.executions(example.id)).length;
	await report(['13105550101'], [200]);
	const [execution] = (await owner.settled(example.id, before + 1)).slice(before);
	const { runData } = await owner.execution(execution.id);
	expect(itemsOf(runData, 'Unknown code')).toHaveLength(1);
});

/** Codes of a calling code: of the last hour and of the day before, and how many were verified. */
type Codes = [sentNow: number, verifiedNow: number, sentBefore: number, verifiedBefore: number];

const conversions: Array<[what: string, codes: Record<string, Codes>, alert: RegExp | undefined]> =
	[
		['as usual', { '+1310555': [10, 6, 50, 30] }, undefined],
		[
			'fewer than half of what is usual',
			{ '+447700900': [10, 2, 50, 30] },
			/\+44: 2 of 10 .*30 of 50/,
		],
		['too few to tell', { '+447700900': [9, 0, 50, 30] }, undefined],
		['a country that never had codes', { '+33199001': [12, 3, 0, 0] }, /\+33: 3 of 12/],
		['a country that has just begun well', { '+33199001': [12, 6, 0, 0] }, undefined],
		[
			'one country among others',
			{ '+1310555': [30, 20, 90, 60], '+61491570': [20, 0, 20, 15], '353': [1, 0, 1, 0] },
			/^[^;]*\+61: 0 of 20[^;]*$/,
		],
	];

for (const [what, codes, alert] of conversions) {
	test(`delivery-tracking: conversion, ${what}`, async ({ n8n, owner, tables }) => {
		await owner.activate(hourly.id);
		await tables.empty();
		const rowsOf = (number: string, sent: number, verified: number, minutes: number) =>
			Array.from({ length: sent }, (_, index) => ({
				number: `${number}${1000 + index}`,
				status: index < verified ? 'verified' : 'sent',
				asked_at: minutesAgo(minutes),
			}));
		for (const [number, [sentNow, verifiedNow, sentBefore, verifiedBefore]] of Object.entries(
			codes,
		)) {
			await tables.insert(table, [
				...rowsOf(number, sentNow, verifiedNow, 30),
				...rowsOf(number, sentBefore, verifiedBefore, 300),
				...rowsOf(number, 20, 0, 2), // which people are still entering
				...rowsOf(number, 20, 0, 26 * 60), // too old
			]);
		}
		const before = (await owner.executions(hourly.id)).length;
		await n8n.post(hourly.id, {});
		const [execution] = (await owner.settled(hourly.id, before + 1)).slice(before);
		const { status, error } = await owner.execution(execution.id);
		expect(status).toBe(alert ? 'error' : 'success');
		if (alert) expect(error?.message).toMatch(alert);
	});
}

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
