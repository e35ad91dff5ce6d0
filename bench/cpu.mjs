/** CPU time of runs of a workflow, in n8n's main process. */
import { cpuOf, rest } from './process.mjs';

/**
 * Runs a workflow without a limit, from an empty sandbox.
 *
 * @param {object} stage
 * @param {string} id
 * @param {number} count of items in a run
 * @param {number} [times] how many runs in a row, as CPU time is counted in steps of 10 ms
 * @returns {Promise<{ cpuMs: number, wallMs: number, wrong: string[] }>} both per run; `wrong`: unless
 *   every row brought one message
 */
export async function measure({ pid, sandbox, run }, id, count, times = 1) {
	const wrong = [];
	await sandbox.reset({});
	await rest(pid);
	const before = cpuOf(pid);
	let wallMs = 0;
	for (let time = 0; time < times; time++) {
		const { ok, text, wallMs: ms } = await run(id, count);
		if (!ok) wrong.push(`${id}, ${count} items: ${text.slice(0, 200)}`);
		wallMs += ms;
	}
	await rest(pid);
	const cpuMs = cpuOf(pid) - before;
	if (id !== 'noop') {
		const { length } = await sandbox.messages();
		if (length !== times * count) {
			wrong.push(`${id}: ${length} messages for ${times} x ${count} items`);
		}
	}
	return { cpuMs: cpuMs / times, wallMs: wallMs / times, wrong };
}
