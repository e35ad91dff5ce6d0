import Ajv from 'ajv';
import fc from 'fast-check';
import { readReport, type DeliveryReport } from '../../nodes/Telesign/trigger/deliveryReport';
import schema from '../../nodes/Telesign/__schema__/v1.0.0.json';
import type { TelesignTrigger } from '../../nodes/Telesign/TelesignTrigger.node';
import { API_KEY, callbackText, documented, sign, signedHeaders } from '../helpers/callbacks';
import captureOutput from '../helpers/captureOutput';
import { startTrigger, type RunningTrigger, type TriggerOptions } from './trigger';

const REFERENCE_ID = '0123456789ABCDEF0123456789ABCDEF';
const JSON_TYPE = { 'content-type': 'application/json' };

const isRepeat = { http: 200, body: { message: expect.stringContaining('came before') } };
const isStarted = { http: 200, body: { message: 'Started' } };

let output: ReturnType<typeof captureOutput>;
const running: RunningTrigger[] = [];
let workflows = 0;

beforeEach(() => {
	output = captureOutput();
});
afterEach(async () => {
	output.restore();
	await Promise.all(running.splice(0).map(async (trigger) => await trigger.close()));
	// Whatever came in, neither the key nor a signature is in the log.
	expect(output.written.join('\n')).not.toContain(API_KEY);
	expect(output.written.join('\n')).not.toMatch(/[A-Za-z0-9+/]{43}=/);
});

/** A trigger in a workflow of its own, which remembers nothing of other tests. */
async function start(options: TriggerOptions = {}): Promise<RunningTrigger> {
	const trigger = await startTrigger({ workflowId: `workflow ${workflows++}`, ...options });
	running.push(trigger);
	return trigger;
}

/** Posts a body as Telesign does. */
const send = async (
	trigger: RunningTrigger,
	body: string | Uint8Array,
	headers: Record<string, string> = {},
) => await trigger.post(body, { ...JSON_TYPE, ...signedHeaders(body), ...headers });

/** Today's example of Telesign's. */
const example = {
	...documented,
	status: { ...documented.status, updated_on: new Date().toISOString() },
	verify: { code_state: 'UNKNOWN', code_entered: '042917' },
};

describe('a delivery report', () => {
	it('starts one execution with one simplified item', async () => {
		const trigger = await start();
		expect(await send(trigger, JSON.stringify(example))).toEqual(isStarted);
		expect(trigger.executions).toEqual([
			[
				{
					reference_id: 'B56259E45884010488343BAA15FB0002',
					state: 'delivered',
					final: true,
					channel: 'sms',
					status_code: 200,
					status_description: 'Delivered to handset',
					submitted_on: '2016-01-01T01:01:01.010101Z',
					updated_on: example.status.updated_on,
					price: '0.5112',
					currency: 'USD',
				},
			],
		]);
	});

	it("is Telesign's own JSON without Simplify, but for what the person typed", async () => {
		const trigger = await start({ parameters: { simplify: false } });
		await send(trigger, JSON.stringify(example));
		expect(trigger.executions).toEqual([[{ ...example, verify: { code_state: 'UNKNOWN' } }]]);
	});

	it('has the keys that the editor shows before the first run, in that order', async () => {
		const ajv = new Ajv({ allowUnionTypes: true });
		ajv.addKeyword('version'); // n8n's own: of the schema file
		const validate = ajv.compile(schema);
		const trigger = await start();
		await send(trigger, JSON.stringify(example));
		await send(trigger, '{}');
		for (const [item] of trigger.executions) {
			validate(item);
			expect(validate.errors).toBeNull();
		}
		const [[full], [empty]] = trigger.executions;
		expect(Object.keys(full)).toEqual(Object.keys(schema.properties).slice(0, 10));
		expect(Object.keys(empty)).toEqual(Object.keys(schema.properties).slice(0, 8));
	});

	it.each(['authorization', 'x-ts-authorization'] as const)('may have %s alone', async (name) => {
		const trigger = await start();
		const body = callbackText(200);
		const { [name]: signature } = signedHeaders(body);
		expect(await trigger.post(body, { ...JSON_TYPE, [name]: signature })).toEqual(isStarted);
		expect(trigger.executions).toHaveLength(1);
	});

	it('is signed over its bytes, not over what they mean', async () => {
		const trigger = await start();
		const body = callbackText(200, REFERENCE_ID, { text: 'é 🔐 שלום', escaped: '%' });
		expect(await send(trigger, body.replace('%', '\\u00e9\\/'))).toEqual(isStarted);
		const other = JSON.stringify(JSON.parse(body), null, 1);
		expect(await send(trigger, other, signedHeaders(body))).toMatchObject({ http: 401 });
		expect(trigger.executions).toHaveLength(1);
	});

	it('may have a key of the credential with blanks around it', async () => {
		const trigger = await start({ apiKey: ` ${API_KEY}\n` });
		expect(await send(trigger, callbackText(200))).toEqual(isStarted);
	});
});

describe('a callback of the Verify API', () => {
	/** Signed by Telesign's rules with the key of its documents; the signature was computed apart. */
	const text =
		'{"created_on":"2025-05-28T14:32:27.563000Z","inner_methods":[{"err_code":3900,"err_msg":"Verified","expires_on":"2025-05-28T14:37:28.906000Z","method":"sms","state":"VERIFIED","tried_on":"2025-05-28T14:32:28.906000Z","updated_on":"2025-05-28T14:33:01.000000Z"}],"recipient":{"phone_number":"11234567890"},"reference_id":"0123456789ABCDEF0123456789ABCDEF","state":"VERIFIED","updated_on":"2025-05-28T14:33:01.000000Z","verification_policy":[{"method":"sms","fallback_time":60}]}';
	const signature = 'ESPrmj1fngMs3P/Axv8Ih6mAbpBulKn6gMku64732HE=';

	const callback = (more: object = {}): string =>
		JSON.stringify({ ...JSON.parse(text), updated_on: new Date().toISOString(), ...more });

	it('is an item with its state and its methods', async () => {
		// As somebody who sends it by hand sees it, because it is old.
		const trigger = await start({ mode: 'manual' });
		const headers = { ...JSON_TYPE, 'x-ts-authorization': signature };
		expect(await trigger.post(text, headers)).toEqual(isStarted);
		const [[item]] = trigger.executions as object[][];
		expect(item).toEqual({
			reference_id: '0123456789ABCDEF0123456789ABCDEF',
			state: 'delivered',
			final: true,
			channel: 'sms',
			status_code: 3900,
			status_description: 'Verified',
			submitted_on: '2025-05-28T14:32:27.563000Z',
			updated_on: '2025-05-28T14:33:01.000000Z',
			verification_state: 'VERIFIED',
			methods: [
				{
					method: 'sms',
					state: 'VERIFIED',
					status_code: 3900,
					status_description: 'Verified',
					tried_on: '2025-05-28T14:32:28.906000Z',
					updated_on: '2025-05-28T14:33:01.000000Z',
				},
			],
		});
		const known = Object.keys(schema.properties);
		expect(Object.keys(item).filter((key) => !known.includes(key))).toEqual([]);
	});

	it('is a repeat when state and time are those of one before', async () => {
		const trigger = await start();
		const first = callback({ state: 'ONGOING', inner_methods: [] });
		expect(await send(trigger, first)).toEqual(isStarted);
		expect(await send(trigger, first)).toMatchObject({ http: 200 });
		const later = new Date(Date.now() + 1).toISOString();
		expect(
			await send(trigger, callback({ state: 'ONGOING', updated_on: later, inner_methods: [] })),
		).toEqual(isStarted);
		expect(await send(trigger, callback({ state: 'FAILED', updated_on: later }))).toEqual(
			isStarted,
		);
		expect(trigger.executions).toHaveLength(3);
		expect(trigger.executions.flat()).toMatchObject([
			{ state: 'in_progress', final: false },
			{ state: 'in_progress', final: false },
			{ state: 'failed', final: true },
		]);
	});

	it('is refused when it is old, unsigned, or signed for another body', async () => {
		const trigger = await start();
		expect(await send(trigger, text)).toMatchObject({ http: 400 });
		expect(await trigger.post(text, JSON_TYPE)).toMatchObject({ http: 401 });
		const headers = { ...JSON_TYPE, 'x-ts-authorization': signature };
		expect(await trigger.post(callback(), headers)).toMatchObject({ http: 401 });
		expect(trigger.executions).toEqual([]);
	});

	it('shows no code', async () => {
		const trigger = await start({ parameters: { simplify: false } });
		await send(trigger, callback({ security_factor: '042917', extra: [{ verify_code: 1 }] }));
		expect(JSON.stringify(trigger.executions)).not.toMatch(/042917|verify_code|security_factor/);
		expect(trigger.executions).toHaveLength(1);
	});

	it.each(['HAPPY', null, 42, {}, ['VERIFIED']])('is none when its state is %j', async (state) => {
		const trigger = await start();
		expect(await send(trigger, callback({ state }))).toEqual(isStarted);
		expect(trigger.executions.flat()).toMatchObject([{ state: 'unknown', status_code: null }]);
	});
});

describe('Trigger On', () => {
	const reports = {
		blocked: callbackText(230, 'A'.repeat(32)),
		delivered: callbackText(200, 'B'.repeat(32)),
		failed: callbackText(207, 'C'.repeat(32)),
		in_progress: callbackText(203, 'D'.repeat(32)),
		unknown: callbackText(250, 'E'.repeat(32)),
	};
	/** Not a delivery report. */
	const inbound = JSON.stringify({ reference_id: 'F'.repeat(32), message: 'STOP' });

	it.each([
		[['all'], ['blocked', 'delivered', 'failed', 'in_progress', 'unknown', 'unknown']],
		[['blocked'], ['blocked']],
		[['delivered'], ['delivered']],
		[['failed'], ['failed']],
		[['in_progress'], ['in_progress']],
		[['unknown'], ['unknown', 'unknown']],
		[
			['delivered', 'failed'],
			['delivered', 'failed'],
		],
		[
			['failed', 'all'],
			['blocked', 'delivered', 'failed', 'in_progress', 'unknown', 'unknown'],
		],
		[[], []],
	])('%j lets through %j, and answers 200 to all', async (triggerOn, states) => {
		const trigger = await start({ parameters: { triggerOn } });
		for (const body of [...Object.values(reports), inbound]) {
			expect(await send(trigger, body)).toMatchObject({ http: 200 });
		}
		expect(trigger.executions.flat()).toEqual(
			states.map((state) => expect.objectContaining({ state })),
		);
	});

	it('remembers only what it let through', async () => {
		const trigger = await start({ parameters: { triggerOn: ['delivered'] } });
		expect(await send(trigger, reports.failed)).toEqual({
			http: 200,
			body: { message: "'Trigger On' leaves out failed: not started" },
		});
		expect(trigger.staticData).toEqual({});
	});
});

describe('refused, without an execution', () => {
	const body = callbackText(200);
	const old = callbackText(200, REFERENCE_ID, { status: documented.status });
	const signed = (text: string, type = 'application/json') => ({
		body: text,
		headers: { 'content-type': type, ...signedHeaders(text) },
	});
	const hex = Buffer.from(sign(body), 'base64').toString('hex');

	it.each([
		['unsigned', 401, { body, headers: JSON_TYPE }],
		['signed by another key', 401, { body, headers: signedHeaders(body, 'VGVzdCBLZXk=') }],
		['changed on the way', 401, { ...signed(body), body: `${body} ` }],
		['signed in hexadecimal digits', 401, { body, headers: { 'x-ts-authorization': hex } }],
		['unsigned junk', 401, { body: '\u0000', headers: { 'content-type': 'text/plain' } }],
		['without a body', 401, { body: '', headers: {} }],
		['multipart', 401, signed(body, 'multipart/form-data; boundary=x')],
		['of another type', 415, signed(body, 'text/plain')],
		['without a type', 415, { body: Buffer.from(body), headers: signedHeaders(body) }],
		['not JSON, by n8n itself', 422, signed('{')],
		['a list', 400, signed(`[${body}]`)],
		['with a key twice', 400, signed(`{"a":1,${body.slice(1, -1)},"\\u0061":1}`)],
		['too deep', 400, signed(`{"a":${'['.repeat(20)}${']'.repeat(20)}}`)],
		['much too deep', 400, signed(`{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`)],
		['old', 400, signed(old)],
		['too large', 413, signed(`{"a":"${'x'.repeat(65_536)}"}`)],
		['huge', 413, { body: 'x'.repeat(3_000_000), headers: { 'content-type': 'text/plain' } }],
	])('%s: HTTP %i', async (_, http, request) => {
		const trigger = await start();
		const reply = await trigger.post(request.body, request.headers as Record<string, string>);
		expect(reply).toEqual({
			http,
			body:
				http === 422
					? expect.objectContaining({ message: 'Failed to parse request body' })
					: { error: expect.stringMatching(/^[A-Z].*\.$/) },
		});
		expect(trigger.executions).toEqual([]);
		expect(trigger.staticData).toEqual({});
		// Who looks after n8n can see why, but for what n8n itself refused.
		const logged = output.written.join('\n');
		if (http !== 422)
			expect(logged).toContain(`Telesign Trigger refused a request with HTTP ${http}`);
	});

	it.each([
		['is gone', { withoutCredential: true }, 500],
		['has no text as its key', { apiKey: null }, 500],
		['has no key', { apiKey: '' }, 401],
		['has a key without any bytes', { apiKey: '====' }, 401],
	])('because the credential %s', async (_, options, http) => {
		const trigger = await start(options);
		const { apiKey } = { apiKey: '', ...options };
		const headers = { ...JSON_TYPE, 'x-ts-authorization': sign(body, String(apiKey)) };
		expect(await trigger.post(body, headers)).toEqual({
			http,
			body: { error: expect.stringContaining('credential') },
		});
		expect(trigger.executions).toEqual([]);
	});

	it('whatever is posted without the key', async () => {
		const trigger = await start();
		const value = fc.stringMatching(/^[\x21-\x7e]{0,60}$/);
		const type = fc.constantFrom('application/json', 'text/plain', 'application/xml', 'x');
		const headers = fc.record(
			{ authorization: value, 'x-ts-authorization': value, 'content-type': type },
			{ requiredKeys: ['content-type'] },
		);
		const bytes = fc.oneof(
			fc.uint8Array({ maxLength: 200 }),
			fc.json().map((text) => Buffer.from(text)),
		);
		await fc.assert(
			fc.asyncProperty(bytes, headers, async (anything, sent) => {
				const { http } = await trigger.post(anything, sent);
				expect([401, 422]).toContain(http);
			}),
			{ numRuns: 100 },
		);
		expect(trigger.executions).toEqual([]);
	});
});

describe('a repeat', () => {
	it('is answered with 200 and starts nothing', async () => {
		const trigger = await start();
		expect(await send(trigger, callbackText(200))).toEqual(isStarted);
		expect(await send(trigger, callbackText(200))).toEqual(isRepeat);
		expect(await send(trigger, callbackText(200))).toEqual(isRepeat);
		expect(trigger.executions).toHaveLength(1);
	});

	it('is one also if several arrive at the same time', async () => {
		const trigger = await start();
		const replies = await Promise.all(
			[1, 2, 3, 4].map(async () => await send(trigger, callbackText(200))),
		);
		expect(replies.map(({ http }) => http)).toEqual([200, 200, 200, 200]);
		expect(trigger.executions).toHaveLength(1);
	});

	it('has the same transaction and the same status', async () => {
		const trigger = await start();
		await send(trigger, callbackText(203));
		await send(trigger, callbackText(200));
		await send(trigger, callbackText(200, 'A'.repeat(32)));
		await send(trigger, callbackText(203));
		expect(trigger.executions.flat()).toEqual([
			expect.objectContaining({ status_code: 203, reference_id: REFERENCE_ID }),
			expect.objectContaining({ status_code: 200, reference_id: REFERENCE_ID }),
			expect.objectContaining({ status_code: 200, reference_id: 'A'.repeat(32) }),
		]);
	});

	it('has the same bytes, where there is no status', async () => {
		const trigger = await start();
		await send(trigger, '{"message":"Hi"}');
		expect(await send(trigger, '{"message":"Hi"}')).toEqual(isRepeat);
		expect(await send(trigger, '{"message":"Hi!"}')).toEqual(isStarted);
	});

	it('of one workflow is none of another', async () => {
		const [first, second] = [await start(), await start()];
		await send(first, callbackText(200));
		expect(await send(second, callbackText(200))).toEqual(isStarted);
	});

	/** The node in another process: what this one remembers, that one does not know. */
	async function otherProcess(): Promise<typeof TelesignTrigger> {
		let Trigger: typeof TelesignTrigger | undefined;
		await jest.isolateModulesAsync(async () => {
			({ TelesignTrigger: Trigger } = await import('../../nodes/Telesign/TelesignTrigger.node'));
		});
		return Trigger!;
	}

	it('is known after a restart, from the static data', async () => {
		const first = await start({ workflowId: 'restarted' });
		await send(first, callbackText(200));

		const second = await start({
			workflowId: 'restarted',
			staticData: first.staticData,
			Trigger: await otherProcess(),
		});
		expect(await send(second, callbackText(200))).toEqual(isRepeat);
		expect(await send(second, callbackText(203))).toEqual(isStarted);
		expect(second.executions).toHaveLength(1);
	});

	it('is not known to another process that got no static data, as the documents say', async () => {
		const first = await start({ workflowId: 'two processes' });
		await send(first, callbackText(200));

		const second = await start({ workflowId: 'two processes', Trigger: await otherProcess() });
		expect(await send(second, callbackText(200))).toEqual(isStarted);
	});

	it('is known from the process if the static data was overwritten, and gets back into it', async () => {
		const trigger = await start();
		await send(trigger, callbackText(200));
		const { 'node:Telesign Trigger': before } = trigger.staticData;
		trigger.staticData = { global: { count: 1 } };
		expect(await send(trigger, callbackText(200))).toEqual(isRepeat);
		expect(await send(trigger, callbackText(203))).toEqual(isStarted);
		expect(trigger.staticData).toEqual({
			global: { count: 1 },
			'node:Telesign Trigger': {
				recent: [...(before as { recent: string[] }).recent, expect.any(String)],
			},
		});
	});

	it('of another process is known as soon as that has saved it', async () => {
		const Trigger = await otherProcess();
		const [here, there] = [
			await start({ workflowId: 'shared' }),
			await start({ workflowId: 'shared', Trigger }),
		];
		await send(here, callbackText(200));
		there.staticData = here.staticData;
		expect(await send(there, callbackText(200))).toEqual(isRepeat);
		await send(there, callbackText(203));
		here.staticData = there.staticData;
		expect(await send(here, callbackText(203))).toEqual(isRepeat);
	});

	it('keeps the newest 500 in the static data', async () => {
		const old = Array.from({ length: 500 }, (_, index) => `old ${index}`);
		const trigger = await start({ staticData: { 'node:Telesign Trigger': { recent: old } } });
		await send(trigger, callbackText(200));
		expect(trigger.staticData).toEqual({
			'node:Telesign Trigger': { recent: [...old.slice(1), expect.stringMatching(/^.{16}$/)] },
		});
	});

	it('keeps the newest 10,000 in the process', async () => {
		const [oldest, next, newest] = ['A', 'B', 'C'].map((id) => callbackText(200, id.repeat(32)));
		const idOf = (body: string) => {
			const request = {
				headers: { ...JSON_TYPE, ...signedHeaders(body) },
				body: Buffer.from(body),
			};
			return (readReport(request, API_KEY) as DeliveryReport).id;
		};
		const others = Array.from({ length: 9_998 }, (_, index) => `other ${index}`);
		const recent = [idOf(oldest), idOf(next), ...others];
		const trigger = await start({ staticData: { 'node:Telesign Trigger': { recent } } });
		await send(trigger, newest);
		trigger.staticData = {};
		expect(await send(trigger, next)).toEqual(isRepeat);
		expect(await send(trigger, newest)).toEqual(isRepeat);
		expect(await send(trigger, oldest)).toEqual(isStarted);
	});

	it.each([[{ recent: 'junk' }], [{ recent: [null, 1, {}, []] }], [{ recent: null }]])(
		'is known whatever else is in the static data: %j',
		async (junk) => {
			const trigger = await start({ staticData: { 'node:Telesign Trigger': junk } });
			expect(await send(trigger, callbackText(200))).toEqual(isStarted);
			expect(await send(trigger, callbackText(200))).toEqual(isRepeat);
			expect(trigger.staticData).toEqual({
				'node:Telesign Trigger': { recent: [expect.stringMatching(/^.{16}$/)] },
			});
		},
	);
});

describe('while somebody listens for a test event', () => {
	it('nothing is a repeat, and nothing is too old', async () => {
		const trigger = await start({ mode: 'manual' });
		for (const body of [callbackText(200), callbackText(200), JSON.stringify(documented)]) {
			expect(await send(trigger, body)).toEqual(isStarted);
		}
		expect(trigger.executions).toHaveLength(3);
	});

	it('what production has seen is no repeat, and what the test saw is none in production', async () => {
		const [production, test] = [
			await start({ workflowId: 'tested' }),
			await start({ workflowId: 'tested', mode: 'manual' }),
		];
		await send(production, callbackText(200));
		expect(await send(test, callbackText(200))).toEqual(isStarted);
		await send(test, callbackText(203));
		expect(await send(production, callbackText(203))).toEqual(isStarted);
	});

	it('the signature counts as ever, and so does Trigger On', async () => {
		const trigger = await start({ mode: 'manual', parameters: { triggerOn: ['failed'] } });
		expect(await trigger.post(callbackText(207), JSON_TYPE)).toMatchObject({ http: 401 });
		expect(await send(trigger, callbackText(200))).toMatchObject({ http: 200 });
		expect(trigger.executions).toEqual([]);
	});
});
