/** Whether an item costs more among many than among few. */
import { step } from '../testbed/step';
import { median, number, row, spread, type Result } from './figures';
import { measure, rest, watch } from './process';
import type { Stage } from './stage';

const goal = 1.15;
const latencyMs = 150;

/** Fewer items are run several times in a row, until they are as many. */
const atLeast = 1000;

const ours = 'telesign-one';
const theirs = 'http-one';

/** The most connections at once of one run against a server that takes its time, as a real one does. */
async function connectionsOf({ pid, sandbox, run }: Stage, id: string, count: number) {
	await sandbox.empty({ latencyMs });
	await rest(pid);
	let ok = false;
	const { connections } = await watch(pid, sandbox.port, async () => {
		({ ok } = await run(id, count));
	});
	return `${number(connections)}${ok ? '' : ' (the workflow failed)'}`;
}

/**
 * Memory is that of the first round, smallest size first, when n8n is fresh: what it once took from
 * the system it does not soon give back.
 */
export async function growth(stage: Stage, quick: boolean): Promise<Result> {
	const [sizes, rounds] = quick ? [[100, 500], 2] : [[100, 1000, 5000], 5];
	const results = sizes.map(() => ({
		noop: [] as number[],
		cpu: [] as number[],
		wall: [] as number[],
		memory: 0,
		ours: '',
		theirs: '',
	}));
	const wrong: string[] = [];
	for (let round = 0; round <= rounds; round++) {
		const title = `Growth, round ${round} of ${rounds}`;
		await step(`${title}${round === 0 ? ' (memory)' : ''}`, async () => {
			for (const [index, count] of sizes.entries()) {
				const result = results[index];
				const times = quick ? 1 : Math.max(1, atLeast / count);
				const noop = await measure(stage, 'noop', count, times);
				const work = async () => {
					const one = await measure(stage, ours, count, times);
					wrong.push(...one.wrong);
					if (round === 0) return;
					result.noop.push(noop.cpuMs);
					result.cpu.push(one.cpuMs);
					result.wall.push(one.wallMs / count);
				};
				if (round > 0) await work();
				else result.memory = (await watch(stage.pid, stage.sandbox.port, work)).memory;
			}
		});
	}
	await step('Growth: connections', async () => {
		for (const [index, count] of sizes.entries()) {
			results[index].ours = await connectionsOf(stage, ours, count);
			results[index].theirs = await connectionsOf(stage, theirs, count);
		}
	});

	const cpu = results.map(({ noop, cpu: all }, index) =>
		all.map((ms) => (ms - median(noop)) / sizes[index]),
	);
	const [fewest, most] = [median(cpu[0]), median(cpu.at(-1)!)];
	const grown = most / fewest;
	const rows = sizes.flatMap((count, index) => {
		const { wall, memory, ...connections } = results[index];
		const items = `${number(count)} items`;
		return [
			row(`${items}: CPU per item`, {
				ours: `${number(median(cpu[index]), 2)} ms${spread(cpu[index])}`,
			}),
			row(`${items}: time per item`, { ours: `${number(median(wall), 2)} ms${spread(wall)}` }),
			row(`${items}: peak memory of n8n`, { ours: `${number(memory)} MiB` }),
			row(`${items}: most connections at once`, {
				ours: connections.ours,
				other: `${connections.theirs}, HTTP Request`,
			}),
		];
	});
	rows.push(
		row(`CPU per item, ${number(sizes.at(-1)!)} to ${number(sizes[0])} items`, {
			ours: `${number(most, 2)} ms`,
			other: `${number(fewest, 2)} ms (the fewest)`,
			ratio: grown,
			goal: `<= ${number(goal, 2)}`,
			met: grown <= goal,
		}),
	);

	return { rows, wrong };
}
