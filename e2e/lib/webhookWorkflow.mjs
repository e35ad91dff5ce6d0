/** A workflow that a test starts by its webhook, with as many items as it posts. */
import { credential } from './examples.mjs';

const edge = (node) => ({ main: [[{ node, type: 'main', index: 0 }]] });

/**
 * Webhook, which answers at once -> an item for each of the posted `rows` -> Telesign.
 *
 * @param {string} id also its name, and the path of the webhook
 * @param {object} parameters of the Telesign node, but for the resource
 * @param {{ account?: { id: string, name: string } }} [options] `account`: the credential; that of the
 *   sandbox if none is given. The rest are settings of the Telesign node, such as `onError`
 */
export function webhookWorkflow(id, parameters, { account = credential, ...settings } = {}) {
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
				parameters: { resource: 'smartVerify', ...parameters },
				credentials: { [credential.type]: { id: account.id, name: account.name } },
				...settings,
			}),
		],
		connections: { Webhook: edge('Rows'), Rows: edge('Telesign') },
	};
}
