/** What a run takes from the rest of n8n: its event loop, its memory, its turn, and its time when all is wrong. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from '../sandbox/server';
import { step } from '../testbed/step';
import { median, number, percent, row, spread, type Result } from './figures';
import { rest } from './process';
import type { Stage } from './stage';

const latencyMs = 150;

/** Requests per second of the credential behind which a person waits, and its list. */
const pace = 50;
const list = 400;

/** Runs a workflow while its process looks at itself. */
async function look(
	{ pid, sandbox, inside, run }: Stage,
	id: string,
	rows: number | object[],
	settings: Partial<Settings> = {},
	profile = false,
) {
	await sandbox.empty(settings);
	await rest(pid);
	await inside(profile ? '/begin?profile' : '/begin');
	const { ok, text, wallMs } = await run(id, rows);
	return { ok, text, wallMs, ...(await inside('/end')) };
}

/** The same for several workflows in turn, `rounds` times. */
async function lookInTurn(
	stage: Stage,
	title: string,
	ids: string[],
	rows: number | object[],
	rounds: number,
	settings?: Partial<Settings>,
	profile?: boolean,
) {
	const results: Record<string, Array<Awaited<ReturnType<typeof look>>>> = Object.fromEntries(
		ids.map((id) => [id, []]),
	);
	for (let round = 1; round <= rounds; round++) {
		await step(`${title}, round ${round} of ${rounds}`, async () => {
			for (const id of ids) results[id].push(await look(stage, id, rows, settings, profile));
		});
	}
	return <Name extends keyof (typeof results)[string][number]>(id: string, name: Name) =>
		results[id].map((one) => one[name]);
}

/** A person's Check in the middle of a list of the same account: how long it takes, in seconds. */
async function checkBesideList({ pid, sandbox, run }: Stage) {
	await sandbox.empty({ latencyMs, rateLimit: { perSecond: pace, burst: pace } });
	await rest(pid);
	const sending = run('telesign-paced', list);
	await sleep(2000);
	const [{ reference_id }] = await sandbox.messages();
	const { ok, wallMs } = await run('telesign-check', [{ reference_id, code: '000000' }]);
	await sending;
	return { ok, seconds: wallMs / 1000 };
}

export async function held(stage: Stage, quick: boolean): Promise<Result> {
	const [count, rounds] = quick ? [500, 1] : [5000, 3];
	const ids = ['noop', 'http-one', 'telesign-one'];
	const all = await lookInTurn(stage, 'Held: loop and memory', ids, count, rounds, { latencyMs });
	const bad = Array.from({ length: count }, () => ({ phon: 'a column that is not mapped' }));
	const refused = await lookInTurn(
		stage,
		'Held: every row refused',
		['telesign-one', 'telesign-continue'],
		bad,
		rounds,
	);
	const profiled = await lookInTurn(
		stage,
		'Held: profile',
		['telesign-one', 'telesign-every'],
		quick ? 100 : 1000,
		rounds,
		{},
		true,
	);
	const beside = await step(
		'Held: a Check beside a list',
		async () => await checkBesideList(stage),
	);

	const items = number(count);
	const loop = median(all('telesign-one', 'heldMs'));
	const base = median(all('noop', 'heapMiB'));
	const memory = (id: string) => median(all(id, 'heapMiB')) - base;
	const share = (id: string) => median(profiled(id, 'share'));
	const ratio = (name: 'wallMs' | 'heapMiB') =>
		median(refused('telesign-one', name)) / median(refused('telesign-continue', name));
	const ms = (values: number[]) => `${number(median(values))} ms${spread(values, 0)}`;
	const mib = (values: number[]) => `${number(median(values))} MiB${spread(values, 0)}`;
	const shareRow = (what: string, id: string) =>
		row(`${what}: part of the CPU time of n8n that is this package's`, {
			ours: `${percent(share(id))}${spread(
				profiled(id, 'share').map((one) => one * 100),
				1,
			)}`,
			goal: '<= 15%',
			met: share(id) <= 0.15,
		});
	const rows = [
		row(`${items} items: longest stretch that n8n's event loop was held`, {
			ours: ms(all('telesign-one', 'heldMs')),
			other: `${ms(all('http-one', 'heldMs'))}, HTTP Request; ${ms(all('noop', 'heldMs'))}, No Operation`,
			goal: '<= 100 ms',
			met: loop <= 100,
		}),
		row(`${items} items: most memory (heap) over that of No Operation`, {
			ours: `${number(memory('telesign-one'))} MiB`,
			other: `${number(memory('http-one'))} MiB, HTTP Request; No Operation itself ${number(base)} MiB`,
			ratio: memory('telesign-one') / memory('http-one'),
			goal: '<= 0.50',
			met: memory('telesign-one') / memory('http-one') <= 0.5,
		}),
		row(`${items} refused rows under Stop Workflow: time`, {
			ours: ms(refused('telesign-one', 'wallMs')),
			other: `${ms(refused('telesign-continue', 'wallMs'))}, On Error: Continue`,
			ratio: ratio('wallMs'),
			goal: '<= 2.00',
			met: ratio('wallMs') <= 2,
		}),
		row(`${items} refused rows under Stop Workflow: memory`, {
			ours: mib(refused('telesign-one', 'heapMiB')),
			other: `${mib(refused('telesign-continue', 'heapMiB'))}, On Error: Continue`,
			ratio: ratio('heapMiB'),
			goal: '<= 2.00',
			met: ratio('heapMiB') <= 2,
		}),
		shareRow('One field an expression', 'telesign-one'),
		shareRow('Every field (9) an expression', 'telesign-every'),
		row(`A person's Check beside a list of ${list}`, {
			ours: `${number(beside.seconds, 2)} s`,
			goal: '< 1 s',
			met: beside.seconds < 1,
		}),
	];
	const wrong = [
		...all('telesign-one', 'ok')
			.filter((ok) => !ok)
			.map(() => `telesign-one failed with ${items} items`),
		...(beside.ok ? [] : ['the Check beside a list failed']),
	];

	return { rows, wrong };
}
