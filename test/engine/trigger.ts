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
	apiKey?: string | null;
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

	const makeWorkflow = (data: IDataObject) =>
		new Workflow({
			id: workflowId,
			active: mode === 'webhook',
			nodeTypes,
			nodes: [structuredClone(node)],
			connections: {},
			staticData: data,
		});

	const server = await webhookServer(async (httpRequest, httpResponse) => {
		const staticDataOfRequest = structuredClone(trigger.staticData);
		const workflow = makeWorkflow(staticDataOfRequest);
		const additionalData = additionalDataFor({ customerId: CUSTOMER_ID, apiKey: apiKey as string });
		const context = new WebhookContext(
			workflow,
			workflow.getNode(NAME)!,
			{ ...additionalData, httpRequest, httpResponse } as never,
			mode,
			{ webhookDescription: type.description.webhooks![0] } as IWebhookData,
			[],
			null,
		);
		const saveStaticData = () => {
			if (mode !== 'webhook' || !workflow.staticData.__dataChanged) return;
			trigger.staticData = JSON.parse(JSON.stringify(workflow.staticData));
		};
		try {
			const result = await type.webhook!.call(context as IWebhookFunctions);
			const { workflowData, noWebhookResponse, webhookResponse } = result;
			if (noWebhookResponse) saveStaticData();
			if (workflowData) {
				// n8n 2.41.1 does so before it starts; what is new in the static data counts as old then.
				makeWorkflow(staticDataOfRequest);
				const start = {
					node: workflow.getNode(NAME)!,
					data: { main: workflowData },
					source: null,
				};
				trigger.executions.push(await execute(workflow, additionalData, start, mode));
			}
			if (noWebhookResponse) return;
			saveStaticData();
			httpResponse.json(webhookResponse ?? { message: 'Workflow was started' });
		} catch (error) {
			trigger.executions.push(String(error));
			if (!httpResponse.headersSent) httpResponse.status(500).json({});
		}
	});

	const trigger: RunningTrigger = {
		url: server.url,
		executions: [],
		staticData,
		async post(body, headers) {
			const response = await fetch(server.url, { method: 'POST', body, headers });
			return { http: response.status, body: (await response.json()) as IDataObject };
		},
		close: server.close,
	};
	return trigger;
}
