/** The workflows of the operations, and those that released versions of this package have saved. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { examples, rowsWorkflow, telesign, webhook, type Workflow } from '../testbed/workflows';

/** The values of On Error that n8n keeps. */
export const modes = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const;

/** Which parameter takes which column of the rows. */
export const operations: Record<string, INodeParameters> = {
	send: {
		phoneNumber: '={{ $json.phone }}',
		additionalFields: { verifyCode: '={{ $json.ownCode }}' },
	},
	check: { referenceId: '={{ $json.id }}', code: '={{ $json.code }}' },
	get: { referenceId: '={{ $json.id }}' },
	complete: { referenceId: '={{ $json.id }}' },
};

export const idOf = (operation: string, mode: string) => `${operation}-${mode}`;

/** One for each operation and each way of On Error, all with Retry On Fail. */
export const operationWorkflows = Object.entries(operations).flatMap(([operation, parameters]) =>
	modes.map((onError) =>
		rowsWorkflow(
			idOf(operation, onError),
			telesign(
				'Telesign',
				{ operation, ...parameters },
				{ onError, retryOnFail: true, maxTries: 3, waitBetweenTries: 100 },
			),
		),
	),
);

const tracking = examples['delivery-tracking'];

const isReport = (name: string) =>
	tracking.nodes.some((node) => node.name === name && node.type.endsWith('.telesignTrigger'));

/** `delivery-tracking` with a webhook in the place of its clock; the webhook's path is its ID. */
export const hourly: Workflow = {
	...tracking,
	id: 'hourlyTracking01',
	nodes: tracking.nodes
		.filter(({ name }) => !isReport(name))
		.map((node) =>
			node.name === 'Every hour'
				? {
						...node,
						...webhook('hourlyTracking01', { responseMode: 'onReceived' })[0],
						name: node.name,
					}
				: node,
		),
	connections: Object.fromEntries(
		Object.entries(tracking.connections).filter(([name]) => !isReport(name)),
	),
};

/** What a released version of this package has saved: one that sends, and one that gets the reports. */
export interface Saved {
	released: string;
	workflows: [Workflow, Workflow];
	/** What they gave then, by the name of the node. */
	outputs: Record<string, IDataObject>;
}

const folder = join(import.meta.dirname, 'saved');

/** A file is written once, at the release, and never changed afterwards. The oldest first. */
export const saved: Saved[] = readdirSync(folder)
	.sort()
	.map((file) => ({
		released: file.replace('.json', ''),
		...JSON.parse(readFileSync(join(folder, file), 'utf8')),
	}));

export const savedWorkflows = saved.flatMap(({ workflows }) => workflows);
