/**
 * A workflow with the trigger, at a real HTTP server: what n8n does with a request for a webhook
 * (`webhook-helpers.js` and `live-webhooks.js` of 2.41.1), with n8n's own `WebhookContext` and
 * `WorkflowExecute`. The database that keeps static data is an object.
 */
import { WebhookContext, WorkflowExecute } from 'n8n-core';
import {
	Workflow,
	createRunExecutionData,
	type IDataObject,
	type IExecuteData,
	type INode,
	type INodeType,
	type INodeTypes,
	type IWebhookData,
	type IWebhookFunctions,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { TelesignTrigger } from '../../nodes/Telesign/TelesignTrigger.node';
import { API_KEY, CUSTOMER_ID } from '../helpers/callbacks';
import webhookServer from '../helpers/webhookServer';
import { additionalDataFor } from './engine';

export interface TriggerOptions {
	/** Parameters that are not as the node has them by default. */
	parameters?: INode['parameters'];
	/** `manual` while somebody listens for a test event. */
	mode?: WorkflowExecuteMode;
	apiKey?: string;
	/** The node has no credential, as when it was deleted. */
	withoutCredential?: boolean;
	/** What n8n saved of the workflow's static data before. */
	staticData?: IDataObject;
	/** Another copy of the class, such as that of another process. */
	Trigger?: typeof TelesignTrigger;
	workflowId?: string;
}

export interface Reply {
	http: number;
	body: IDataObject;
}

export interface RunningTrigger {
	url: string;
	/** The items of each execution, as they left the trigger; a text if it failed instead. */
	executions: Array<IDataObject[] | string>;
	/** What n8n has saved of the workflow's static data. */
	staticData: IDataObject;
	/** While true, n8n cannot start an execution, and answers 500. */
	isBroken: boolean;
	post(body: string | Uint8Array, headers: Record<string, string>): Promise<Reply>;
	close(): Promise<void>;
}

const NAME = 'Telesign Trigger';

/** Runs the execution that n8n starts with the trigger's item, and gives what left the trigger. */
async function execute(
	workflow: Workflow,
	additionalData: IWorkflowExecuteAdditionalData,
	start: IExecuteData,
	mode: WorkflowExecuteMode,
): Promise<IDataObject[]> {
	const runData = createRunExecutionData({ executionData: { nodeExecutionStack: [start] } });
	const engine = new WorkflowExecute(additionalData, mode, runData);
	const { data } = await engine.processRunExecutionData(workflow);
	if (data.resultData.error) throw data.resultData.error;
	return data.resultData.runData[NAME][0].data!.main[0]!.map(({ json }) => json);
}

/** Starts the server; close it afterwards. */
export async function startTrigger({
	parameters = {},
	mode = 'webhook',
	apiKey = API_KEY,
	withoutCredential,
	staticData = {},
	Trigger = TelesignTrigger,
	workflowId = 'test',
}: TriggerOptions = {}): Promise<RunningTrigger> {
	const type: INodeType = new Trigger();
	const nodeTypes: INodeTypes = {
		getByName: () => type,
		getByNameAndVersion: () => type,
		getKnownTypes: () => ({}),
	};
	const node: INode = {
		id: 'trigger',
		name: NAME,
		type: 'telesignTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters,
		...(!withoutCredential && { credentials: { telesignApi: { id: '1', name: 'Telesign' } } }),
	};

	const server = await webhookServer(async (httpRequest, httpResponse) => {
		const workflow = new Workflow({
			id: workflowId,
			active: mode === 'webhook',
			nodeTypes,
			nodes: [structuredClone(node)],
			connections: {},
			staticData: structuredClone(trigger.staticData),
		});
		const additionalData = additionalDataFor({ customerId: CUSTOMER_ID, apiKey });
		const context = new WebhookContext(
			workflow,
			workflow.getNode(NAME)!,
			{ ...additionalData, httpRequest, httpResponse } as never,
			mode,
			{ webhookDescription: type.description.webhooks![0] } as IWebhookData,
			[],
			null,
		);
		try {
			const result = await type.webhook!.call(context as IWebhookFunctions);
			const { workflowData, noWebhookResponse, webhookResponse } = result;
			if (workflowData) {
				if (trigger.isBroken) throw new Error('no database');
				const start = {
					node: workflow.getNode(NAME)!,
					data: { main: workflowData },
					source: null,
				};
				trigger.executions.push(await execute(workflow, additionalData, start, mode));
			}
			if (mode === 'webhook' && workflow.staticData.__dataChanged) {
				trigger.staticData = JSON.parse(JSON.stringify(workflow.staticData));
			}
			if (noWebhookResponse) return;
			httpResponse.json(webhookResponse ?? { message: 'Workflow was started' });
		} catch (error) {
			if (!trigger.isBroken) trigger.executions.push(String(error));
			httpResponse.status(500).json({ message: 'Workflow could not be started!' });
		}
	});

	const trigger: RunningTrigger = {
		url: server.url,
		executions: [],
		staticData,
		isBroken: false,
		async post(body, headers) {
			const response = await fetch(server.url, { method: 'POST', body, headers });
			return { http: response.status, body: (await response.json()) as IDataObject };
		},
		close: server.close,
	};
	return trigger;
}
