/** Every number of the table does what its row says; the wire faults also for other operations. */
import { testClock } from '../../sandbox/core/clock';
import { faults, journeys, numbers, refusals } from '../../sandbox/numbers';
import { startSandbox, type FaultName, type Sandbox } from '../../sandbox/server';
import { basic, formType, mobile, type Reply } from './client';

const clock = testClock();
let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ clock, settings: { slowMs: 1 } });
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

async function call(method: string, path: string, body?: string, more: RequestInit = {}) {
	const authorization = basic(sandbox.account.customerId, sandbox.account.apiKey);
	const type = body === undefined ? undefined : { 'content-type': formType };
	const headers = { authorization, ...type, ...(more.headers as Record<string, string>) };
	return await fetch(sandbox.url + path, { method, body, ...more, headers });
}
const send = async (number: string, more?: RequestInit, product = 'smart') =>
	await call('POST', `/v1/verify/${product}`, `phone_number=${number}`, more);
const verify = async (number: string, more?: RequestInit) =>
	await call('POST', '/verification', JSON.stringify({ recipient: { phone_number: number } }), {
		headers: { 'content-type': 'application/json' },
		...more,
	});
const read = async (reply: Response) => (await reply.json()) as Reply['body'];
const arrived = () => sandbox.messages().filter(({ delivered }) => delivered).length;

describe.each(journeys.map((row) => [row.number, row.name, row] as const))(
	'%s %s',
	(number, _name, { delivers, outcome }) => {
		it('goes its way', async () => {
			if (outcome.kind !== 'journey') throw new Error('not a journey');
			const statuses = outcome.sms ?? outcome.voice;
			const sent = await read(await send(number));
			expect(sent).toMatchObject({ errors: [], sub_resource: outcome.sms ? 'sms' : 'voice' });
			clock.advance(3_600_000);
			const path = `/v1/verify/${sent.reference_id}`;
			const { status } = await read(await call('GET', path));
			if (outcome.block) {
				expect(status.code).toBe(sent.status.code);
				expect([2028, 230, 130, 229, 129]).toContain(status.code);
			} else {
				expect([sent.status.code, status.code]).toEqual([statuses[0], statuses.at(-1)]);
			}
			expect(arrived()).toBe(delivers ? 1 : 0);
		});
	},
);

describe.each(refusals.map((row) => [row.number, row.name, row] as const))(
	'%s %s',
	(number, name, { outcome }) => {
		if (outcome.kind !== 'refusal') throw new Error('not a refusal');
		const { refusal, times } = outcome;

		it('is refused', async () => {
			const tries = times ?? 4;
			for (let i = 0; i < tries; i += 1) {
				const reply = await send(number);
				const { errors, status, sub_resource } = await read(reply);
				expect([reply.status, status.code, errors[0].code, sub_resource]).toEqual([
					refusal.http,
					refusal.status,
					refusal.code,
					'smart',
				]);
				expect(errors[0].description).not.toMatch(/[{}]/);
			}
			expect(sandbox.messages()).toEqual([]);
			expect((await send(number)).status).toBe(times === undefined ? refusal.http : 200);
			expect(arrived()).toBe(times === undefined ? 0 : 1);
		});

		it('can be asked of every request', async () => {
			sandbox.settings.fault = name as FaultName;
			const reply = await call('GET', `/v1/verify/${'0'.repeat(32)}`);
			expect(reply.status).toBe(refusal.http);
			const [{ code, description }] = (await read(reply)).errors;
			expect([code, description]).toEqual([refusal.code, expect.not.stringMatching(/[{}]/)]);
		});

		it('is refused by the other products', async () => {
			for (const product of ['sms', 'call']) {
				sandbox.reset();
				const reply = await send(number, {}, product);
				const { errors } = await read(reply);
				expect([reply.status, errors[0].code]).toEqual([refusal.http, refusal.code]);
			}
			sandbox.reset();
			sandbox.settings.loginCodes = 'finer';
			const reply = await verify(number);
			const { status } = await read(reply);
			expect(status.code).toBe(refusal.verification);
			expect(status.description).not.toMatch(/[{}]|undefined/);
			expect(reply.status).toBe(refusal.verification === 3413 ? 401 : refusal.http);
		});
	},
);

/** What a client sees of a fault. */
async function seen(request: () => Promise<Response>): Promise<string> {
	try {
		const reply = await request();
		const type = reply.headers.get('content-type')?.split(';')[0];
		const bytes = Buffer.from(await reply.arrayBuffer());
		const text = bytes.toString('utf8');
		let shape: string;
		try {
			const value = JSON.parse(text) as unknown;
			shape = Array.isArray(value)
				? 'array'
				: value === null
					? 'null'
					: 'status' in (value as object)
						? 'answer'
						: 'no status';
		} catch {
			shape = text === '' ? 'nothing' : 'not JSON';
		}
		const size = bytes.length > 5_000_000 ? ', huge' : '';
		const utf8 = Buffer.from(text).equals(bytes) ? '' : ', not UTF-8';
		return `${reply.status} ${type}: ${shape}${size}${utf8}`;
	} catch (error) {
		return (error as Error).name === 'TimeoutError' ? 'timeout' : 'connection lost';
	}
}

/** Of every fault; `slow` and `hang` have their own tests. */
const expected: Record<string, string> = {
	'text-plain': '200 text/plain: answer',
	html: '200 text/html: not JSON',
	empty: '200 application/json: nothing',
	truncated: '200 application/json: not JSON',
	huge: '200 application/json: answer, huge',
	'not-utf8': '200 application/json: answer, not UTF-8',
	array: '200 application/json: array',
	'no-status': '200 application/json: no status',
	null: '200 application/json: null',
	'plain-500': '500 text/plain: not JSON',
	'html-502': '502 text/html: not JSON',
	'empty-504': '504 undefined: nothing',
	'redirect-302': '302 undefined: nothing',
	'redirect-307': '307 undefined: nothing',
	'reset-before': 'connection lost',
	'reset-after': 'connection lost',
	'half-answer': 'connection lost',
};

describe('faults', () => {
	it('are all tested here', () => {
		const tested = [...Object.keys(expected), 'slow', 'hang'].sort();
		expect(faults.map(({ name }) => name as string).sort()).toEqual(tested);
	});

	it.each(Object.entries(expected))('%s: %s', async (name, result) => {
		const { number, delivers } = faults.find((row) => row.name === name)!;
		expect(await seen(async () => await send(number, { redirect: 'manual' }))).toBe(result);
		expect(arrived()).toBe(delivers ? 1 : 0);
		expect(sandbox.requests()).toMatchObject([
			{ status: result === 'connection lost' ? 'dropped' : Number(result.slice(0, 3)) },
		]);
	});

	it.each(Object.entries(expected))('%s, of the other products', async (name, result) => {
		const { number, delivers } = faults.find((row) => row.name === name)!;
		const more: RequestInit = { redirect: 'manual' };
		expect(await seen(async () => await send(number, more, 'sms'))).toBe(result);
		expect(await seen(async () => await send(number, more, 'call'))).toBe(result);
		expect(await seen(async () => await verify(number, more))).toBe(result);
		expect(arrived()).toBe(delivers ? 3 : 0);
	});

	it.each(Object.entries(expected))('%s, asked of a check', async (name, result) => {
		const { reference_id: id } = await read(await send(mobile));
		sandbox.settings.fault = name as FaultName;
		const check = async () =>
			await call('GET', `/v1/verify/${id}`, undefined, { redirect: 'manual' });
		expect(await seen(check)).toBe(result);
	});

	it.each(['slow', 'latency'])('%s answers later; the message is there at once', async (kind) => {
		if (kind === 'latency') sandbox.settings.latencyMs = 500;
		const { number } = faults.find(({ name }) => name === 'slow')!;
		let isAnswered = false;
		const reply = send(kind === 'slow' ? number : mobile).then((answer) => {
			isAnswered = true;
			return answer;
		});
		while (arrived() === 0) await (await fetch(`${sandbox.url}/sandbox/settings`)).text();
		expect([isAnswered, sandbox.requests()[0].status]).toEqual([false, 'pending']);
		clock.advance(500);
		expect((await reply).status).toBe(200);
	});

	it('hang takes the message and never answers', async () => {
		const { number } = faults.find(({ name }) => name === 'hang')!;
		const controller = new AbortController();
		const reply = send(number, { signal: controller.signal });
		while (arrived() === 0) await (await fetch(`${sandbox.url}/sandbox/settings`)).text();
		expect(sandbox.requests()[0].status).toBe('pending');
		controller.abort();
		await expect(reply).rejects.toThrow('aborted');
		while (sandbox.requests()[0].status === 'pending')
			await (await fetch(`${sandbox.url}/sandbox/settings`)).text();
		expect(sandbox.requests()[0].status).toBe('dropped');
	});

	it('close ends a request that hangs', async () => {
		const other = await startSandbox({ settings: { fault: 'hang' } });
		const reply = fetch(`${other.url}/v1/verify/${'0'.repeat(32)}`);
		const isLost = reply.then(
			() => false,
			() => true,
		);
		while (other.requests().length === 0)
			await (await fetch(`${other.url}/sandbox/settings`)).text();
		await other.close();
		expect(await isLost).toBe(true);
	});

	it.each([
		['redirect-302', 'GET'],
		['redirect-307', 'POST'],
	])('%s leads elsewhere, and what arrives there is on record', async (name, method) => {
		const { number } = faults.find((row) => row.name === name)!;
		const response = await send(number, { redirect: 'manual' });
		const target = response.headers.get('location') ?? '';
		expect(target).toBe(`${sandbox.url.replace('127.0.0.1', 'localhost')}/sandbox/elsewhere`);

		await send(number);
		const last = sandbox.requests().at(-1);
		expect(last).toMatchObject({ method, url: '/sandbox/elsewhere', status: 200 });
		// fetch itself is careful here; a client that is not would show its credentials.
		expect(last?.headers.authorization).toBeUndefined();
		await fetch(target, { headers: { authorization: 'Basic eDp5' } });
		expect(sandbox.requests().at(-1)?.headers.authorization).toBe('Basic eDp5');
		expect(sandbox.messages()).toEqual([]);
	});
});

it('any other number is a mobile that gets its SMS', async () => {
	const number = '447700900123';
	expect(numbers.map((row) => row.number)).not.toContain(number);
	const original = {
		phone_number: '7700900123',
		complete_phone_number: number,
		country_code: '44',
	};
	expect(await read(await send(number))).toMatchObject({ numbering: { original } });
	expect(sandbox.messages()).toMatchObject([{ to: number, channel: 'sms', delivered: true }]);
});
