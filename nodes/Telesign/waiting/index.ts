/** How n8n runs a Send Code and Wait: in a workflow, for an agent, and for a browser. */
import type { IExecuteFunctions, IWebhookDescription, IWebhookFunctions } from 'n8n-workflow';
import { planOf } from '../exchange/plan';
import type { WaitingOperation } from './operation';
import { receive } from './receive';
import { cannotWait, sendAndWait } from './wait';

/** The addresses of a waiting execution. n8n knows the two by the ID of the node, and signs them. */
const webhook = (httpMethod: 'GET' | 'POST'): IWebhookDescription => ({
	name: 'default',
	httpMethod,
	responseMode: 'onReceived',
	responseData: '',
	path: '={{ $nodeId }}',
	restartWebhook: true,
	isFullPath: true,
});

export const webhooks = [webhook('GET'), webhook('POST')];

/** What n8n shows at the node while it waits. */
export const waitingNodeTooltip =
	'={{ $parameter["operation"] === "sendAndWait" ? "Waiting for the person to enter the code" : "" }}';

/** @throws {TypeError} as `waysIn` does */
export function waysInto(operation: WaitingOperation) {
	const plan = planOf(operation);
	const plans = { send: plan, check: planOf(operation.check) };
	return {
		async customOperation(this: IExecuteFunctions) {
			return await sendAndWait(this, plan);
		},
		pagination: cannotWait(plan),
		webhook: async (context: IWebhookFunctions) => await receive(context, plans),
	};
}
