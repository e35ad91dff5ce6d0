/** Whether an n8n knows the nodes, and finds nothing wrong with the examples. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { credential, workflows } from '../lib/examples.mjs';
import { modulesOf } from '../lib/install.mjs';

const ours = /^n8n-nodes-telesign\./;

/** What n8n would mark red in the editor: one line for each node that it does not take as it is. */
function issuesOf(NodeHelpers, types, workflow) {
	const find = ({ type, typeVersion }) =>
		types.find(({ name, version }) => name === type && [version].flat().includes(typeVersion));
	return workflow.nodes.flatMap((node) => {
		const description = find(node);
		if (!description) return [`${node.name}: there is no ${node.type} ${node.typeVersion}`];
		const filled = NodeHelpers.getNodeParameters(
			description.properties,
			node.parameters,
			true,
			false,
			node,
			description,
		);
		const issues = NodeHelpers.getNodeParametersIssues(
			description.properties,
			{ ...node, parameters: filled },
			description,
		);
		return issues ? [`${node.name}: ${JSON.stringify(issues)}`] : [];
	});
}

export async function checkNodeTypes(check, { n8n, rest, sandbox }) {
	const types = await check('knows the nodes and their tools', async () => {
		const all = await rest.nodeTypes();
		const found = all.map(({ name }) => name).filter((name) => ours.test(name));
		assert.deepEqual(found.sort(), [
			'n8n-nodes-telesign.telesign',
			'n8n-nodes-telesign.telesignTool',
			'n8n-nodes-telesign.telesignTrigger',
		]);
		return all;
	});
	await check('finds nothing wrong in the examples', async () => {
		const { NodeHelpers } = createRequire(join(modulesOf(n8n.version), 'n8n/package.json'))(
			'n8n-workflow',
		);
		const issues = Object.values(workflows).flatMap((workflow) =>
			issuesOf(NodeHelpers, types, workflow).map((issue) => `${workflow.name}: ${issue}`),
		);
		assert.deepEqual(issues, []);
	});
	await check('tests the credential', async () => {
		const test = (data) => rest.post('credentials/test', { credentials: { ...credential, data } });
		assert.equal((await test(sandbox.account)).status, 'OK');
		assert.equal((await test({ ...sandbox.account, apiKey: 'd3Jvbmc=' })).status, 'Error');
	});
}
