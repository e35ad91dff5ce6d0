/**
 * The Verify API in n8n's own engine: against the sandbox, and against answers that no sandbox gives.
 * Sources: Telesign OpenAPI `verify-api.json` and
 * developer.telesign.com/enterprise/docs/verify-api-status-codes.
 */
import type { GenericValue, IDataObject } from 'n8n-workflow';
import { answering, type HostileAnswer, type SeenRequest } from '../helpers/hostileServer';
import { runNode, type NodeRun } from './engine';
import { ON_ERROR } from './invariants';
import { useSandbox } from './useSandbox';

const sandbox = useSandbox();

const PHONE = '13105550100';
const ID = '0123456789ABCDEF0123456789ABCDEF';

/** Runs an operation over rows, with the account of the sandbox or against a server. */
const run = async (
	operation: string,
	parameters: IDataObject,
	{ url = sandbox().url, ...more }: Partial<NodeRun> & { url?: string } = {},
) =>
	await runNode({
		rows: [{}],
		parameters: { resource: 'verification', operation, ...parameters },
		credential: { ...sandbox().account, baseUrl: url, requestsPerSecond: 0 },
		...more,
	});

const send = async (parameters: IDataObject = {}) => {
	const { out, error } = await run('send', { phoneNumber: PHONE, ...parameters });
	expect(error).toBeUndefined();
	return out[0].json;
};

const check = async (referenceId: GenericValue, code: string) => {
	const { out, error } = await run('check', { referenceId, code: `={{ "${code}" }}` });
	expect(error).toBeUndefined();
	return out[0].json;
};

const newestCode = () => sandbox().messages().at(-1)!.code;

const wrongCode = () => (newestCode() === '000000' ? '000001' : '000000');

const methods = (...values: Array<[method: string, fallbackTime?: number]>) => ({
	methods: {
		values: values.map(([method, fallbackTime = 0]) => ({ method, fallbackTime })),
	},
});

const bodies = () =>
	sandbox()
		.requests()
		.map(({ body }) => JSON.parse(body) as unknown);

describe('Send', () => {
	it('sends the number alone where nothing else is filled in', async () => {
		expect(await send({ phoneNumber: '+1 (310) 555-0100' })).toEqual({
			reference_id: sandbox().messages()[0].reference_id,
			phone_number: PHONE,
			channel: 'sms',
			state: 'in_progress',
			status_code: 3901,
			status_description: 'Request in progress',
			updated_on: null,
			verification_state: 'ONGOING',
		});
		expect(bodies()).toEqual([{ recipient: { phone_number: PHONE } }]);
		expect(sandbox().requests()[0]).toMatchObject({ method: 'POST', url: '/verification' });
	});

	it('sends everything that is filled in, strings as strings', async () => {
		const item = await send({
			...methods(['whatsapp', 60], ['email'], ['voice']),
			additionalFields: {
				email: 'ann@example.com',
				verifyCode: '0429 1',
				externalId: '00042',
				templateName: 'sign_in',
				voiceLanguage: 'fr-FR',
				callbackUrl: 'https://n8n.example.com/webhook/1/telesign',
			},
		});
		expect(item).toMatchObject({ email: 'ann@example.com', channel: 'whatsapp' });
		expect(bodies()).toEqual([
			{
				recipient: { phone_number: PHONE, email: 'ann@example.com' },
				verification_policy: [
					{ method: 'whatsapp', fallback_time: 60 },
					{ method: 'email' },
					{ method: 'voice' },
				],
				external_id: '00042',
				message_template: { name: 'sign_in' },
				security_factor: '04291',
				voice_lang: 'fr-FR',
				callback_url: 'https://n8n.example.com/webhook/1/telesign',
			},
		]);
		expect(newestCode()).toBe('04291');
		expect(JSON.stringify(item)).not.toContain('04291');
	});

	it('needs no number where email is the only method', async () => {
		const additionalFields = { email: 'ann@example.com' };
		const item = await send({ phoneNumber: '', ...methods(['email']), additionalFields });
		expect(item).toMatchObject({ phone_number: null, email: 'ann@example.com', channel: 'email' });
		expect(bodies()).toMatchObject([{ recipient: { email: 'ann@example.com' } }]);
	});

	it.each([
		['no number', { phoneNumber: '' }, /'Phone Number' is empty/],
		[
			'no number for a call',
			{ phoneNumber: '', ...methods(['voice']) },
			/the method Voice needs it/,
		],
		['no email', methods(['sms'], ['email']), /'Email' is empty, and the method Email needs it/],
		['four methods', methods(['sms'], ['rcs'], ['viber'], ['voice']), /'Methods' has 4 methods/],
		['push', methods(['push']), /Method 1 in 'Methods' is "push"/],
		['29 seconds', methods(['sms', 29], ['voice']), /of method 1 in 'Methods' is "29"/],
		['half a second', methods(['sms', 60.5], ['voice']), /of method 1 in 'Methods' is "60.5"/],
		['301 seconds', methods(['sms', 200], ['voice', 101]), /take 301 seconds/],
		['none left', methods(['sms', 300], ['voice']), /leave no time for the last one/],
		['none left of the usual', methods(['email'], ['sms', 180], ['voice']), /leave no time/],
		['2 digits', { additionalFields: { verifyCode: '42' } }, /'Own Code' has 2 digits/],
		['11 digits', { additionalFields: { verifyCode: '12345678901' } }, /'Own Code' has 11 digits/],
		['a template', { additionalFields: { templateName: 'Sign In' } }, /'Template Name' is not/],
		['an ID', { additionalFields: { externalId: 'é' } }, /'External ID' is not/],
		['an email', { additionalFields: { email: 'ann at home' } }, /'Email' is not an email/],
		['elsewhere', { allowedCallingCodes: '44' }, /starts with none of/],
	])('refuses %s before anything leaves', async (_what, parameters, says) => {
		const { error } = await run('send', { phoneNumber: PHONE, ...parameters });
		expect(error!.message).toMatch(says);
		expect(sandbox().requests()).toEqual([]);
	});

	it.each([
		[3072, 'REJECTED', /^Telesign blocked .* and did not send the code: /, false],
		[3901, 'REJECTED', /^The code may have been sent, but /, true],
		[3950, 'ONGOING', undefined, false],
		[3001, 'CREATED', undefined, false],
		[3900, 'VERIFIED', undefined, false],
		[3042, 'FAILED', /^Telesign did not send the code: /, false],
	])('reads status %i of a verification that is %s', async (code, state, says, mayHave) => {
		const body = { reference_id: ID, state, status: { code, description: 'Words' } };
		const server = await answering(() => ({ body }));
		try {
			const { out } = await run(
				'send',
				{ phoneNumber: PHONE },
				{ url: server.url, onError: 'continueRegularOutput' },
			);
			const { error } = out[0].json as { error?: IDataObject };
			expect(error?.message).toEqual(says && expect.stringMatching(says));
			if (error) expect(error.may_have_been_sent).toBe(mayHave);
			else expect(out[0].json).toMatchObject({ reference_id: ID, verification_state: state });
		} finally {
			await server.close();
		}
	});

	it('says which product an account without this one can use', async () => {
		const { customerId, apiKey } = sandbox().accounts.find(({ name }) => name === 'self-service')!;
		const { error } = await run(
			'send',
			{ phoneNumber: PHONE },
			{ credential: { customerId, apiKey, baseUrl: sandbox().url } },
		);
		expect(error!.message).toContain('(3906)');
		expect(error!.description).toContain('use SMS Verify instead');
	});
});

describe('Check', () => {
	it('ends the verification with the right code, by one request', async () => {
		const { reference_id } = await send();
		const code = newestCode();
		expect(await check(reference_id, `${code.slice(0, 3)} ${code.slice(3)}`)).toEqual({
			reference_id,
			verified: true,
			code_state: 'VALID',
			another_try_possible: false,
			channel: null,
			state: 'delivered',
			status_code: 3900,
			status_description: 'Verified',
			updated_on: null,
			verification_state: 'VERIFIED',
		});
		expect(sandbox().requests().slice(1)).toMatchObject([
			{
				method: 'PATCH',
				url: `/verification/${String(reference_id)}/state`,
				body: JSON.stringify({ action: 'finalize', security_factor: code }),
			},
		]);
	});

	it.each([[3904], [3909]] as const)(
		'says of a wrong code whether another try is possible, also where %i comes first',
		async (firstWrongCode) => {
			sandbox().settings.firstWrongCode = firstWrongCode;
			const { reference_id } = await send();
			const found = [];
			for (let n = 0; n < 4; n++) found.push(await check(reference_id, wrongCode()));
			const last = firstWrongCode === 3904 ? 3909 : 3904;
			expect(
				found.map(({ verified, code_state, another_try_possible, status_code }) => [
					verified,
					code_state,
					another_try_possible,
					status_code,
				]),
			).toEqual([
				[false, 'INVALID', true, firstWrongCode],
				[false, 'INVALID', true, firstWrongCode],
				[false, 'MAX_ATTEMPTS_EXCEEDED', false, last],
				[false, 'MAX_ATTEMPTS_EXCEEDED', false, 3931],
			]);
			expect(found[0]).toMatchObject({ channel: 'sms', verification_state: 'ONGOING' });
			const patches = sandbox()
				.requests()
				.filter(({ method }) => method === 'PATCH');
			expect(patches).toHaveLength(4);
		},
	);

	it('takes a late code for a result', async () => {
		const { reference_id } = await send();
		await check(reference_id, newestCode());
		expect(await check(reference_id, wrongCode())).toMatchObject({
			verified: false,
			code_state: 'UNKNOWN',
			another_try_possible: false,
			status_code: 3931,
			verification_state: 'VERIFIED',
		});
	});

	it('checks a code of your own', async () => {
		const { reference_id } = await send({ additionalFields: { verifyCode: '042' } });
		expect(await check(reference_id, '042')).toMatchObject({ verified: true });
	});
});

/** A verification as a look-up shows it. */
const verificationIn = (state: string, updated_on: string, more: object = {}) => ({
	reference_id: ID,
	state,
	recipient: { phone_number: PHONE },
	created_on: updated_on,
	updated_on,
	...more,
});

/** Checks "042917" against a server that answers PATCH and GET. */
async function checked(
	patch: HostileAnswer,
	get: (request: SeenRequest) => HostileAnswer,
	more: Partial<NodeRun> = {},
) {
	const server = await answering((request) => (request.method === 'PATCH' ? patch : get(request)));
	try {
		const outcome = await run(
			'check',
			{ referenceId: ID, code: '={{ "042" + "917" }}', options: { maxWait: 3 } },
			{ url: server.url, onError: 'continueRegularOutput', ...more },
		);
		const { out, errors, error } = outcome;
		const item = [...out, ...errors][0]?.json ?? {};
		expect(JSON.stringify(outcome.run)).not.toContain('042917');
		const patches = server.requests.filter(({ method }) => method === 'PATCH').length;
		const told = (item.error ?? error) as { message: string; may_have_been_sent?: boolean };
		return { item, told, patches, gets: server.requests.length - patches };
	} finally {
		await server.close();
	}
}

const lost: HostileAnswer = { raw: (response) => response.destroy() };
const now = () => new Date().toISOString();

describe('a check whose answer is lost', () => {
	const LOST: Array<[what: string, answer: HostileAnswer]> = [
		['a broken connection', lost],
		['an empty 502', { status: 502, body: '' }],
		['a page', { body: '<html>', headers: { 'content-type': 'text/html' } }],
		['a redirect', { status: 302, headers: { location: '/' }, body: '' }],
		['System Unavailable', { status: 503, body: { status: { code: 3500, description: 'x' } } }],
		['3901', { body: { status: { code: 3901, description: 'x' } } }],
		['Verified with HTTP 400', { status: 400, body: { status: { code: 3900, description: 'x' } } }],
	];

	it.each(LOST)('is told by the verification: %s', async (_what, answer) => {
		const { item, patches } = await checked(answer, () => ({
			body: verificationIn('VERIFIED', now()),
		}));
		expect(item).toMatchObject({
			reference_id: ID,
			verified: true,
			code_state: 'VALID',
			another_try_possible: false,
			verification_state: 'VERIFIED',
		});
		expect(patches).toBe(1);
	});

	it.each([
		['REJECTED', 'MAX_ATTEMPTS_EXCEEDED'],
		['FAILED', 'UNKNOWN'],
		['CANCELED', 'UNKNOWN'],
	])('was in vain if the verification is %s', async (state, code_state) => {
		const { item } = await checked(lost, () => ({ body: verificationIn(state, now()) }));
		expect(item).toMatchObject({ verified: false, code_state, another_try_possible: false });
	});

	it.each(ON_ERROR)(
		'leaves open what it leaves open, and is never asked twice (%s)',
		async (onError) => {
			const old = new Date(Date.now() - 60_000).toISOString();
			for (const get of [
				{ body: verificationIn('ONGOING', now()) },
				// Ended before this check: that says nothing of its code.
				{ body: verificationIn('VERIFIED', old) },
				{ body: verificationIn('VERIFIED', 'yesterday') },
				{ status: 404, body: { status: { code: 3110, description: 'Invalid request' } } },
				{ body: { state: 'HAPPY' } },
				lost,
			]) {
				const { told, patches } = await checked(lost, () => get, { onError, maxTries: 3 });
				expect(told.message).toMatch(/^The code may have been checked, but /);
				expect(patches).toBe(1);
			}
		},
		60_000,
	);
});

describe('a wrong code', () => {
	it.each([
		['nothing answers', lost],
		['the verification is not found', { status: 404, body: { status: { code: 3110 } } }],
	])('stays a result where %s then', async (_what, get: HostileAnswer) => {
		const patch = { body: { status: { code: 3904, description: 'Verification Failed' } } };
		const { item, patches } = await checked(patch, () => get);
		expect(item).toMatchObject({
			reference_id: ID,
			verified: false,
			code_state: 'INVALID',
			another_try_possible: null,
			verification_state: null,
		});
		expect(patches).toBe(1);
	});

	it.each([
		[3904, 400],
		[3909, 200],
		[3999, 200],
		[3933, 400],
	])('is one by whichever code: %i, HTTP %i', async (code, status) => {
		const { item } = await checked(
			{ status, body: { status: { code, description: 'Words' } } },
			() => ({
				body: verificationIn('ONGOING', now()),
			}),
		);
		expect(item).toMatchObject({ verified: false, another_try_possible: true, status_code: code });
	});

	it.each([
		[3908, 'FAILED'],
		[3931, 'VERIFIED'],
		[3935, 'ONGOING'],
	])('may come too late, with HTTP 200 or 400: %i', async (code, state) => {
		const get = () => ({ body: verificationIn(state, now()) });
		const [found, other] = await Promise.all(
			[200, 400].map(async (status) => {
				const { item } = await checked({ status, body: { status: { code } } }, get);
				return { ...item, updated_on: null };
			}),
		);
		expect(found).toMatchObject({ verified: false, status_code: code, verification_state: state });
		expect(other).toEqual(found);
	});

	it('is no right one because something else says so', async () => {
		const patch = { body: { status: { code: 3904 }, state: 'VERIFIED' } };
		const { item } = await checked(patch, () => ({ body: verificationIn('VERIFIED', now()) }));
		expect(item).toMatchObject({ verified: false });
		const other = await checked(
			{ body: { status: { code: 3900 }, state: 'REJECTED' } },
			() => lost,
		);
		expect(other.item).toMatchObject({ verified: false });
	});
});

describe('Get Status', () => {
	it('tells what became of each method', async () => {
		const { reference_id } = await send(methods(['whatsapp', 60], ['sms'], ['voice']));
		const { out } = await run('get', { referenceId: reference_id });
		expect(out[0].json).toMatchObject({
			reference_id,
			channel: 'whatsapp',
			state: 'in_progress',
			final: false,
			verification_state: 'ONGOING',
			code_state: 'UNKNOWN',
			methods: [
				{ method: 'whatsapp', state: 'ONGOING', status_code: 3901 },
				{ method: 'sms', state: 'CREATED', status_code: null, tried_on: null },
				{ method: 'voice', state: 'CREATED' },
			],
		});
	});

	it.each([
		['VERIFIED', [], { state: 'delivered', final: true, code_state: 'VALID', status_code: 3900 }],
		['ONGOING', [], { state: 'in_progress', final: false, status_code: 3901 }],
		['FAILED', [3072], { state: 'blocked', final: true, status_code: 3072 }],
		['FAILED', [3055, 3056], { state: 'failed', final: true, status_code: 3056 }],
		['ONGOING', [3055], { state: 'in_progress', final: false, status_code: 3055 }],
		['ONGOING', [3056, 3000], { state: 'delivered', final: false, status_code: 3000 }],
		['VERIFIED', [3000], { state: 'delivered', final: true, code_state: 'VALID' }],
		['REJECTED', [3909], { state: 'failed', final: true, code_state: 'MAX_ATTEMPTS_EXCEEDED' }],
		['CANCELED', [4242], { state: 'failed', final: true }],
	])('reads a verification that is %s after %j', async (state, codes, output) => {
		const inner_methods = codes.map((err_code) => ({ method: 'sms', state: 'FAILED', err_code }));
		const server = await answering(() => ({
			body: verificationIn(state, now(), { inner_methods }),
		}));
		try {
			const { out } = await run('get', { referenceId: ID }, { url: server.url });
			expect(out[0].json).toMatchObject({ reference_id: ID, verification_state: state, ...output });
		} finally {
			await server.close();
		}
	});

	it('waits until the verification has ended', async () => {
		const states = ['ONGOING', 'ONGOING', 'VERIFIED'];
		const server = await answering((_request, count) => ({
			body: verificationIn(states[count - 1], now()),
		}));
		try {
			const { out } = await run(
				'get',
				{ referenceId: ID, waitForFinalState: true, checkEvery: 1 },
				{ url: server.url },
			);
			expect(out[0].json).toMatchObject({ final: true, verification_state: 'VERIFIED' });
			expect(server.requests).toHaveLength(3);
		} finally {
			await server.close();
		}
	});
});

it('is sent away for now, and asked again, as each answer allows', async () => {
	const busy = [
		{ status: 429, body: { status: { code: 3204, description: 'Rate Limit Exceeded' } } },
		{ status: 503, body: { status: { code: 3500, description: 'System Unavailable' } } },
	];
	const body = { reference_id: ID, state: 'ONGOING', status: { code: 3901, description: 'x' } };
	const server = await answering((_request, count) => busy[count - 1] ?? { body });
	try {
		const { out } = await run('send', { phoneNumber: PHONE }, { url: server.url });
		expect(out[0].json).toMatchObject({ reference_id: ID });
		expect(server.requests).toHaveLength(3);
	} finally {
		await server.close();
	}
});
