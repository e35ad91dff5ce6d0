/** What is executed: a webhook that answers at once, an item for each row, and Send. */
import { credential } from '../lib/examples.mjs';
import { webhookWorkflow } from '../lib/webhookWorkflow.mjs';

/** Area codes whose numbers 555-0100 to 555-0199, kept for fiction, the sandbox simply delivers to. */
const areas = [202, 212, 312, 404, 503];

/** @param {number} count at most 500: each is a phone of its own */
export const makePhones = (count) =>
	Array.from(
		{ length: count },
		(_, index) => `1${areas[Math.floor(index / 100)]}55501${String(index % 100).padStart(2, '0')}`,
	);

/** The phones in n8n's record of an execution, in the order in which they stand there. */
export const phonesIn = (record) => [...new Set(record.match(/\b1\d{3}55501\d\d\b/g))];

/** Requests per second that the credential may say: n8n's default, and half of it. */
export const paces = [50, 25];

/** The workflow, and the credential in it, that keeps to a pace. */
export const idOf = (pace) => `pace${pace}`;

export const makeCredentials = (account) =>
	paces.map((pace) => ({
		id: idOf(pace),
		name: idOf(pace),
		type: credential.type,
		data: { ...account, requestsPerSecond: pace },
	}));

export const workflows = paces.map((pace) =>
	webhookWorkflow(
		idOf(pace),
		{ operation: 'send', phoneNumber: '={{ $json.phone }}' },
		{ account: { id: idOf(pace), name: idOf(pace) } },
	),
);
