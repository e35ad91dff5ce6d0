/** Whether an item costs more among many than among few. */
import { step } from '../e2e/lib/steps.mjs';
import { measure } from './cpu.mjs';
import { median, number, row, spread } from './figures.mjs';
import { rest, watch } from './process.mjs';

const goal = 1.15;
const latencyMs = 150;

/** Fewer items are run several times in a row, until they are as many. */
const fewest = 1000;

const ours = 'telesign-one';
const theirs = 'http-one';

/** The most connections at once of one run against a server that takes its time, as a real one does. */
async function connectionsOf({ pid, sandbox, run }, id, count) {
	await sandbox.reset({ latencyMs });
	await rest(pid);
	let ok;
	const { connections } = await watch(pid, sandbox.port, async () => {
		({ ok } = await run(id, count));
	});
	return `${number(connections)}${ok ? '' : ' (the workflow failed)'}`;
}

/**
 * Memory is that of the first round, smallest size first, when n8n is fresh: what it once took from
 * the system it does not soon give back.
 *
 * @returns {Promise<{ rows: string[][], wrong: string[] }>}
 */
export async function growth(stage, quick) {
	const [sizes, rounds] = quick ? [[100, 500], 2] : [[100, 1000, 5000], 5];
	const results = sizes.map(() => ({ noop: [], cpu: [], wall: [] }));
	const wrong = [];
	for (let round = 0; round <= rounds; round++) {
		const title = `Growth, round ${round} of ${rounds}`;
		await step(`${title}${round === 0 ? ' (memory)' : ''}`, async () => {
			for (const [index, count] of sizes.entries()) {
				const result = results[index];
				const times = quick ? 1 : Math.max(1, fewest / count);
				const noop = await measure(stage, 'noop', count, times);
				let one;
				const work = async () => (one = await measure(stage, ours, count, times));
				if (round === 0) result.most = await watch(stage.pid, stage.sandbox.port, work);
				else {
					await work();
					result.noop.push(noop.cpuMs);
					result.cpu.push(one.cpuMs);
					result.wall.push(one.wallMs / count);
				}
				wrong.push(...one.wrong);
			}
		});
	}
	await step('Growth: connections', async () => {
		for (const [index, count] of sizes.entries()) {
			results[index].ours = await connectionsOf(stage, ours, count);
			results[index].theirs = await connectionsOf(stage, theirs, count);
		}
	});

	const perItem = ({ noop, cpu }, index) => cpu.map((ms) => (ms - median(noop)) / sizes[index]);
	const cpu = results.map((result, index) => perItem(result, index));
	const grown = median(cpu.at(-1)) / median(cpu[0]);
	const rows = sizes.flatMap((count, index) => {
		const { wall, most, ...connections } = results[index];
		const items = `${number(count)} items`;
		return [
			row(`${items}: CPU per item`, {
				ours: `${number(median(cpu[index]), 2)} ms${spread(cpu[index])}`,
			}),
			row(`${items}: time per item`, { ours: `${number(median(wall), 2)} ms${spread(wall)}` }),
			row(`${items}: peak memory of n8n`, { ours: `${number(most.memory)} MiB` }),
			row(`${items}: most connections at once`, {
				ours: connections.ours,
				other: `${connections.theirs}, HTTP Request`,
			}),
		];
	});
	rows.push(
		row(`CPU per item, ${number(sizes.at(-1))} to ${number(sizes[0])} items`, {
			ours: `${number(median(cpu.at(-1)), 2)} ms`,
			other: `${number(median(cpu[0]), 2)} ms (the fewest)`,
			ratio: grown,
			goal: `<= ${number(goal, 2)}`,
			met: grown <= goal,
		}),
	);

	return { rows, wrong };
}
