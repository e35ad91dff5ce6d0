/** What became of each phone, by what three sides know: who asked n8n, n8n's database, and the sandbox. */
import lodash from 'lodash';

/** `began` and `record`: n8n's record of the execution, when it was made and now. */
interface Execution {
	id: string;
	status: string;
	began: string;
	record: string | null;
}

/** What is known of some executions in queue mode. */
interface Known {
	/** How n8n answered each call of the webhook. */
	posts: Array<{ phones: string[]; answer: string }>;
	executions: Execution[];
	messages: Array<{ to: string }>;
	/** The execution of each time that a worker began one. */
	beginnings: string[];
}

/** How n8n shows an execution: its status, and what the node said of the code if it failed. */
function shown({ status, record }: Execution): string {
	if (status !== 'error' || !record) return status;
	if (record.includes('may have been sent')) return 'error, "may have been sent"';
	if (record.includes("Nothing answers at Telesign's address")) return 'error, "Nothing answers"';
	return 'error of n8n';
}

/** Brings together what the three sides know; all in phones. */
export function outcomeOf({ posts, executions, messages, beginnings }: Known) {
	const received = lodash.countBy(messages, 'to');
	const begun = lodash.countBy(beginnings);
	const runsOf: Record<string, Execution[]> = {};
	for (const execution of executions) {
		for (const phone of new Set(execution.began.match(/\b1\d{3}55501\d\d\b/g))) {
			(runsOf[phone] ??= []).push(execution);
		}
	}
	const phones = posts.flatMap(({ phones: all, answer }) =>
		all.map((phone) => {
			const runs = runsOf[phone] ?? [];
			const count = received[phone] ?? 0;
			const ours = Math.max(0, count - lodash.sumBy(runs, ({ id }) => begun[id] ?? 0));
			return {
				count,
				ours,
				rerun: Math.max(0, count - 1 - ours),
				success: runs.some(({ status }) => status === 'success'),
				shows: runs.map(shown).join(' and ') || `refused by the webhook: ${answer}`,
			};
		}),
	);
	const none = phones.filter(({ count }) => count === 0);
	const doubtful = phones.filter(({ count, success }) => count > 0 && !success);
	return {
		asked: phones.length,
		/** Got one message. */
		once: phones.filter(({ count }) => count === 1).length,
		/** Further messages, as n8n ran the execution again. */
		rerun: lodash.sumBy(phones, 'rerun'),
		/** Further messages that no run of n8n's explains. */
		ours: lodash.sumBy(phones, 'ours'),
		/** Got none although n8n shows a success. */
		silent: none.filter(({ success }) => success).length,
		/** Got none, by how that shows. */
		none: lodash.countBy(none, 'shows'),
		/** Got one although n8n does not show a success, by what it shows. */
		doubtful: lodash.countBy(doubtful, 'shows'),
	};
}

export type Outcome = ReturnType<typeof outcomeOf>;
