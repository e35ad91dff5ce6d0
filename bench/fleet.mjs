/** Many workers that share an account: `fleet.ts` in a process of its own, in simulated time. */
import { fileURLToPath } from 'node:url';
import { run } from '../e2e/lib/children.mjs';
import { step } from '../e2e/lib/steps.mjs';
import { number, percent, row } from './figures.mjs';

const program = fileURLToPath(new URL('fleet.ts', import.meta.url));

const countOf = (workers) => (workers === 1 ? '1 worker' : `${workers} workers`);

/** @returns {Promise<{ rows: string[][], wrong: string[] }>} */
export async function fleet() {
	const { steady, changing } = await step('Fleet: simulated', async () =>
		JSON.parse(
			await run(process.execPath, ['--import', 'tsx', program], {
				cwd: fileURLToPath(new URL('..', import.meta.url)),
				failure: 'The fleet could not be simulated',
				advice: 'The output says more.',
			}),
		),
	);
	const rows = [
		...steady.map(({ workers, givenUp, refused, used, seconds }) =>
			row(`${countOf(workers)}, 400 items each: given up, refused, of the limit used`, {
				ours: `${number(givenUp)}, ${percent(refused)}, ${number(used, 2)} (${number(seconds)} s)`,
				goal: '0, <= 12%, >= 0.95',
				met: givenUp === 0 && refused <= 0.12 && used >= 0.95,
			}),
		),
		...changing.map(({ workers, dropFollowed, riseFollowed }) =>
			row(`${countOf(workers)}: a limit that drops to 20/s and rises to 50/s, followed after`, {
				ours: `${number(dropFollowed)} s, ${number(riseFollowed)} s`,
				goal: '<= 30 s',
				met: Math.max(dropFollowed, riseFollowed) <= 30,
			}),
		),
	];
	const wrong = steady
		.filter(({ givenUp }) => givenUp > 0)
		.map(({ workers, givenUp }) => `fleet of ${workers}: ${givenUp} items given up`);

	return { rows, wrong };
}
