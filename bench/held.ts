/** What a run takes from the rest of n8n: its event loop, its memory, its turn, and its time when all is wrong. */
import { setTimeout as sleep } from 'node:timers/promises';
import { step } from '../testbed/step';
import { atMost, figure, median, number, percent, row, type Row } from './figures';
import type { Stage } from './stage';

const latencyMs = 150;

/** A person's Check in the middle of a list of the same account: how long it takes, in seconds. */
async function checkBesideList({ sandbox, run, wrong }: Stage, list: number) {
	await sandbox.reset();
	await sandbox.change({ latencyMs, rateLimit: { perSecond: 50, burst: 50 } });
	const sending = run('telesign-paced', list);
	await sleep(2000);
	const [{ reference_id }] = await sandbox.messages();
	const { ok, wallMs } = await run('telesign-check', [{ reference_id, code: '000000' }]);
	await sending;
	if (!ok) wrong.push('the Check beside a list failed');
	return wallMs / 1000;
}

export async function held(stage: Stage, quick: boolean): Promise<Row[]> {
	const [count, rounds] = quick ? [500, 1] : [5000, 3];
	const [one, every, stopped] = ['telesign-one', 'telesign-every', 'telesign-one'];
	const [noop, http, continued] = ['noop', 'http-one', 'telesign-continue'];
	const all = await stage.inTurn('Held: loop and memory', [noop, http, one], rounds, {
		rows: count,
		settings: { latencyMs },
	});
	const refused = await stage.inTurn('Held: every row refused', [stopped, continued], rounds, {
		rows: Array.from({ length: count }, () => ({ phon: 'a column that is not mapped' })),
	});
	const profiled = await stage.inTurn('Held: profile', [one, every], rounds, {
		rows: quick ? 100 : 1000,
		profile: true,
	});
	const list = 400;
	const beside = await step(
		'Held: a Check beside a list',
		async () => await checkBesideList(stage, list),
	);

	const loop = (id: string) => figure(all(id, 'heldMs'), 'ms');
	const base = median(all(noop, 'heapMiB'));
	const [ours, theirs] = [one, http].map((id) => median(all(id, 'heapMiB')) - base);
	const refusedRow = (what: string, name: 'wallMs' | 'heapMiB', unit: string) => {
		const ratio = median(refused(stopped, name)) / median(refused(continued, name));
		return row(`${number(count)} refused rows under Stop Workflow: ${what}`, {
			ours: figure(refused(stopped, name), unit),
			other: `${figure(refused(continued, name), unit)}, On Error: Continue`,
			ratio,
			...atMost(ratio, 2),
		});
	};
	const shareRow = (what: string, id: string) => {
		const share = median(profiled(id, 'share'));
		return row(`${what}: part of the CPU time of n8n that is this package's`, {
			ours: percent(share),
			...atMost(share, 0.15, '<= 15%'),
		});
	};
	return [
		row(`${number(count)} items: longest stretch that n8n's event loop was held`, {
			ours: loop(one),
			other: `${loop(http)}, HTTP Request; ${loop(noop)}, No Operation`,
			...atMost(median(all(one, 'heldMs')), 100, '<= 100 ms'),
		}),
		row(`${number(count)} items: most memory (heap) over that of No Operation`, {
			ours: `${number(ours)} MiB`,
			other: `${number(theirs)} MiB, HTTP Request; No Operation itself ${number(base)} MiB`,
			ratio: ours / theirs,
			...atMost(ours / theirs, 0.5),
		}),
		refusedRow('time', 'wallMs', 'ms'),
		refusedRow('memory', 'heapMiB', 'MiB'),
		shareRow('One field an expression', one),
		shareRow('Every field (9) an expression', every),
		row(`A person's Check beside a list of ${list}`, {
			ours: `${number(beside, 2)} s`,
			...atMost(beside, 1, '< 1 s'),
		}),
	];
}
