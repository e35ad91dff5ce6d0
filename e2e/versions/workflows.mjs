/** The workflows of the operations: one for each operation and each way of On Error. */
import { credential } from '../lib/examples.mjs';

/** The values of On Error that n8n keeps. */
export const modes = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'];

/** Which parameter takes which column of the rows. */
export const operations = {
	send: {
		phoneNumber: '={{ $json.phone }}',
		additionalFields: { verifyCode: '={{ $json.ownCode }}' },
	},
	check: { referenceId: '={{ $json.id }}', code: '={{ $json.code }}' },
	get: { referenceId: '={{ $json.id }}' },
	complete: { referenceId: '={{ $json.id }}' },
};

export const idOf = (operation, mode) => `${operation}-${mode}`;

const edge = (node) => [{ node, type: 'main', index: 0 }];

/** Webhook -> an item for each row -> Telesign, with Retry On Fail. */
function workflow(operation, parameters, mode) {
	const id = idOf(operation, mode);
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
				parameters: { resource: 'smartVerify', operation, ...parameters },
				credentials: { telesignApi: { id: credential.id, name: credential.name } },
				onError: mode,
				retryOnFail: true,
				maxTries: 3,
				waitBetweenTries: 100,
			}),
		],
		connections: { Webhook: { main: [edge('Rows')] }, Rows: { main: [edge('Telesign')] } },
	};
}

export const workflows = Object.entries(operations).flatMap(([operation, parameters]) =>
	modes.map((mode) => workflow(operation, parameters, mode)),
);
