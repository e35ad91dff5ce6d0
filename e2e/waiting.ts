/** The workflows that wait for a person, beside the examples, and what a browser does at their pages. */
import { chain, examples, telesign, to, webhook, type Workflow } from '../testbed/workflows';

const send = (options: Record<string, number> = {}) => ({
	resource: 'smsVerify',
	operation: 'sendAndWait',
	phoneNumber: '={{ $json.phone }}',
	options: { secondsBetween: 0, ...options },
});

const after = { name: 'After', type: 'n8n-nodes-base.noOp' };

/** A row is posted; the answer is the address of the page. `id` is also its path. */
const one = (id: string, options: Record<string, number>, more = {}): Workflow =>
	chain(id, [
		...webhook(id, { responseMode: 'lastNode' }),
		telesign('Verify', send(options), more),
		after,
	]);

/** A person is waited for. */
export const waiting = one('wait', {});

/** Each row in turn. */
const loop: Workflow = chain('wait-loop', [
	...webhook('wait-loop', { responseMode: 'lastNode' }),
	{
		name: 'Loop',
		type: 'n8n-nodes-base.splitInBatches',
		typeVersion: 3,
		parameters: { options: {} },
	},
	telesign('Verify', send()),
	after,
]);
loop.connections.Loop = to('After', 'Verify');
loop.connections.Verify = to('Loop');

/** A workflow that calls another one, which waits. */
const called: Workflow = chain('wait-called', [
	{
		name: 'Called',
		type: 'n8n-nodes-base.executeWorkflowTrigger',
		typeVersion: 1.1,
		parameters: { inputSource: 'passthrough' },
	},
	telesign('Verify', send()),
]);
const caller: Workflow = chain('wait-caller', [
	...webhook('wait-caller', { responseMode: 'onReceived' }),
	{
		name: 'Call',
		type: 'n8n-nodes-base.executeWorkflow',
		typeVersion: 1.2,
		parameters: {
			workflowId: { __rl: true, mode: 'id', value: called.id },
			options: { waitForSubWorkflow: true },
		},
	},
	after,
]);

const review = examples['agent-asks-for-code'];

/** The same example with other tools behind the review, or with another one in its place. */
const agentLike = (id: string, change: (workflow: Workflow) => void): Workflow => {
	const workflow: Workflow = structuredClone(review);
	workflow.id = id;
	for (const node of workflow.nodes) {
		node.id = `${id}-${node.id}`;
		if (node.webhookId) {
			node.webhookId = id;
			node.parameters.path = id;
		}
	}
	change(workflow);
	return workflow;
};

const nodeOf = ({ nodes }: Workflow, name: string) => nodes.find((node) => node.name === name)!;

/** Two tools behind one review, which waits for a minute. */
export const twoTools = agentLike('wait-two-tools', (workflow) => {
	const refund = nodeOf(workflow, 'Refund');
	const address = structuredClone(refund);
	Object.assign(address, { id: 'wait-two-tools-address', name: 'Change the address' });
	address.parameters.description = 'Changes the address. The input is the new one.';
	workflow.nodes.push(address);
	workflow.connections[address.name] = structuredClone(workflow.connections.Refund);
	nodeOf(workflow, 'Ask for the code').parameters.options = { waitMinutes: 1 };
});

/** The ordinary tool: the model calls it, and reads `verified`. */
export const asTool = agentLike('wait-tool', (workflow) => {
	const tool = nodeOf(workflow, 'Ask for the code');
	tool.type = 'n8n-nodes-telesign.telesignTool';
	delete tool.parameters.message;
	workflow.connections.Refund = structuredClone(workflow.connections[tool.name]);
});

export const waitWorkflows = [
	...['verify-by-link', 'verify-in-one-tab', 'verify-on-our-page'].map((name) => examples[name]),
	waiting,
	one('wait-retry', {}, { retryOnFail: true, maxTries: 3, onError: 'continueRegularOutput' }),
	one('wait-minute', { waitMinutes: 1 }),
	loop,
	called,
	caller,
	review,
	twoTools,
	asTool,
];

/** What a browser gets that follows nothing. */
interface Answered {
	status: number;
	text: string;
	/** Where a redirect goes, in full. */
	location: string;
}

/** A request of a form, which follows nothing. */
export async function post(url: string, fields: Record<string, string>): Promise<Answered> {
	const answer = await fetch(url, {
		method: 'POST',
		body: new URLSearchParams(fields),
		redirect: 'manual',
	});
	const location = answer.headers.get('location');
	return {
		status: answer.status,
		text: await answer.text(),
		location: location ? new URL(location, url).href : '',
	};
}

/** Where the forms of a page go. */
export const actionOf = (html: string, url: string) =>
	new URL(/action="([^"]*)"/.exec(html)![1].replace(/&#38;/g, '&'), url).href;

/** The address of the forms on the page at an address. */
export const formOf = async (url: string) => actionOf(await (await fetch(url)).text(), url);

/** How many codes were checked at Telesign. */
export const checksOf = (requests: Array<{ url: string }>) =>
	requests.filter(({ url }) => url.includes('verify_code=')).length;
