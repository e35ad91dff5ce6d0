/** The workflows of `examples/` and what they need to run, and what other workflows are made of. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IConnections, INode, INodeParameters } from 'n8n-workflow';
import { root } from './paths';

/** In n8n's export format. */
export interface Workflow {
	id: string;
	name: string;
	nodes: INode[];
	connections: IConnections;
	active?: boolean;
	settings?: object;
}

/** What `n8n import:credentials` takes. */
export interface Credential {
	id: string;
	name: string;
	type: string;
	data: object;
}

const folder = join(root, 'examples');
const read = (file: string) => readFileSync(join(folder, file), 'utf8');
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));

/** By the name of the file, without `.json`. */
export const examples: Record<string, Workflow> = Object.fromEntries(
	files.map((file) => [file.replace('.json', ''), JSON.parse(read(file))]),
);

/** The products that the examples run with as they are; the first is the one that they have. */
export const resources = ['smartVerify', 'smsVerify', 'voiceVerify', 'verification'] as const;

/** The same workflow with another product: what a person changes in the field Resource of each node. */
export const withResource = (workflow: Workflow, resource: string): Workflow => ({
	...workflow,
	nodes: workflow.nodes.map((node) =>
		node.parameters.resource === resources[0]
			? { ...node, parameters: { ...node.parameters, resource } }
			: node,
	),
});

/** The credential that the examples name. */
export const credential = { id: 'telesignSandbox1', name: 'Telesign sandbox', type: 'telesignApi' };

/** The credential of the chat model that `agent-verifies-caller.json` names. */
export const modelCredential = {
	id: 'openAiModel00001',
	name: 'OpenAI account',
	type: 'openAiApi',
};

/**
 * Phones that simply get their SMS from the sandbox, of the numbers 555-0100 to 555-0199 of each area
 * code, which are kept for fiction.
 *
 * @param count at most 10,000
 */
export const makePhones = (count: number) =>
	Array.from(
		{ length: count },
		(_, index) => `1${200 + Math.floor(index / 100)}55501${String(index % 100).padStart(2, '0')}`,
	);

/** The phone of most tests, as a person types it, and as Telesign has it. */
export const [phone, number] = ['+1 310 555 0100', '13105550100'];

/** The credential with which an app calls the webhooks of the examples. */
export const appCredential = {
	id: 'verifyAppKey0001',
	name: 'Key of the app',
	type: 'httpHeaderAuth',
};

/** A node, as far as it is not given its place by `chain`. */
export type Node = Partial<INode> & Pick<INode, 'name' | 'type'>;

/** Connections from the outputs of a node to these nodes, one each. */
export const to = (...names: string[]) => ({
	main: names.map((node) => [{ node, type: 'main' as const, index: 0 }]),
});

/** A workflow of nodes that are connected one to the next. */
export const chain = (id: string, nodes: Node[], settings: object = {}): Workflow => ({
	id,
	name: id,
	active: false,
	settings: { executionOrder: 'v1', ...settings },
	nodes: nodes.map((node, index) => ({
		id: `${id}-${index}`,
		typeVersion: 1,
		position: [index * 220, 0],
		parameters: {},
		...node,
	})),
	connections: Object.fromEntries(
		nodes.slice(1).map(({ name }, index) => [nodes[index].name, to(name)]),
	),
});

/** A webhook at this path, which begins an execution with an item for each of the posted `rows`. */
export const webhook = (path: string, parameters: INodeParameters): Node[] => [
	{
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: path,
		parameters: { httpMethod: 'POST', path, options: {}, ...parameters },
	},
	{
		name: 'Rows',
		type: 'n8n-nodes-base.splitOut',
		parameters: { fieldToSplitOut: 'body.rows', options: {} },
	},
];

/** Telesign, by the credential of the sandbox if no other is named; `more`: such as `onError`. */
export const telesign = (
	name: string,
	parameters: INodeParameters,
	more: Partial<INode> = {},
	{ id, name: account }: { id: string; name: string } = credential,
): Node => ({
	name,
	type: 'n8n-nodes-telesign.telesign',
	parameters: { resource: 'smartVerify', ...parameters },
	credentials: { telesignApi: { id, name: account } },
	...more,
});

/** A workflow that is started by its webhook, which answers at once; `id` is also its path. */
export const rowsWorkflow = (id: string, node: Node) =>
	chain(id, [...webhook(id, { responseMode: 'onReceived' }), node]);
