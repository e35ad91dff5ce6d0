/** What an item costs, beside the HTTP Request node that does the same, and among many items. */
import { atMost, figure, median, number, row, type Row } from './figures';
import type { Stage } from './stage';

/** In this order in each round; without the node, the rest of the workflow costs what `noop` costs. */
const ids = ['noop', 'telesign-one', 'http-one', 'telesign-every', 'http-every'];

/** CPU time per item over that of the No Operation node, by the ID of the workflow. */
async function perItem({ inTurn }: Stage, all: string[], count: number, rounds: number) {
	const seen = await inTurn(`Cost of ${number(count)} items`, all, rounds, { rows: count });
	const base = median(seen('noop', 'cpuMs'));
	return (id: string) => seen(id, 'cpuMs').map((ms) => (ms - base) / count);
}

export async function cost(stage: Stage, quick: boolean): Promise<Row[]> {
	const cpu = await perItem(stage, ids, quick ? 100 : 1000, quick ? 1 : 5);
	const line = (title: string, fields: string, most: number) => {
		const [ours, theirs] = [cpu(`telesign-${fields}`), cpu(`http-${fields}`)];
		const ratio = median(ours) / median(theirs);
		return row(`${title}: CPU per item`, {
			ours: figure(ours, 'ms', 2),
			other: `${figure(theirs, 'ms', 2)}, HTTP Request`,
			ratio,
			...atMost(ratio, most),
		});
	};
	return [
		line('One field an expression', 'one', 0.45),
		line('Every field (9) an expression', 'every', 0.74),
	];
}

/** Whether an item costs more among many than among few. */
export async function growth(stage: Stage, quick: boolean): Promise<Row[]> {
	const sizes = quick ? [100, 500] : [100, 1000, 5000];
	const costs: number[][] = [];
	for (const count of sizes) {
		const rounds = quick ? 1 : Math.max(5, 2000 / count);
		const cpu = await perItem(stage, ['noop', 'telesign-one'], count, rounds);
		costs.push(cpu('telesign-one'));
	}
	const ratio = median(costs.at(-1)!) / median(costs[0]);
	return sizes.map((count, index) =>
		row(`${number(count)} items: CPU per item`, {
			ours: figure(costs[index], 'ms', 2),
			...(index === sizes.length - 1 && {
				other: `${figure(costs[0], 'ms', 2)}, the fewest`,
				ratio,
				...atMost(ratio, 1.15),
			}),
		}),
	);
}
