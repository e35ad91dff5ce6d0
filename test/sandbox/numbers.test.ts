/** Every number of the table does what its row says, at every product. */
import { testClock } from '../../sandbox/core/clock';
import { numbers } from '../../sandbox/numbers';
import { startSandbox } from '../../sandbox/server';
import { basic, formType, jsonType, mobile, useClient, type Reply } from './client';
import { scripts } from './script';

const clock = testClock();
const client = useClient({ clock, settings: { slowMs: 1 } });

const PRODUCTS = ['smart', 'sms', 'call', 'verification'];

/** Sends, also where the answer is none. */
async function send(number: string, product = 'smart', more: RequestInit = {}): Promise<Response> {
	const { account, url } = client().sandbox;
	const isJson = product === 'verification';
	const headers = {
		authorization: basic(account.customerId, account.apiKey),
		'content-type': isJson ? jsonType : formType,
	};
	const json = JSON.stringify({ recipient: { phone_number: number } });
	const body = isJson ? json : `phone_number=${number}`;
	const path = isJson ? '/verification' : `/v1/verify/${product}`;
	return await fetch(url + path, { method: 'POST', headers, body, ...more });
}
const read = async (reply: Response) => (await reply.json()) as Reply['body'];
const arrived = () => {
	const messages = client().sandbox.messages();
	return messages.filter(({ delivered }) => delivered).length;
};
/** Waits until something is so; every request gives the sandbox its turn. */
const until = async (isSo: () => boolean) => {
	while (!isSo()) await client().control('/sandbox/settings');
};
const rows = numbers.map((row) => [row.number, row.name, row] as const);

it.each(rows.filter(([, , { outcome }]) => outcome.kind === 'journey'))(
	'%s %s goes its way',
	async (number, _name, { delivers, outcome }) => {
		if (outcome.kind !== 'journey') throw new Error('not a journey');
		const { sms, voice, block } = outcome;
		const sent = await read(await send(number));
		expect(sent).toMatchObject({ errors: [], sub_resource: sms ? 'sms' : 'voice' });
		clock.advance(3_600_000);
		const { status } = (await client().status(sent.reference_id)).body;
		const blocked = { risk: 2028, telesign: sms ? 230 : 130, customer: sms ? 229 : 129 };
		const statuses = block ? [blocked[block]] : (sms ?? voice);
		expect([sent.status.code, status.code]).toEqual([statuses[0], statuses.at(-1)]);
		expect(arrived()).toBe(delivers ? 1 : 0);
	},
);

it.each(rows.filter(([, , { outcome }]) => outcome.kind === 'refusal'))(
	'%s %s is refused, by every product and to every request',
	async (number, name, { outcome }) => {
		if (outcome.kind !== 'refusal') throw new Error('not a refusal');
		const { refusal, times } = outcome;
		const { http, status, code, verification } = refusal;
		client().change({ loginCodes: 'finer' });
		const seen: unknown[] = [];
		const texts: string[] = [];
		for (const product of PRODUCTS) {
			client().sandbox.reset();
			client().change({ loginCodes: 'finer' });
			for (let i = 1; i < (times ?? 4); i += 1) await send(number, product);
			const reply = await send(number, product);
			const { errors: [error] = [], status: said } = await read(reply);
			seen.push([reply.status, said.code, error?.code]);
			texts.push(error?.description, said.description);
			expect(client().sandbox.messages()).toEqual([]);
			expect((await send(number, product)).status === 200).toBe(times !== undefined);
			expect(client().sandbox.messages()).toHaveLength(times === undefined ? 0 : 1);
		}
		client().sandbox.reset();
		client().change({ fault: name });
		const { body } = await client().status('0'.repeat(32));
		texts.push(body.errors[0].description);
		expect(body.errors[0].code).toBe(code);
		expect(texts.join()).not.toMatch(/[{}]|undefined/);
		// In every example of Voice Verify's document.
		const called = status === 501 ? 500 : status;
		const verified = verification === 3413 ? 401 : http;
		expect(seen).toEqual([
			[http, status, code],
			[http, status, code],
			[http, called, code],
			[verified, verification, undefined],
		]);
	},
);

function shapeOf(text: string): string {
	try {
		const value = JSON.parse(text) as unknown;
		if (Array.isArray(value)) return 'array';
		if (value === null) return 'null';
		return 'status' in (value as object) ? 'answer' : 'no status';
	} catch {
		return text === '' ? 'nothing' : 'not JSON';
	}
}

/** What a client sees of a fault. */
async function seen(request: Promise<Response>): Promise<string> {
	try {
		const reply = await request;
		const type = reply.headers.get('content-type')?.split(';')[0];
		const bytes = Buffer.from(await reply.arrayBuffer());
		const text = bytes.toString('utf8');
		const size = bytes.length > 5_000_000 ? ', huge' : '';
		const utf8 = Buffer.from(text).equals(bytes) ? '' : ', not UTF-8';
		return `${reply.status} ${type}: ${shapeOf(text)}${size}${utf8}`;
	} catch {
		return 'connection lost';
	}
}

describe('faults', () => {
	const manual: RequestInit = { redirect: 'manual' };
	const rowOf = (name: string) => numbers.find((row) => row.name === name)!;
	const requests = () => client().sandbox.requests();

	// Of every fault; `slow` and `hang` have their own tests.
	const expected = scripts(`
		text-plain   -> 200 text/plain: answer
		html         -> 200 text/html: not JSON
		empty        -> 200 application/json: nothing
		truncated    -> 200 application/json: not JSON
		huge         -> 200 application/json: answer, huge
		not-utf8     -> 200 application/json: answer, not UTF-8
		array        -> 200 application/json: array
		no-status    -> 200 application/json: no status
		null         -> 200 application/json: null
		plain-500    -> 500 text/plain: not JSON
		html-502     -> 502 text/html: not JSON
		empty-504    -> 504 undefined: nothing
		redirect-302 -> 302 undefined: nothing
		redirect-307 -> 307 undefined: nothing
		reset-before -> connection lost
		reset-after  -> connection lost
		half-answer  -> connection lost`);

	it('are all tested here', () => {
		const tested = [...expected.map(([name]) => name), 'slow', 'hang'].sort();
		const all = numbers.filter(({ outcome }) => outcome.kind === 'fault');
		expect(all.map(({ name }) => name).sort()).toEqual(tested);
	});

	it.each(expected)('%s: %s', async (name, result) => {
		const { number, delivers } = rowOf(name);
		for (const product of PRODUCTS) expect(await seen(send(number, product, manual))).toBe(result);
		expect(arrived()).toBe(delivers ? PRODUCTS.length : 0);
		const status = result === 'connection lost' ? 'dropped' : Number(result.slice(0, 3));
		await until(() => requests().every((request) => request.status !== 'pending'));
		expect(requests()).toMatchObject(PRODUCTS.map(() => ({ status })));
		client().change({ fault: name });
		expect(await seen(send(mobile, 'smart', manual))).toBe(result);
	});

	it.each(['slow', 'latency'])('%s answers later; the message is there at once', async (kind) => {
		if (kind === 'latency') client().change({ latencyMs: 500 });
		const reply = send(kind === 'slow' ? rowOf('slow').number : mobile);
		await until(() => arrived() === 1);
		expect(requests()[0].status).toBe('pending');
		clock.advance(500);
		expect((await reply).status).toBe(200);
	});

	it('hang takes the message and never answers', async () => {
		const controller = new AbortController();
		const reply = send(rowOf('hang').number, 'smart', { signal: controller.signal });
		await until(() => arrived() === 1);
		expect(requests()[0].status).toBe('pending');
		controller.abort();
		await expect(reply).rejects.toThrow('aborted');
		await until(() => requests()[0].status === 'dropped');
	});

	it('close ends a request that hangs', async () => {
		const other = await startSandbox({ settings: { fault: 'hang' } });
		const request = seen(fetch(`${other.url}/v1/verify/${'0'.repeat(32)}`));
		await until(() => other.requests().length > 0);
		await other.close();
		expect(await request).toBe('connection lost');
	});

	it.each([
		['redirect-302', 'GET'],
		['redirect-307', 'POST'],
	])('%s leads elsewhere, and what arrives there is on record', async (name, method) => {
		const { url } = client().sandbox;
		const target = (await send(rowOf(name).number, 'smart', manual)).headers.get('location')!;
		expect(target).toBe(`${url.replace('127.0.0.1', 'localhost')}/sandbox/elsewhere`);
		await send(rowOf(name).number);
		const arrival = requests().at(-1);
		expect(arrival).toMatchObject({ method, url: '/sandbox/elsewhere', status: 200 });
		// fetch itself is careful here; a client that is not would show its credentials.
		expect(arrival?.headers.authorization).toBeUndefined();
		await fetch(target, { headers: { authorization: 'Basic eDp5' } });
		expect(requests().at(-1)?.headers.authorization).toBe('Basic eDp5');
	});
});

it('any other number is a mobile that gets its SMS', async () => {
	const number = '447700900123';
	const original = { phone_number: '7700900123', country_code: '44' };
	expect(await read(await send(number))).toMatchObject({ numbering: { original } });
	expect(client().sandbox.messages()).toMatchObject([{ to: number, delivered: true }]);
});
