/** What `npm run settle` never does: hurry, send twice, write a secret. */
import { spawnSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { settingRows, settingsIn } from '../../sandbox/settings';
import type { Setup, World } from '../../tools/settle/ask';
import { probes } from '../../tools/settle/probes';
import { reportOf } from '../../tools/settle/report';
import { planOf, problemOf, settle } from '../../tools/settle/settle';
import { terminal } from '../../tools/settle/terminal';
import { API_KEY as apiKey, CUSTOMER_ID as customerId } from '../helpers/callbacks';
import {
	answering,
	speaking,
	type HostileAnswer,
	type SeenRequest,
} from '../helpers/hostileServer';
import { settleIn, type Run } from './run';
import { inVirtualTime } from './virtualTime';

/** What somebody types as a code. */
const typed = '5724433';
const numbers = { mobile: '12125550142', risk: '13105550116', blocked: '447700900123' };

const setupOf = (url: string): Setup => ({
	customerId,
	apiKey,
	hosts: { v1: url, verification: url, other: url },
	numbers,
	oldReference: 'C'.repeat(32),
	callbackUrl: 'http://127.0.0.1:9/reports',
});

/** Nobody at the terminal but for what is typed; no reports. */
const worldOf = (timeoutMs = 10_000): Omit<World, 'now' | 'sleep'> => ({
	answer: async (_question, keys) => (keys ? 'y' : typed),
	reports: () => [],
	timeoutMs,
});

let whole: Run;
beforeAll(async () => {
	whole = await settleIn();
});

it('asks once a second at most, slow questions or not', () => {
	const { starts, result } = whole;
	expect(result.requests).toBe(starts.length);
	const gaps = starts.slice(1).map((at, index) => at - starts[index]);
	expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
});

const sum = (index: number) =>
	probes
		.filter(({ needs = [] }) => !needs.includes('other') && !needs.includes('oldReference'))
		.reduce((total, { messages = [0, 0] }) => total + messages[index], 0);

it('brings no more messages than the plan says, and no fewer than it must', () => {
	const { messages } = whole;
	expect(messages.length).toBeGreaterThanOrEqual(sum(0) - 4);
	expect(messages.length).toBeLessThanOrEqual(sum(1));
	expect(planOf(whole.setup, 0.1)).toContain(`${sum(0)} messages and calls, ${sum(1)} if`);
});

it('sends nothing again whose answer got lost, and needs no answer to end', async () => {
	/** How often each body is sent, if the answers get lost or not. */
	const counts = async (isLost: boolean) => {
		const sends = new Map<string, number>();
		const { result } = await settleIn({
			isAlone: true,
			async server({ method, body }, pass) {
				const text = body.replace(/127.0.0.1(:|%3A)\d+/, '');
				if (method === 'POST') sends.set(text, (sends.get(text) ?? 0) + 1);
				return isLost ? { raw: (response) => response.destroy() } : await pass();
			},
		});
		return { sends, kinds: result.outcomes.map(({ finding }) => finding.kind) };
	};
	const [lost, healthy] = [await counts(true), await counts(false)];
	expect(lost.kinds).not.toContain('settled');
	expect(lost.sends.size).toBeGreaterThan(20);
	const more = [...lost.sends].filter(([body, count]) => count > (healthy.sends.get(body) ?? 0));
	expect(more).toEqual([]);
});

it('ends without anybody at the terminal', async () => {
	const { finding, result } = await settleIn({ isAlone: true });
	expect(result.outcomes.length).toBeGreaterThan(30);
	for (const name of ['codeDigits', 'rightCodeAgain', 'codeAfterFallback'])
		expect(finding(name)?.kind).toBe('open');
});

it('keeps what the others found if a probe fails', async () => {
	const find = async () => await Promise.reject(new Error('undefined is not a function'));
	const [first, ...others] = probes;
	const some = [{ ...first, find }, ...others.filter(({ name }) => name === 'signInFirst')];
	const { finding } = await settleIn({ some });
	expect(finding(first.name)).toMatchObject({
		kind: 'open',
		what: expect.stringMatching(/failed/),
	});
	expect(finding('signInFirst')).toMatchObject({ kind: 'settled', value: true });
});

/** Spellings of a secret that nobody may read in what is written. */
const spellings = (secret: string) => [
	secret,
	encodeURIComponent(secret),
	Buffer.from(secret).toString('base64'),
	secret.replace(/=+$/, ''),
];
const secrets = [
	...spellings(apiKey),
	...spellings(`${customerId}:${apiKey}`),
	customerId,
	...Object.values(numbers).flatMap((number) => [number, number.slice(1), number.slice(2)]),
	'555-0142',
	typed,
	'9/reports',
];

/** Says back all that it was told, in every place. */
const echo = ({ method, url, headers, body }: SeenRequest): HostileAnswer => {
	const [, pair = ''] = (headers.authorization ?? '').split(' ');
	const all = [headers.authorization, Buffer.from(pair, 'base64').toString(), url, body, apiKey];
	const text = all.join(' ');
	return {
		status: method === 'GET' && /0{32}/.test(url) ? 404 : 200,
		body: {
			reference_id: 'D'.repeat(32),
			to: '+1 (212) 555-0142',
			sub_resource: text,
			state: text,
			errors: [{ code: -10001, description: text }],
			status: { code: 290, description: text },
			[text]: [text, apiKey.slice(0, 60)],
			verify: { code_state: text, code_entered: typed },
			numbering: { original: { phone_number: '2125550142' } },
		},
	};
};

const garbage = ['', 'null', '[]', '<html>', '{"status":{}}', '{"status":{"code":"x"}}', '\u0000ÿ'];

it.each<[string, (request: SeenRequest, count: number) => HostileAnswer]>([
	['says everything back', echo],
	['speaks garbage', (_request, count) => ({ body: garbage[count % garbage.length] })],
	[
		'says 5 MB',
		({ body }) => ({ body: `{"status":{"code":290},"x":"${(body + apiKey).repeat(20_000)}` }),
	],
	[
		'redirects',
		({ headers: { host = '' }, url }) => {
			const location = `http://${host.replace('127.0.0.1', 'localhost')}${url}`;
			return { status: 307, headers: { location }, body: '' };
		},
	],
	[
		'counts wildly',
		() => ({ status: 599, body: { state: 5, status: { code: 1e300 }, errors: 'no' } }),
	],
])('writes no secret of a server that %s', async (_what, answer) => {
	const server = await answering(answer);
	try {
		const setup = setupOf(server.url);
		const said: string[] = [];
		const result = await inVirtualTime(
			async (clock) => await settle(setup, { ...clock, ...worldOf() }, (line) => said.push(line)),
		);
		const { markdown, json } = reportOf(setup, result, 'trial', '2030-01-01');
		const isIn = (text: string) => secrets.filter((secret) => text.includes(secret));
		expect(isIn(markdown + json)).toEqual([]);
		// Whoever typed the code may see it.
		expect(isIn(said.join()).filter((secret) => secret !== typed)).toEqual([]);
		expect(() => JSON.parse(json) as unknown).not.toThrow();
		expect(server.requests.filter(({ headers }) => headers.host !== server.url.slice(7))).toEqual(
			[],
		);
	} finally {
		await server.close();
	}
});

it('ends with a server that never answers, and says so', async () => {
	const server = await answering(() => ({ raw: () => {} }));
	const setup = setupOf(server.url);
	const { outcomes } = await inVirtualTime(
		async (clock) => await settle(setup, { ...clock, ...worldOf(10) }),
	);
	await server.close();
	expect(outcomes.map(({ finding }) => finding.kind)).not.toContain('settled');
	expect(outcomes.at(-1)!.lines.join()).toContain('no answer in time');
});

it('goes no further where this is not Telesign, or the account is refused', async () => {
	const unauthorized = {
		errors: [{ code: -30015, description: `no ${apiKey}` }],
		status: { code: 501 },
	};
	const servers: Array<[HostileAnswer, RegExp | undefined]> = [
		[{ body: '<html>' }, /^This is not Telesign: HTTP 200, not an answer of Telesign's <html>/],
		[{ raw: (response) => response.destroy() }, /^This is not Telesign: no answer, the connection/],
		[{ raw: () => {} }, /^This is not Telesign: no answer in time/],
		[{ status: 401, body: unauthorized }, /^Telesign refused the sign-in: HTTP 401, 501, -30015/],
		[{ status: 404, body: { status: { code: 500 } } }, undefined],
	];
	for (const [answer, problem] of servers) {
		const server = await answering(() => answer);
		const world = { now: Date.now, sleep: async () => {}, ...worldOf(300) };
		const text = await problemOf(setupOf(server.url), world);
		await server.close();
		expect(text ?? '').toMatch(problem ?? /^$/);
		expect(text ?? '').not.toContain(apiKey);
	}
	const other = await speaking('no HTTP');
	const setup = setupOf(`http://127.0.0.1:${other.port}`);
	const world = { now: Date.now, sleep: async () => {}, ...worldOf() };
	expect(await problemOf(setup, world)).toMatch(/^This is not Telesign: no answer/);
	await other.close();
});

it('gives the sandbox its defaults, if it was Telesign', () => {
	const readBack = (v1: string) => {
		const hosts = { v1, verification: 'https://verify.telesign.com' };
		const { name, json } = reportOf({ ...whole.setup, hosts }, whole.result, 'trial', '2030-01-01');
		return { name, settings: settingsIn(JSON.parse(json)) };
	};
	const live = readBack('https://rest-ww.telesign.com');
	expect(live.name).toBe('live');
	const choices = settingRows.filter(({ why }) => why !== undefined).map(({ name }) => name);
	expect(Object.keys(live.settings).sort()).toEqual(choices.sort());
	const other = readBack('https://rest-ww.telesign.com.example');
	expect(other).toEqual({ name: 'live-sandbox', settings: {} });
	expect(settingsIn(undefined)).toEqual({});
	const wild = { against: 'Telesign', found: { wrongKey: 5, noSetting: 1, codeAttempts: 7 } };
	expect(settingsIn(wild)).toEqual({ codeAttempts: 7 });
});

it('asks at the terminal for a key or a line, and says nothing meanwhile', async () => {
	const [input, output] = [new PassThrough(), new PassThrough()];
	const { answer, say } = terminal(input, output);
	const key = answer('Is it there?', { y: 'yes', n: 'no' });
	say('codeDigits: 6');
	input.write('q');
	await new Promise(setImmediate);
	input.write('y');
	expect(await key).toBe('y');
	const line = answer('Which code?');
	input.write('04291\n');
	expect(await line).toBe('04291');
	say('the end');
	const shown = String(output.read());
	expect(shown).toMatch(
		/^Is it there\? \[y: yes, n: no\] yes\ncodeDigits: 6\nWhich code\? \(Enter/,
	);
	expect(shown).toMatch(/the end\n$/);
});

describe('the command', () => {
	const env = { TELESIGN_CUSTOMER_ID: customerId, TELESIGN_API_KEY: apiKey };
	const run = (args: string[], more: Record<string, string> = env, input = '') =>
		spawnSync('npx', ['tsx', 'tools/settle/main.ts', ...args], {
			env: { PATH: process.env.PATH, HOME: process.env.HOME, ...more } as NodeJS.ProcessEnv,
			input,
			encoding: 'utf8',
		});

	it('shows what it would send, to whom, and what that costs, without the key', () => {
		const { stdout, status } = run(['--dry-run', '--mobile', '+13105550100', '--price', '0.05']);
		expect(status).toBe(0);
		expect(stdout).toContain('To https://rest-ww.telesign.com and https://verify.telesign.com');
		expect(stdout).toContain('+13105550100 (mobile)');
		expect(stdout).toMatch(/\d+ messages and calls, \d+ if everything is taken/);
		expect(stdout).toMatch(/About \d+\.\d\d to \d+\.\d\d USD, at 0\.05 each/);
		expect(stdout).toContain('Left out: --risk not given.');
		expect(stdout).not.toContain(apiKey);
	});

	it.each<[string, string[], Record<string, string>]>([
		['must be set', ['--mobile', '13105550100'], {}],
		['--mobile is missing', [], env],
		['--mobile must be a number', ['--mobile', 'me'], env],
		["Unknown option '--phone'", ['--phone', '1'], env],
		['--price must be', ['--mobile', '13105550100', '--price', 'much'], env],
	])('says "%s"', (text, args, more) => {
		const { stderr, stdout, status } = run(args, more);
		expect([status, stderr]).toEqual([2, expect.stringContaining(text)]);
		expect(stdout + stderr).not.toContain(apiKey);
	});

	it('sends nothing without a yes', async () => {
		const server = await answering(echo);
		const base = { ...env, TELESIGN_BASE_URL: server.url };
		const { status, stderr } = run(['--mobile', '13105550100'], base, 'n');
		await server.close();
		expect([status, stderr.trim(), server.requests]).toEqual([2, 'Nothing was sent.', []]);
	});
});
