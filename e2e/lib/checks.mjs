/** The checks of the tests: what came of each, and how long it took. */
import Table from 'cli-table3';
import { tell } from './command.mjs';
import { duration, step } from './steps.mjs';

/**
 * @typedef {(name: string, work: () => Promise<T>) => Promise<T | undefined>} Check
 * Does one check and says so. One that throws has failed; what failed is told at once, and the checks
 * after it are done all the same.
 * @template T
 */

export class Checks {
	#rows = [];

	/** @returns {Check} for the checks of one part of the tests */
	of(part) {
		return async (name, work) => {
			const begin = Date.now();
			const row = { part, name, passed: false };
			this.#rows.push(row);
			try {
				const result = await step(`${part}: ${name}`, work);
				row.passed = true;
				return result;
			} catch (error) {
				tell(error);
				return undefined;
			} finally {
				row.ms = Date.now() - begin;
			}
		};
	}

	/** Whether there were checks, and none failed. */
	get passed() {
		return this.#rows.length > 0 && this.#rows.every(({ passed }) => passed);
	}

	/** All checks in a table, with their times. */
	table() {
		const table = new Table({
			head: ['Part', 'Check', '', 'Time'],
			style: { head: [], border: [] },
		});
		for (const { part, name, passed, ms } of this.#rows) {
			table.push([part, name, passed ? 'passed' : 'FAILED', duration(ms)]);
		}
		return table.toString();
	}
}
