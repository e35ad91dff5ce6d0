/** What became of each phone, by what three sides know: who asked n8n, n8n's database, and the sandbox. */

/** A value and how often it is there. */
export type Tally = Array<[shows: string, count: number]>;

/** What is known of some executions in queue mode. */
export interface Known {
	/** How n8n answered each call of the webhook. */
	posts: Array<{ phones: string[]; answer: string }>;
	/** `began` and `record`: n8n's record of the execution, when it was made and now. */
	executions: Array<{ id: string; status: string; began: string; record: string | null }>;
	messages: Array<{ to: string }>;
	/** The execution of each time that a worker began one. */
	beginnings: string[];
}

/** In phones. */
export interface Outcome {
	asked: number;
	/** Got one message. */
	once: number;
	/** Further messages, as n8n ran the execution again. */
	rerun: number;
	/** Further messages that no run of n8n's explains. */
	ours: number;
	/** Got none although n8n shows a success. */
	silent: number;
	/** Got none, by how that shows. */
	none: Tally;
	/** Got one although n8n does not show a success, by what it shows. */
	doubtful: Tally;
}

/** How often each value is there, the most frequent first. */
function tally(values: string[]): Tally {
	const counts = new Map<string, number>();
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
	return [...counts].sort(([, a], [, b]) => b - a);
}

/** The phones in n8n's record of an execution. */
const phonesIn = (record: string) => [...new Set(record.match(/\b1\d{3}55501\d\d\b/g))];

/** How n8n shows an execution: its status, and what the node said of the code if it failed. */
function shown({ status, record }: Known['executions'][number]): string {
	if (status !== 'error' || !record) return status;
	if (record.includes('may have been sent')) return 'error, "may have been sent"';
	if (record.includes("Nothing answers at Telesign's address")) return 'error, "Nothing answers"';
	return 'error of n8n';
}

/** Brings together what the three sides know. */
export function outcomeOf({ posts, executions, messages, beginnings }: Known): Outcome {
	const received = new Map(tally(messages.map(({ to }) => to)));
	const begun = new Map(tally(beginnings));
	const runsOf = new Map<string, Known['executions']>();
	for (const execution of executions) {
		for (const phone of phonesIn(execution.began)) {
			runsOf.set(phone, [...(runsOf.get(phone) ?? []), execution]);
		}
	}

	const outcome = { asked: 0, once: 0, rerun: 0, ours: 0, silent: 0 };
	const none: string[] = [];
	const doubtful: string[] = [];
	for (const { phone, answer } of posts.flatMap(({ phones, answer: given }) =>
		phones.map((one) => ({ phone: one, answer: given })),
	)) {
		const count = received.get(phone) ?? 0;
		const own = runsOf.get(phone) ?? [];
		const times = own.reduce((sum, { id }) => sum + (begun.get(id) ?? 0), 0);
		const success = own.some(({ status }) => status === 'success');
		const shows = own.map(shown).join(' and ') || `refused by the webhook: ${answer}`;
		const ours = Math.max(0, count - times);
		outcome.asked += 1;
		outcome.ours += ours;
		if (count === 0) none.push(shows);
		if (count === 0 && success) outcome.silent += 1;
		if (count === 1) outcome.once += 1;
		if (count > 1) outcome.rerun += count - 1 - Math.min(ours, count - 1);
		if (count > 0 && !success) doubtful.push(shows);
	}
	return { ...outcome, none: tally(none), doubtful: tally(doubtful) };
}
