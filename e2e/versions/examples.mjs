/** Every example that needs no browser, run as a person or an app would use it. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expected } from '../expected.mjs';
import { workflows } from '../lib/examples.mjs';
import { FormVisitor } from '../lib/formVisitor.mjs';
import { filesFolder } from '../lib/n8n.mjs';
import { normal } from '../lib/normal.mjs';
import { examples } from '../lib/paths.mjs';
import { compare, readRows } from '../lib/rows.mjs';
import { otherThan } from '../lib/sandbox.mjs';
import { writeTranscript } from './transcript.mjs';

const phone = '+1 310 555 0100';
const number = '13105550100';

/** What a node put out, over all its runs. */
const items = (runData, node, output = 0) =>
	(runData[node] ?? []).flatMap(({ data }) => data?.main[output] ?? []).map(({ json }) => json);

/** The examples that a person starts by hand: `n8n execute` does. */
export async function commandLineExamples(check, { folder, n8n, sandbox }, outputs) {
	await check('send-codes-to-rows', async () => {
		writeFileSync(
			join(filesFolder(folder), 'phones.csv'),
			readFileSync(join(examples, 'phones.csv')),
		);
		const rows = readRows(await n8n.execute(workflows['send-codes-to-rows'].id));
		assert.deepEqual(compare(rows, expected, await sandbox.messages()), []);
		outputs['send-codes-to-rows'] = normal(rows);
	});
	await check('voice-fallback', async () => {
		await sandbox.reset();
		await sandbox.change({ smsGatewayMs: 500, smsFinalMs: 1000 });
		const runData = await n8n.execute(workflows['voice-fallback'].id);
		const numbers = (node) => items(runData, node).map(({ phone_number: to }) => to);
		assert.deepEqual(numbers('Arrived by SMS'), ['13105550100']);
		assert.deepEqual(numbers('Sent by voice'), ['13105550107']);
		assert.deepEqual(
			(await sandbox.messages())
				.filter(({ delivered }) => delivered)
				.map(({ to, channel }) => [to, channel]),
			[
				['13105550100', 'sms'],
				['13105550107', 'voice'],
			],
		);
		const [toLookInto, ...others] = items(runData, 'To look into');
		assert.deepEqual([toLookInto.phone, others], ['+1 310 555 0118', []]);
		outputs['voice-fallback'] = normal(toLookInto);
		await sandbox.reset();
	});
}

export async function form(check, { n8n, rest, sandbox }, outputs) {
	const workflow = workflows['phone-verification-form'];
	const url = `${n8n.url}/form/phone-verification`;
	const scenes = {};

	/**
	 * One visit, which `visit` plays; all that was seen and received is kept.
	 *
	 * @param {{ verified: boolean, messages: number }} end what it comes to
	 */
	async function scene(name, end, visit) {
		await check(`phone-verification-form: ${name}`, async () => {
			await sandbox.reset();
			const before = (await rest.executions(workflow.id)).length;
			const visitor = new FormVisitor();
			assert.equal((await visitor.open(url)).title, 'Verify your phone');
			const codes = [];
			const code = async () => {
				const newest = await sandbox.codeOf(number);
				if (codes.at(-1) !== newest) codes.push(newest);
				return newest;
			};
			await visit(visitor, code);
			const executions = await rest.settled(workflow.id, before + 1);
			assert.deepEqual(
				executions.slice(before).map(({ status }) => status),
				['success'],
			);
			const { runData } = await rest.execution(executions.at(-1).id);
			const texts = (await sandbox.messages()).map(({ to, channel, code: sent, text }) => ({
				to,
				channel,
				code: sent,
				text,
			}));
			assert.deepEqual(items(runData, 'Verified'), end.verified ? [{ phone_number: number }] : []);
			assert.equal(texts.length, end.messages);
			scenes[name] = { seen: visitor.seen, messages: texts };
		});
	}
	const page = (visitor, title, text) => {
		assert.equal(visitor.page.title, title);
		if (text) assert.match(visitor.page.text, text);
	};

	await rest.activate(workflow.id);
	await scene(
		'a wrong code, then the right one',
		{ verified: true, messages: 1 },
		async (visitor, code) => {
			await visitor.submit({ 'Phone number': phone });
			page(visitor, 'Enter the code', /^The code went to \+13105550100\.$/);
			await visitor.submit({ Code: otherThan(await code()) });
			page(visitor, 'Enter the code', /^That was not the code\. /);
			await visitor.submit({ Code: await code() });
			page(visitor, 'Your phone is verified');
		},
	);
	await scene('three wrong codes', { verified: false, messages: 1 }, async (visitor, code) => {
		await visitor.submit({ 'Phone number': phone });
		const wrong = otherThan(await code());
		await visitor.submit({ Code: wrong });
		await visitor.submit({ Code: wrong });
		page(visitor, 'Enter the code', /^That was not the code\. /);
		await visitor.submit({ Code: wrong });
		page(visitor, 'Your phone is not verified');
	});
	await scene(
		'another code, after which the first one is worth nothing',
		{ verified: true, messages: 2 },
		async (visitor, code) => {
			await visitor.submit({ 'Phone number': phone });
			const old = await code();
			await visitor.submit({ 'No code came': ['Send me another one'] });
			page(visitor, 'Enter the code', /^The code went to /);
			const fresh = await code();
			if (fresh !== old) {
				await visitor.submit({ Code: old });
				page(visitor, 'Enter the code', /^That was not the code\. /);
			}
			await visitor.submit({ Code: fresh });
			page(visitor, 'Your phone is verified');
		},
	);
	await scene(
		'a number that gets no code, then one that does',
		{ verified: true, messages: 1 },
		async (visitor, code) => {
			await visitor.submit({ 'Phone number': '+33 1 99 00 12 34' });
			page(visitor, 'No code was sent');
			await visitor.submit({ 'Phone number': phone });
			await visitor.submit({ Code: await code() });
			page(visitor, 'Your phone is verified');
		},
	);
	outputs['phone-verification-form'] = writeTranscript(scenes);
}

export async function app(check, { n8n, rest, sandbox }, outputs) {
	const post = async (path, body) => {
		const answer = await fetch(`${n8n.url}/webhook/phone-verification/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		return [answer.status, await answer.json()];
	};
	const said = [];
	const say = (answer) => {
		said.push(answer);
		return answer;
	};
	await check('phone-verification-app: a wrong code, then the right one', async () => {
		await sandbox.reset();
		await rest.activate(workflows['phone-verification-app'].id);
		const [status, { reference_id: id, ...rest_ }] = say(await post('start', { phone }));
		assert.deepEqual([status, rest_], [200, {}]);
		assert.match(id, /^[0-9A-F]{32}$/);
		const code = await sandbox.codeOf(number);
		const check_ = async (one) => say(await post('check', { reference_id: id, code: one }));
		assert.deepEqual(await check_(otherThan(code)), [
			200,
			{ verified: false, code_state: 'INVALID' },
		]);
		assert.deepEqual(await check_(code), [200, { verified: true, code_state: 'VALID' }]);
		assert.deepEqual(await check_(code), [404, { error: 'unknown' }]);
	});
	await check('phone-verification-app: three tries, whoever asks', async () => {
		const [, { reference_id: id }] = await post('start', { phone });
		const code = await sandbox.codeOf(number);
		const statuses = [];
		for (let time = 0; time < 3; time++) {
			statuses.push((await post('check', { reference_id: id, code: otherThan(code) }))[0]);
		}
		assert.deepEqual(statuses, [200, 200, 200]);
		const before = (await sandbox.requests()).length;
		assert.deepEqual(say(await post('check', { reference_id: id, code })), [
			429,
			{ error: 'too_many_tries' },
		]);
		const foreign = { reference_id: '0'.repeat(32), code };
		assert.deepEqual(say(await post('check', foreign)), [404, { error: 'unknown' }]);
		assert.deepEqual(say(await post('check', {})), [404, { error: 'unknown' }]);
		assert.equal((await sandbox.requests()).length, before);
	});
	await check('phone-verification-app: refusals without the details of the account', async () => {
		for (const [given, status, error] of [
			[{}, 422, 'refused'],
			[{ phone: 'call me' }, 422, 'refused'],
			[{ phone: '+33 1 99 00 12 34' }, 422, 'refused'], // not an allowed calling code
			[{ phone: '14155550106' }, 422, 'refused'], // refused by Telesign
			[{ phone: '13105550118' }, 422, 'refused'], // blocklisted
			[{ phone: '14155550136' }, 503, 'unavailable'], // no funds
			[{ phone: '14155550111' }, 503, 'unavailable'], // account suspended
			[{ phone: '14155550160' }, 503, 'unavailable'], // Telesign is down
		]) {
			assert.deepEqual(say(await post('start', given)), [status, { error }], given.phone);
		}
		const [, { reference_id: id }] = await post('start', { phone });
		assert.deepEqual(say(await post('check', { reference_id: id, code: '' })), [
			422,
			{ error: 'refused' },
		]);
	});
	outputs['phone-verification-app'] = normal(said);
}

/** The examples that are active and wait for somebody. */
export async function examplesByHttp(check, stage, outputs) {
	await form(check, stage, outputs);
	await app(check, stage, outputs);
}
