/** Answers that contradict themselves, repeat secrets, never end or are no answers: what is said of them, and what is not sent again. */
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import captureOutput from '../helpers/captureOutput';
import {
	answering,
	speaking,
	type HostileAnswer,
	type HostileServer,
} from '../helpers/hostileServer';
import { isN8n1, runNode, type NodeOutcome, type OnError } from './engine';
import { errorItems, ON_ERROR } from './invariants';

const CUSTOMER_ID = 'FFFFFFFF-EEEE-DDDD-1234-AB1234567890';
/** Of letters, digits and what base64 has besides, as a real one. */
const key = Buffer.from('hostile server, what do you want???>>').toString('base64');
const ID = '0123456789ABCDEF0123456789ABCDEF';

const PHONES = ['13105550100', '13105550101', '447700900123'];

const OPERATIONS = {
	send: { operation: 'send', phoneNumber: '={{ $json.phone }}' },
	check: { operation: 'check', referenceId: ID, code: '={{ $json.code }}' },
	complete: { operation: 'complete', referenceId: ID },
	get: { operation: 'get', referenceId: ID },
} as const;

type Operation = keyof typeof OPERATIONS;

let server: HostileServer | undefined;

afterEach(async () => {
	await server?.close();
	server = undefined;
});

/** Three items, with Retry On Fail, against a server that answers every request so. */
async function run(
	operation: Operation,
	answer: Parameters<typeof answering>[0],
	more: { onError?: OnError; parameters?: IDataObject; code?: string; baseUrl?: string } = {},
): Promise<NodeOutcome & { text: string; requests: number }> {
	server ??= await answering(answer);
	const output = captureOutput();
	const rows = PHONES.map((phone) => ({ phone }));
	const code = more.code ?? '045558';
	const outcome = await runNode({
		rows,
		parameters: {
			...OPERATIONS[operation],
			...(operation === 'check' && {
				// Taken apart, so that it does not stand in the workflow.
				code: `={{ "${code.slice(0, 2)}" + "${code.slice(2)}" }}`,
			}),
			...more.parameters,
		},
		credential: {
			customerId: CUSTOMER_ID,
			apiKey: key,
			baseUrl: more.baseUrl ?? server.url,
			requestsPerSecond: 0,
		},
		onError: more.onError ?? 'continueRegularOutput',
		maxTries: 3,
	}).finally(output.restore);
	const { out, errors, error } = outcome;
	const text = [
		JSON.stringify([out, errors, error, outcome.run]),
		error?.message,
		error?.stack,
		...output.written,
	].join('\n');
	return { ...outcome, text, requests: server.requests.length };
}

const body = (status: number, error?: number, more: object = {}) => ({
	reference_id: ID,
	sub_resource: 'sms',
	errors: error === undefined ? [] : [{ code: error, description: 'Said' }],
	status: { code: status, description: 'Said so', updated_on: '2026-11-24T08:00:00.000000Z' },
	...more,
});

const ONCE: Operation[] = ['send', 'check', 'complete'];

describe('an answer that contradicts itself leaves open what happened, and nothing is sent again', () => {
	const CONTRADICTIONS: Array<[status: number, body: object]> = [
		...[302, 307, 308].map((http): [number, object] => [http, { status: { code: http } }]),
		[307, body(500)],
		...[400, 404, 408, 425, 499].flatMap(
			(http): Array<[number, object]> => [
				[http, body(290)],
				[http, body(200, -10001)],
			],
		),
		[503, body(290, -90001)],
		[429, body(290, -40007)],
		[500, body(230)],
		[408, body(777)],
	];

	it.each(CONTRADICTIONS.flatMap((one) => ONCE.map((operation) => [...one, operation] as const)))(
		'HTTP %i with %j (%s)',
		async (status, answer, operation) => {
			for (const onError of ['continueRegularOutput', 'stopWorkflow'] as const) {
				const { out, error, requests } = await run(operation, () => ({ status, body: answer }), {
					onError,
				});
				if (onError === 'stopWorkflow') {
					expect(error!.message).toMatch(/may have been/);
					expect(requests).toBeLessThanOrEqual(3);
				} else {
					expect(out.map(({ json }) => (json.error as IDataObject).may_have_been_sent)).toEqual([
						true,
						true,
						true,
					]);
					expect(requests).toBe(3);
				}
				await server!.close();
				server = undefined;
			}
		},
	);

	it('HTTP 200 without a reference ID, as any server may give it', async () => {
		const status = { code: 200, description: 'OK' };
		const { out, requests } = await run('send', () => ({ body: JSON.stringify({ status }) }));
		expect(errorItems({ out, errors: [] }).map((one) => one.may_have_been_sent)).toEqual([
			true,
			true,
			true,
		]);
		expect(requests).toBe(3);
	});

	it.each([102, 207])('status %i, which may have reached the person', async (status) => {
		const { out, requests } = await run('send', () => ({ body: body(status) }));
		expect(errorItems({ out, errors: [] }).map((one) => one.may_have_been_sent)).toEqual([
			true,
			true,
			true,
		]);
		expect(requests).toBe(3);
	});
});

describe.each(ON_ERROR)('an answer that cannot be taken in (%s)', (onError) => {
	const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
	const ANSWERS: Array<[what: string, body: string]> = [
		['a list 20,000 levels deep', deep(20_000)],
		['a list 20,000 levels deep inside of an object', `{"a":${deep(20_000)}}`],
		['a list of nothing', '[]'],
		['a number', '5'],
	];

	it.each(ANSWERS.flatMap((one) => ONCE.map((operation) => [...one, operation] as const)))(
		'%s is never asked for again, and gives its place back',
		async (_what, text, operation) => {
			// More often than requests may be under way at a time.
			for (let time = 0; time < 3; time++) {
				const { out, errors, error, requests } = await run(operation, () => ({ body: text }), {
					onError,
				});
				expect(requests).toBeLessThanOrEqual(3);
				if (onError === 'stopWorkflow') expect(error!.message).toMatch(/may have been/);
				else {
					const failures = errorItems({ out, errors });
					expect(failures.map((one) => one.may_have_been_sent)).toEqual([true, true, true]);
				}
				await server!.close();
				server = undefined;
			}
		},
	);
});

it('keeps an answer with something deep in it, without the deep part', async () => {
	const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
	const text = JSON.stringify(body(290)).replace('{', `{"deep":${deep},`);
	const { out } = await run('send', () => ({ body: text }), { parameters: { simplify: false } });
	expect(out.map(({ json }) => json.reference_id)).toEqual([ID, ID, ID]);
	expect(JSON.stringify(out)).toContain('[nested too deeply]');
});

describe('an answer that never ends is ended by the Timeout', () => {
	const NEVER: Array<[what: string, answer: HostileAnswer]> = [
		[
			'a byte every 50 ms',
			{
				raw: (response) => {
					response.writeHead(200, { 'content-type': 'application/json' });
					let ended = false;
					const drip = () => {
						if (ended) return;
						response.write(' ');
						void new Promise((resolve) =>
							AbortSignal.timeout(50).addEventListener('abort', resolve),
						).then(drip);
					};
					response.on('close', () => (ended = true));
					drip();
				},
			},
		],
		['nothing', { raw: () => {} }],
		['headers alone', { raw: (response) => response.writeHead(200) }],
	];

	it.each(NEVER)('%s', async (_what, answer) => {
		const { out, requests } = await run('send', () => answer, {
			parameters: { requestOptions: { timeout: 700 } },
		});
		expect(requests).toBe(3);
		expect(errorItems({ out, errors: [] }).map(({ message }) => message)).toEqual(
			[0, 1, 2].map(
				(item) => `The code may have been sent, but no answer came in time [item ${item}]`,
			),
		);
	});

	it('HTTP 101', async () => {
		const upgrade = await speaking(
			'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
		);
		const { out } = await run('send', () => ({}), {
			baseUrl: `http://127.0.0.1:${upgrade.port}`,
			parameters: { requestOptions: { timeout: 700 } },
		});
		expect(upgrade.connections()).toBe(3);
		expect(errorItems({ out, errors: [] }).map((one) => one.may_have_been_sent)).toEqual([
			true,
			true,
			true,
		]);
		await upgrade.close();
	});
});

describe('where nothing can have left, nobody is told that it may have', () => {
	it.each(['no TLS, but nothing', 'no TLS, but HTTP', 'no TLS, but words'])('%s', async (what) => {
		const said = {
			'no TLS, but nothing': undefined,
			'no TLS, but HTTP': 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n',
			'no TLS, but words': 'HELLO\r\n',
		}[what];
		const plain = await speaking(said);
		const { out } = await run('send', () => ({}), { baseUrl: `https://127.0.0.1:${plain.port}` });
		const failures = errorItems({ out, errors: [] });
		// n8n 1 does not show what became of the connection, only that it was closed.
		const isOpen = said === undefined && isN8n1;
		expect(failures.map((one) => one.may_have_been_sent)).toEqual([isOpen, isOpen, isOpen]);
		await plain.close();
	});

	it.each(['htps://127.0.0.1', 'ftp://127.0.0.1', 'http://127.0.0.1/path', 'http://a:b@127.0.0.1'])(
		'Base URL %s',
		async (baseUrl) => {
			const { out } = await run('send', () => ({}), { baseUrl });
			for (const failure of errorItems({ out, errors: [] })) {
				expect(failure).toMatchObject({
					message: expect.stringMatching(/^'Base URL' in the credential/),
					may_have_been_sent: false,
				});
			}
		},
	);
});

describe('what the other side says is shown without secrets, on one line and not too long', () => {
	const BASIC = Buffer.from(`${CUSTOMER_ID}:${key}`).toString('base64');
	const CODE = '045558';

	const url = (text: string) =>
		[...text].map((one) => `%${one.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');
	/** Spellings of a secret, by a server that knows every escape. */
	const SPELLINGS: Record<string, (secret: string) => string> = {
		plain: (secret) => secret,
		'without padding': (secret) => secret.replace(/=+$/, ''),
		URL: encodeURIComponent,
		'URL, every character': url,
		'URL, twice': (secret) => encodeURIComponent(encodeURIComponent(secret)),
		HTML: (secret) => [...secret].map((one) => `&#${one.charCodeAt(0)};`).join(''),
		'HTML, hexadecimal': (secret) =>
			[...secret].map((one) => `&#x${one.charCodeAt(0).toString(16)};`).join(''),
		JSON: (secret) =>
			[...secret].map((one) => `\\u00${one.charCodeAt(0).toString(16).padStart(2, '0')}`).join(''),
		'JSON, slashes': (secret) => secret.replace(/\//g, '\\/'),
		base64: (secret) => Buffer.from(secret).toString('base64'),
		'base64 of more': (secret) => Buffer.from(`{"key":"${secret}"}`).toString('base64'),
		'base64 of an odd place': (secret) => Buffer.from(`x=${secret}`).toString('base64'),
		base64url: (secret) => Buffer.from(secret).toString('base64url'),
	};

	/** Places of an answer that a text of the other side's can stand in. */
	const PLACES: Record<string, (text: string) => HostileAnswer> = {
		'a page': (text) => ({
			status: 502,
			headers: { 'content-type': 'text/html' },
			body: `<p>${text}`,
		}),
		'a page, late': (text) => ({
			status: 502,
			headers: { 'content-type': 'text/html' },
			body: `${'x'.repeat(1950)} ${text}`,
		}),
		'the content type': (text) => ({
			headers: { 'content-type': `text/x; was=${encodeURIComponent(text)}` },
			body: 'x',
		}),
		'a redirect': (text) => ({
			status: 302,
			headers: { location: `http://${encodeURIComponent(text)}.example/` },
			body: '',
		}),
		'a description': (text) => ({
			status: 400,
			body: body(500, -10001, {
				errors: [{ code: -10001, description: `Invalid: ${text}!` }],
			}),
		}),
		'a status': (text) => ({
			status: 400,
			body: body(500, undefined, {
				status: { code: 500, description: `Was ${text}` },
			}),
		}),
		'a reference ID': (text) => ({ status: 400, body: body(500, -10001, { reference_id: text }) }),
		'an output': (text) => ({
			body: body(290, undefined, {
				reference_id: text,
				sub_resource: text,
				phone_type: { description: text },
				carrier: { name: text },
				risk: { recommendation: text },
				status: { code: 290, description: text, updated_on: text },
			}),
		}),
		'anywhere in JSON': (text) => ({
			body: body(290, undefined, {
				[text]: 1,
				list: [[text], { deep: { deeper: text } }],
				verify: [{ code_entered: text }],
				code_entered: text,
				resource_uri: `/v1/verify?code=${text}`,
			}),
		}),
	};

	const seen = ({ text }: { text: string }, secret: string) =>
		[secret, secret.replace(/=+$/, ''), url(secret), encodeURIComponent(secret)].filter((one) =>
			text.includes(one),
		);

	it.each(Object.keys(PLACES))('the API key in %s, in every spelling', async (place) => {
		for (const spell of Object.values(SPELLINGS)) {
			const said = spell(key);
			for (const parameters of [{ simplify: true }, { simplify: false }]) {
				const outcome = await run('send', () => PLACES[place](said), {
					onError: 'continueRegularOutput',
					parameters,
				});
				await server!.close();
				server = undefined;
				expect(seen(outcome, key)).toEqual([]);
				expect(outcome.text).not.toContain(said.replace(/=+$/, ''));
				expect(outcome.text).not.toContain(BASIC);
			}
		}
	});

	it.each(Object.keys(PLACES))('the code in %s, in every spelling', async (place) => {
		const spellings = [
			...Object.values(SPELLINGS),
			() => '045-558',
			() => '45558',
			() => '045 558',
		];
		for (const spell of spellings) {
			const said = spell(CODE);
			const outcome = await run('check', () => PLACES[place](said), {
				code: CODE,
				parameters: { simplify: false },
			});
			await server!.close();
			server = undefined;
			expect(outcome.text).not.toContain(said.replace(/=+$/, ''));
		}
	});

	it('a code as a number, and an own code that Send gets back', async () => {
		const { text } = await run(
			'check',
			() => ({
				body: body(290, undefined, {
					entered: 45558,
					verify: { code_state: 'VALID', typed: 45558 },
				}),
			}),
			{ code: CODE, parameters: { simplify: false } },
		);
		expect(text).not.toContain('45558');
		await server!.close();
		server = undefined;
		const sent = await run(
			'send',
			() => ({ body: body(290, undefined, { verify_code: CODE, said: CODE }) }),
			{
				parameters: { simplify: false, additionalFields: { verifyCode: '={{ "045" + "558" }}' } },
			},
		);
		expect(sent.text).not.toContain(CODE);
	});

	it('any answer, with the secrets anywhere in it', async () => {
		let answer: HostileAnswer = {};
		server = await answering(() => answer);
		const spelled = fc
			.tuple(fc.constantFrom(key, BASIC, CODE), fc.constantFrom(...Object.values(SPELLINGS)))
			.map(([secret, spell]) => spell(secret));
		const text = fc
			.tuple(
				fc.constantFrom('', 'Was: ', '"', '<b>'),
				spelled,
				fc.constantFrom('', '.', '"', '</b>'),
			)
			.map((parts) => parts.join(''));
		const { json } = fc.letrec((tie) => ({
			json: fc.oneof(
				{ maxDepth: 4 },
				text,
				fc.integer(),
				fc.array(tie('json'), { maxLength: 3 }),
				tie('object'),
			),
			object: fc.dictionary(
				fc.oneof(fc.constantFrom('verify', 'status', 'errors', 'carrier'), text),
				tie('json'),
				{ maxKeys: 4 },
			),
		}));
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(200, 302, 400, 404, 500),
				fc.oneof(
					json,
					json.map((more) => body(290, undefined, { more })),
				),
				fc.boolean(),
				async (status, said, simplify) => {
					answer = { status, body: said as object };
					const { text: shown } = await run('check', () => answer, {
						code: CODE,
						parameters: { simplify },
					});
					for (const secret of [key.replace(/=+$/, ''), BASIC, CODE, url(CODE)]) {
						expect(shown.includes(secret)).toBe(false);
					}
				},
			),
			{ numRuns: 40 },
		);
	});

	it('but does not blank short words out of texts', async () => {
		for (const code of ['e', '12', 'not', 'found']) {
			const { out } = await run(
				'check',
				() => ({
					status: 404,
					body: body(500, -10001, {
						errors: [{ code: -10001, description: 'CustomerID/ReferenceID not found' }],
					}),
				}),
				{ code },
			);
			expect((out[0].json.error as IDataObject).message).toBe(
				'Telesign did not check the code: CustomerID/ReferenceID not found (-10001) [item 0]',
			);
			await server!.close();
			server = undefined;
		}
	});

	it('without line breaks, colours and marks of writing direction, and not a megabyte of it', async () => {
		const { out } = await run('send', () => ({
			status: 400,
			body: body(500, -10001, {
				reference_id: `${ID}\nand more`,
				errors: [
					{
						code: -10001,
						description: `\u001B[31mred\u001B[0m\r\nnext \u202Eright${'x'.repeat(1e6)}`,
					},
				],
			}),
		}));
		const { message, reference_id } = out[0].json.error as {
			message: string;
			reference_id: string;
		};
		expect(message).toMatch(/^Telesign did not send the code: red next right?x/);
		expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
		expect(message.length).toBeLessThan(500);
		expect(reference_id).not.toContain('\n');
	});

	it('gives text where the output schema has text', async () => {
		const { out } = await run('send', () => ({
			body: body(290, undefined, {
				sub_resource: {},
				carrier: { name: { a: 1 } },
				phone_type: { description: ['x'] },
				status: { code: 290, description: {}, updated_on: [] },
			}),
		}));
		expect(out[0].json).toEqual({
			reference_id: ID,
			phone_number: PHONES[0],
			channel: null,
			state: 'in_progress',
			status_code: 290,
			status_description: '',
			updated_on: null,
		});
	});

	it('reads the error beside an empty list of errors', async () => {
		const { out } = await run('send', () => ({
			status: 400,
			body: body(500, undefined, { error: { code: -10001, description: 'Invalid Request' } }),
		}));
		expect(out[0].json.error).toMatchObject({ error_code: -10001 });
	});
});

it('10,000,000 characters in a field are refused at once', async () => {
	const { out, requests } = await run('send', () => ({}), {
		parameters: { phoneNumber: '={{ "1".repeat(10000000) }}' },
	});
	expect(requests).toBe(0);
	expect((out[0].json.error as IDataObject).message).toMatch(/has 10000000 characters/);
});
