/** Each operation under each way of On Error, with Retry On Fail, and what came of it on the wire. */
import assert from 'node:assert/strict';
import { normal } from '../lib/normal.mjs';
import { idOf, modes, operations, workflows } from './workflows.mjs';

/** Numbers of the sandbox (docs/sandbox.md), and one that nobody can call. */
const numbers = {
	good: '13105550100',
	landline: '13105550101',
	refused: '14155550106',
	storm: '14155550151', // 429 three times, then it is sent
	lost: '16465550131', // sent, but the connection is cut before the answer
	unreadable: 'call me',
};
const unknownId = '0'.repeat(32);

/** Statuses stay as they were after the sending, however long a run takes. */
const frozen = { smsGatewayMs: 3_600_000, smsFinalMs: 7_200_000, voiceFinalMs: 7_200_000 };

/** Runs one workflow with these rows to its end, and gives what the node left. */
async function run({ n8n, rest, sandbox }, id, rows) {
	const before = (await rest.executions(id)).length;
	const requests = (await sandbox.requests()).length;
	const answer = await fetch(`${n8n.url}/webhook/${id}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ rows }),
	});
	assert.equal(answer.status, 200);
	const execution = (await rest.settled(id, before + 1)).at(-1);
	const { status, runData, error } = await rest.execution(execution.id);
	const outputs = runData.Telesign?.at(-1).data?.main ?? [];

	return {
		status,
		...(error && {
			error: {
				message: error.message,
				description: error.description,
				httpCode: error.httpCode,
				data: error.context?.data,
			},
		}),
		outputs: outputs.map((items) =>
			(items ?? []).map(({ json, pairedItem }) => ({ json, row: pairedItem?.item ?? pairedItem })),
		),
		requests: (await sandbox.requests()).length - requests,
	};
}

/** The rows by which each operation is tried: all fine, one that cannot be right, and every kind. */
async function rowsOf(operation, stage) {
	const { sandbox } = stage;
	if (operation === 'send') {
		const row = (name) => ({ phone: numbers[name] });
		return {
			fine: ['good', 'landline', 'storm'].map(row),
			unreadable: ['good', 'unreadable'].map(row),
			refused: ['good', 'refused'].map(row),
			mixed: ['good', 'unreadable', 'refused', 'lost', 'storm', 'landline'].map(row),
		};
	}
	const ownCode = operation === 'complete' ? '2718' : undefined;
	const { outputs } = await run(stage, idOf('send', 'stopWorkflow'), [
		{ phone: numbers.good, ownCode },
		{ phone: numbers.landline, ownCode },
	]);
	const [first, second] = outputs[0].map(({ json }) => json.reference_id);
	const right = { id: first, code: await sandbox.codeOf(numbers.good) };
	const wrong = { id: second, code: '0000' };
	return {
		fine: [right, wrong],
		unreadable: [right, { id: 'abc', code: '1234' }],
		refused: [right, { id: unknownId, code: '1234' }],
		mixed: [right, { id: 'abc', code: '1234' }, { id: unknownId, code: '1234' }, wrong],
	};
}

/** How many of the rows under `mixed` have no result. */
const failures = { send: 3, check: 2, get: 2, complete: 2 };

/** What must hold for every operation and mode. */
function expectSense(operation, mode, ran, rows) {
	const count = (outputs) => outputs.map((items) => items.length);
	assert.equal(ran.fine.status, 'success');
	assert.deepEqual(count(ran.fine.outputs.slice(0, 1)), [rows.fine.length]);
	assert.deepEqual(
		ran.fine.outputs[0].map(({ row }) => row),
		rows.fine.map((_, index) => index),
	);
	if (mode === 'stopWorkflow') {
		for (const name of ['unreadable', 'refused', 'mixed']) assert.equal(ran[name].status, 'error');
		assert.equal(ran.unreadable.requests, 0);
		assert.equal(ran.mixed.requests, 0);
		assert.equal(ran.refused.requests, 4, 'the good row once, the refused one at each of 3 tries');
		return;
	}
	const failed = failures[operation];
	const good = rows.mixed.length - failed;
	assert.equal(ran.mixed.status, 'success');
	assert.deepEqual(
		count(ran.mixed.outputs),
		mode === 'continueErrorOutput' ? [good, failed] : [rows.mixed.length],
	);
	const all = ran.mixed.outputs.flat();
	assert.equal(all.filter(({ json }) => json.error).length, failed);
	assert.deepEqual(
		all.map(({ row }) => row).sort(),
		rows.mixed.map((_, index) => index),
	);
}

/** Every phone got one message for each run that has it, whatever was tried again. */
function expectOneMessageEach(messages, sent) {
	const got = (number) => messages.filter(({ to }) => to === number).length;
	for (const [number, count] of sent) assert.equal(got(number), count, `messages to ${number}`);
}

export async function checkOperations(check, stage, outputs) {
	const { rest, sandbox } = stage;
	await check('activates workflows', async () => {
		for (const { id } of workflows) await rest.activate(id);
	});
	for (const operation of Object.keys(operations)) {
		for (const mode of modes) {
			const name = `${operation}, On Error ${mode}, Retry On Fail`;
			await check(name, async () => {
				await sandbox.reset();
				await sandbox.change(frozen);
				const rows = await rowsOf(operation, stage);
				const ran = {};
				for (const kind of Object.keys(rows)) {
					if (operation === 'send') await sandbox.reset();
					ran[kind] = await run(stage, idOf(operation, mode), rows[kind]);
					if (operation === 'send') {
						const stopped = mode === 'stopWorkflow' && ['unreadable', 'mixed'].includes(kind);
						expectOneMessageEach(
							await sandbox.messages(),
							['good', 'landline', 'storm', 'lost'].map((one) => [
								numbers[one],
								!stopped && rows[kind].some(({ phone }) => phone === numbers[one]) ? 1 : 0,
							]),
						);
					}
				}
				outputs[name] = normal(ran);
				expectSense(operation, mode, ran, rows);
			});
		}
	}
}
