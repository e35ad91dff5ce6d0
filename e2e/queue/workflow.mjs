/** What is executed: a webhook that answers at once, an item for each row, and Send. */
import { credential } from '../lib/examples.mjs';

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

const edge = (node) => ({ main: [[{ node, type: 'main', index: 0 }]] });

function workflow(pace) {
	const id = idOf(pace);
	const node = (index, name, type, typeVersion, more) => ({
		id: `${id}-${index}`,
		name,
		type,
		typeVersion,
		position: [index * 220, 0],
		...more,
	});
	return {
		id,
		name: id,
		active: false,
		settings: { executionOrder: 'v1' },
		nodes: [
			node(0, 'Webhook', 'n8n-nodes-base.webhook', 2, {
				webhookId: id,
				parameters: { httpMethod: 'POST', path: id, responseMode: 'onReceived', options: {} },
			}),
			node(1, 'Rows', 'n8n-nodes-base.splitOut', 1, {
				parameters: { fieldToSplitOut: 'body.rows', options: {} },
			}),
			node(2, 'Telesign', 'n8n-nodes-telesign.telesign', 1, {
				parameters: {
					resource: 'smartVerify',
					operation: 'send',
					phoneNumber: '={{ $json.phone }}',
				},
				credentials: { [credential.type]: { id, name: id } },
			}),
		],
		connections: { Webhook: edge('Rows'), Rows: edge('Telesign') },
	};
}

export const workflows = paces.map(workflow);
