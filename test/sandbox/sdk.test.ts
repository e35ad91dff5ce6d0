/**
 * Telesign's own Node SDK, unchanged, against all four products. It has no types, and its own request
 * wrapper keeps a timer running.
 */
import { randomUUID } from 'node:crypto';
import { mobile, useClient } from './client';

type Answer = Record<string, unknown>;
type Callback = (error: unknown, ...answer: unknown[]) => void;

interface Rest {
	execute(callback: (error: unknown, answer: Answer) => void, ...rest: unknown[]): void;
	setContentType(type: string): void;
}

const RestClient = jest.requireActual<
	new (wrapper: object, customerId: string, apiKey: string, url: string) => Rest
>('telesignsdk/src/RestClient.js');

/** As the SDK's own: a GET has no body, the answer is read as JSON. */
const wrapper = {
	request({ url, body, ...options }: RequestInit & { url: string }, callback: Callback) {
		fetch(url, { ...options, body: options.method === 'GET' ? undefined : body })
			.then(async (response) => callback(null, response, JSON.stringify(await response.json())))
			.catch(callback);
	},
};

const client = useClient();
const inbox = () => client().sandbox.messages();

function sdkWith(key: string) {
	const { account, url } = client().sandbox;
	const rest = new RestClient(wrapper, account.customerId, key, url);
	const execute = async (...all: unknown[]) =>
		await new Promise<Answer>((resolve, reject) => {
			rest.execute((error, answer) => (error ? reject(error) : resolve(answer)), ...all);
		});
	return { rest, execute };
}

it.each([
	['smart', { sms_message: 'Café & $$CODE$$' }, 'sms', 290],
	['sms', { template: 'Café & $$CODE$$' }, 'sms', 290],
	['call', { tts_message: 'Café & $$CODE$$', language: 'fr-FR' }, 'call', 103],
])('sends by %s, checks and completes, signed', async (product, fields, sub, code) => {
	const { execute } = sdkWith(client().sandbox.account.apiKey);
	const form = { phone_number: mobile, ...fields };
	const sent = await execute('POST', `/v1/verify/${product}`, form);
	expect(sent).toMatchObject({ sub_resource: sub, status: { code } });
	const [message] = inbox();
	expect(message.text).toBe(`Café & ${message.code}`);

	const id = String(sent.reference_id);
	const checked = await execute('GET', `/v1/verify/${id}`, { verify_code: message.code });
	expect(checked).toMatchObject({ verify: { code_state: 'VALID', code_entered: message.code } });
	const done = await execute('PUT', `/v1/verify/completion/${id}`);
	expect(done).toMatchObject({ status: { code: 1900 } });
});

it('is refused with a wrong key, and with a nonce that was used', async () => {
	const form = { phone_number: mobile };
	const wrong = sdkWith('bm8=');
	expect(await wrong.execute('POST', '/v1/verify/smart', form)).toMatchObject({
		errors: [{ code: -30006 }],
	});
	const { execute } = sdkWith(client().sandbox.account.apiKey);
	const send = ['POST', '/v1/verify/smart', form, null, randomUUID()];
	expect(await execute(...send)).toMatchObject({ errors: [] });
	expect(await execute(...send)).toMatchObject({ errors: [{ code: -30012 }] });
});

it('runs a verification: create signed, get and update with Basic and an empty content type', async () => {
	const { rest, execute } = sdkWith(client().sandbox.accounts[0].alsoGood!);
	rest.setContentType('application/json');
	const policy = [{ method: 'whatsapp', fallback_time: 30 }, { method: 'sms' }];
	const body = { recipient: { phone_number: mobile }, verification_policy: policy };
	const sent = await execute('POST', '/verification', body);
	expect(sent).toMatchObject({ state: 'ONGOING', status: { code: 3901 } });

	const path = `/verification/${String(sent.reference_id)}`;
	const read = await execute('GET', path, null, 'Basic');
	expect(read).toMatchObject({ inner_methods: [{ method: 'whatsapp' }, { state: 'CREATED' }] });
	const end = async (code: string) =>
		await execute('PATCH', `${path}/state`, { action: 'finalize', security_factor: code }, 'Basic');
	expect(await end('1')).toMatchObject({ status: { code: 3904 } });
	expect(await end(inbox()[0].code)).toMatchObject({ status: { code: 3900 } });
	const types = client()
		.sandbox.requests()
		.map(({ headers }) => headers['content-type']);
	expect(types).toEqual(['application/json', '', '', '']);
	expect(await execute('GET', path, null, 'Basic')).toMatchObject({ state: 'VERIFIED' });
});
