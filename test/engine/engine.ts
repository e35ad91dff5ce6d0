/**
 * n8n's own engine as a library: runs a workflow of three nodes, "Rows" (gives the items), "Telesign"
 * (the node under test) and "After" with one for each branch, and says what came out of them.
 *
 * Only what lives outside the engine stands in: the credential store, which hands out one credential.
 */
import get from 'lodash/get';
import { DirectoryLoader, ExecuteContext, RoutingNode, WorkflowExecute } from 'n8n-core';
import {
	ICredentialsHelper,
	NodeConnectionTypes,
	Workflow,
	createEmptyRunExecutionData,
	type IAuthenticate,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IWorkflowExecuteAdditionalData,
	type NodeApiError,
} from 'n8n-workflow';
import { TelesignApi } from '../../credentials/TelesignApi.credentials';
import { Telesign } from '../../nodes/Telesign/Telesign.node';

export type OnError = 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';

/** What the credential holds, or what it holds for an item when its fields are expressions. */
export type Credential =
	| ICredentialDataDecryptedObject
	| ((item: number) => ICredentialDataDecryptedObject);

export interface NodeRun {
	/** Input items of the node, as json. */
	rows: IDataObject[];
	/** Its parameters besides `resource` and `operation`. */
	parameters: IDataObject;
	credential: Credential;
	onError?: OnError;
	/** Tries of Retry On Fail; leave out for none. n8n allows 2 to 5. */
	maxTries?: number;
	executeOnce?: boolean;
	/** The node, if it is not Telesign as it is. */
	nodeType?: INodeType;
	/** As the tool that n8n makes of it. */
	asTool?: boolean;
	/** By n8n's routing engine, which otherwise runs the node only as a tool of an agent. */
	byRoutingEngine?: boolean;
	/** Is handed a function that cancels the execution. */
	onStart?: (cancel: () => void) => void;
}

export interface NodeOutcome {
	/** Items that left by the first output. */
	out: INodeExecutionData[];
	/** Items that left by the error output (On Error: Continue using error output). */
	errors: INodeExecutionData[];
	/** The error that stopped the workflow. */
	error?: IDataObject & { message: string; description?: string };
	/** What `$('Rows').item` gives after the node, for each item of `out` and of `errors`. */
	linked: { out: IDataObject[]; errors: IDataObject[] };
	run: IRun;
	workflow: Workflow;
}

/** What n8n has to know of the two helper nodes. */
export const helperNode = {
	...new Telesign().description,
	credentials: [],
	requestDefaults: undefined,
	properties: [],
	subtitle: '',
};

/** Gives the rows. */
const rowsNode = (rows: IDataObject[]): INodeType => ({
	description: { ...helperNode, name: 'rows', displayName: 'Rows' },
	execute: async () => [rows.map((json, item) => ({ json, pairedItem: { item } }))],
});

/** Notes which row each item that it gets comes from. */
const afterNode: INodeType = {
	description: { ...helperNode, name: 'after', displayName: 'After' },
	async execute(this: IExecuteFunctions) {
		return [
			this.getInputData().map((_, item) => ({
				json: this.evaluateExpression("{{ $('Rows').item.json }}", item) as IDataObject,
				pairedItem: { item },
			})),
		];
	},
};

type AuthenticateFunction = Extract<IAuthenticate, (...args: never) => unknown>;

/** Hands out one credential, of a custom account at one address, and signs requests as the credential type says. */
class OneCredential extends ICredentialsHelper {
	constructor(private readonly credential: Credential) {
		super();
	}

	getParentTypes = () => [];

	isCredentialUsableByNode = () => true;

	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		_typeName: string,
		request: IHttpRequestOptions,
	) => await (new TelesignApi().authenticate as AuthenticateFunction)(credentials, request);

	preAuthentication = async () => undefined;

	runPreAuthentication = async () => undefined;

	getDecrypted = async (
		...[, , , , , , resolve]: Parameters<ICredentialsHelper['getDecrypted']>
	) => {
		const { credential } = this;
		const data =
			typeof credential === 'function' ? credential(resolve?.itemIndex ?? 0) : credential;
		return { accountType: 'custom', verifyBaseUrl: data.baseUrl, ...data };
	};

	getCredentials = async () => {
		throw new Error('not asked for by the engine');
	};

	updateCredentials = async () => {};

	updateCredentialsOauthTokenData = async () => {};

	getCredentialsProperties = () => new TelesignApi().properties;
}

/** What n8n hands to every run of a node. */
export const additionalDataFor = (credential: Credential) =>
	({
		credentialsHelper: new OneCredential(credential),
		executionId: 'test',
		webhookWaitingBaseUrl: 'http://127.0.0.1',
		formWaitingBaseUrl: 'http://127.0.0.1',
		variables: {},
		currentNodeExecutionIndex: 0,
		hooks: { runHook: async () => {}, addHandler: () => {} },
		setExecutionStatus: () => {},
		logAiEvent: () => {},
	}) as unknown as IWorkflowExecuteAdditionalData;

export const node = (name: string, more: Partial<INode> = {}): INode => ({
	id: name,
	name,
	type: name.toLowerCase(),
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
	...more,
});

const to = (name: string) => [{ node: name, type: NodeConnectionTypes.Main, index: 0 }];

/** The engine of n8n 1, which takes the workflow and the node to start from one after the other. */
export const isN8n1 = WorkflowExecute.prototype.run.length > 1;

/** Runs a workflow from its node "Rows" and waits for its end. */
export async function execute(
	workflow: Workflow,
	credential: Credential,
	onStart?: NodeRun['onStart'],
): Promise<IRun> {
	const engine = new WorkflowExecute(additionalDataFor(credential), 'manual');
	const startNode = workflow.getNode('Rows')!;
	const start = engine.run.bind(engine) as (...args: unknown[]) => ReturnType<typeof engine.run>;
	const execution = isN8n1 ? start(workflow, startNode) : start({ workflow, startNode });
	onStart?.(() => execution.cancel());

	return await execution;
}

/** Runs the node once, in a workflow of its own, and waits for its end. */
export async function runNode(options: NodeRun): Promise<NodeOutcome> {
	const types: Record<string, INodeType> = {
		rows: rowsNode(options.rows),
		[options.asTool ? 'telesignTool' : 'telesign']: loaded(
			options.nodeType ?? new Telesign(),
			options.byRoutingEngine,
		),
		after: afterNode,
		'after error': afterNode,
	};
	const nodeTypes: INodeTypes = {
		getByName: (name) => types[name],
		getByNameAndVersion: (name) => types[name],
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({
		id: 'test',
		active: false,
		nodeTypes,
		nodes: [
			node('Rows'),
			node('Telesign', {
				type: options.asTool ? 'telesignTool' : 'telesign',
				parameters: {
					resource: 'smartVerify',
					operation: 'send',
					...options.parameters,
				} as INode['parameters'],
				credentials: { telesignApi: { id: '1', name: 'Telesign' } },
				onError: options.onError ?? 'stopWorkflow',
				...(options.maxTries && {
					retryOnFail: true,
					maxTries: options.maxTries,
					waitBetweenTries: 1,
				}),
				...(options.executeOnce && { executeOnce: true }),
			}),
			node('After'),
			node('After error'),
		],
		connections: {
			Rows: { main: [to('Telesign')] },
			Telesign: { main: [to('After'), to('After error')] },
		},
	});

	const run = await execute(workflow, options.credential, options.onStart);
	const { runData, error } = run.data.resultData;
	const output = (name: string, branch = 0) => runData[name]?.[0]?.data?.main[branch] ?? [];
	return {
		out: output('Telesign'),
		errors: output('Telesign', 1),
		error: error as NodeOutcome['error'],
		linked: {
			out: output('After').map(({ json }) => json),
			errors: output('After error').map(({ json }) => json),
		},
		run,
		workflow,
	};
}

/** What the Test button of the credential says. */
export interface CredentialTestResult {
	status: 'OK' | 'Error';
	message: string;
}

/**
 * Runs the test of the credential type as n8n does (`credentials-tester.service.js` of 2.41.1): its
 * request by the routing engine, then its rules, the first that fits.
 */
export async function testCredential(
	credential: ICredentialDataDecryptedObject,
): Promise<CredentialTestResult> {
	const { request, rules = [] } = new TelesignApi().test;
	const tester: INodeType = {
		description: {
			...helperNode,
			name: 'tester',
			credentials: [{ name: 'telesignApi', required: true }],
			properties: [
				{ displayName: 'Temp', name: 'temp', type: 'string', default: '', routing: { request } },
			],
		},
	};
	const nodeTypes: INodeTypes = {
		getByName: () => tester,
		getByNameAndVersion: () => tester,
		getKnownTypes: () => ({}),
	};
	const temp = node('Tester', { credentials: { telesignApi: { id: '1', name: 'Telesign' } } });
	const workflow = new Workflow({ active: false, nodeTypes, nodes: [temp], connections: {} });
	const context = new ExecuteContext(
		workflow,
		temp,
		additionalDataFor(credential),
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node: temp, data: {}, source: null },
		[],
	);
	const answer = await new RoutingNode(context, tester, {
		id: '1',
		name: 'Telesign',
		type: 'telesignApi',
		data: credential,
	})
		.runNode()
		.then(
			(data) => ({ json: data![0][0].json }),
			(error: NodeApiError) => ({ error }),
		);
	if ('error' in answer) {
		const { response, code } = (answer.error.cause ?? {}) as {
			response?: { status: number; statusText: string };
			code?: string;
		};
		const rule = rules.find(
			({ type, properties }) =>
				type === 'responseCode' && (properties as IDataObject).value === response?.status,
		);
		const message =
			rule?.properties.message ?? response?.statusText ?? code ?? answer.error.message;
		return { status: 'Error', message: String(message) };
	}
	const broken = rules.find(({ type, properties }) => {
		const { key, value } = properties as { key: string; value: unknown };
		return type === 'responseSuccessBody' && get(answer.json, key) === value;
	});
	return broken
		? { status: 'Error', message: broken.properties.message }
		: { status: 'OK', message: 'Connection successful!' };
}

/**
 * What n8n makes of a declarative node when it loads it: Request Options are added, and `execute`
 * hands it to the routing engine (`node-types.js` of n8n 2.41.1).
 */
export function loaded(nodeType: INodeType, byRoutingEngine = false): INodeType {
	DirectoryLoader.applyDeclarativeNodeOptionParameters(nodeType);
	nodeType.execute = async function (this: IExecuteFunctions) {
		return (await new RoutingNode(this as ExecuteContext, nodeType).runNode()) ?? [];
	};
	return byRoutingEngine ? { ...nodeType, customOperations: undefined } : nodeType;
}
