/** What an item costs, beside the HTTP Request node that does the same. */
import { step } from '../testbed/step';
import { median, number, row, spread, type Result } from './figures';
import { measure } from './process';
import type { Stage } from './stage';

/** In this order in each round; without the node, the rest of the workflow costs what `noop` costs. */
const ids = ['noop', 'telesign-one', 'http-one', 'telesign-every', 'http-every'];

export async function cost(stage: Stage, quick: boolean): Promise<Result> {
	const [count, rounds] = quick ? [100, 2] : [1000, 5];
	const used: Record<string, number[]> = Object.fromEntries(ids.map((id) => [id, []]));
	const wrong: string[] = [];
	for (let round = 0; round <= rounds; round++) {
		await step(`Cost, round ${round} of ${rounds}${round === 0 ? ' (dropped)' : ''}`, async () => {
			for (const id of ids) {
				const result = await measure(stage, id, count);
				if (round > 0) used[id].push(result.cpuMs);
				// What becomes of the other side is for the table, not for a verdict on this node.
				if (id.startsWith('telesign')) wrong.push(...result.wrong);
			}
		});
	}

	const base = median(used.noop);
	const perItem = (id: string) => used[id].map((ms) => (ms - base) / count);
	const line = (title: string, ours: string, other: string, goal: number) => {
		const ratio = median(perItem(ours)) / median(perItem(other));
		const text = (id: string) => `${number(median(perItem(id)), 2)} ms${spread(perItem(id))}`;
		return row(`${title}: CPU per item`, {
			ours: text(ours),
			other: `${text(other)}, HTTP Request`,
			ratio,
			goal: `<= ${number(goal, 2)}`,
			met: ratio <= goal,
		});
	};
	const rows = [
		line('One field an expression', 'telesign-one', 'http-one', 0.45),
		line('Every field (9) an expression', 'telesign-every', 'http-every', 0.74),
	];

	return { rows, wrong };
}
