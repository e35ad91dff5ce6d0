/** What became of each phone, by what three sides know: who asked n8n, n8n's database, and the sandbox. */
import { phonesIn } from './workflow.mjs';

/** How often each value is there, the most frequent first. */
export function tally(values) {
	const counts = new Map();
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
	return [...counts].sort(([, a], [, b]) => b - a);
}

/** @returns {Map<string, T[]>} @template T */
const groupBy = (values, keyOf) => {
	const groups = new Map();
	for (const value of values) {
		const key = keyOf(value);
		groups.set(key, [...(groups.get(key) ?? []), value]);
	}
	return groups;
};

/** How n8n shows an execution: its status, and what the node said of the code if it failed. */
const shown = ({ status, record }) => {
	if (status !== 'error' || !record) return status;
	if (record.includes('may have been sent')) return 'error, "may have been sent"';
	if (record.includes('Nothing answers at the Base URL')) return 'error, "Nothing answers"';
	return 'error of n8n';
};

/**
 * @param {{ posts: { phones: string[], answer: string }[],
 *   executions: { id: string, status: string, began: string, record: string | null }[],
 *   messages: { to: string }[], beginnings: string[] }} known `posts`: how n8n answered each call of
 *   the webhook; `began`, `record`: n8n's record of the execution, when it was made and now;
 *   `beginnings`: the execution of each time that a worker began one
 * @returns {{ asked: number, once: number, rerun: number, ours: number, none: [string, number][],
 *   doubtful: [string, number][], silent: number }} in phones. `once`: got one message; `rerun`:
 *   further messages, as n8n ran the execution again; `ours`: further messages that no run of n8n's
 *   explains; `none`: got none, by how that shows; `doubtful`: got one although n8n does not show a
 *   success, by what it shows; `silent`: got none although n8n shows a success
 */
export function outcomeOf({ posts, executions, messages, beginnings }) {
	const received = new Map(tally(messages.map(({ to }) => to)));
	const begun = new Map(tally(beginnings));
	const runs = executions.flatMap((execution) =>
		phonesIn(execution.began).map((phone) => ({ phone, ...execution })),
	);
	const runsOf = groupBy(runs, ({ phone }) => phone);

	const outcome = { asked: 0, once: 0, rerun: 0, ours: 0, silent: 0 };
	const none = [];
	const doubtful = [];
	for (const { phones, answer } of posts) {
		for (const phone of phones) {
			const count = received.get(phone) ?? 0;
			const own = runsOf.get(phone) ?? [];
			const times = own.reduce((sum, { id }) => sum + (begun.get(id) ?? 0), 0);
			const success = own.some(({ status }) => status === 'success');
			const shows =
				own.length > 0 ? own.map(shown).join(' and ') : `refused by the webhook: ${answer}`;
			outcome.asked += 1;
			if (count === 0) {
				none.push(shows);
				if (success) outcome.silent += 1;
				continue;
			}
			if (count === 1) outcome.once += 1;
			const ours = Math.max(0, count - times);
			outcome.ours += ours;
			outcome.rerun += count - 1 - Math.min(ours, count - 1);
			if (!success) doubtful.push(shows);
		}
	}
	return { ...outcome, none: tally(none), doubtful: tally(doubtful) };
}
