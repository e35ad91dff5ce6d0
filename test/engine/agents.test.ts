/**
 * The node as a tool of an agent's, by both ways in which n8n runs one: its engine takes a request of
 * the agent's (`EngineRequest`, the default of n8n 1 and 2), or the agent invokes it (older agents, MCP
 * triggers, sub-agents). The agent is a node of the test, its model is the list of calls.
 */
import {
	NodeConnectionTypes,
	Workflow,
	type EngineResponse,
	type IDataObject,
	type IExecuteFunctions,
	type INodeType,
	type INodeTypes,
} from 'n8n-workflow';
import { Telesign } from '../../nodes/Telesign/Telesign.node';
import captureOutput from '../helpers/captureOutput';
import { execute, helperNode, loaded, node, type OnError } from './engine';
import { useSandbox } from './useSandbox';

const sandbox = useSandbox();

type Way = 'engine' | 'invoked';

const WAYS: Way[] = ['engine', 'invoked'];

interface Call {
	way: Way;
	/** What the model gives as arguments, one call after the other. */
	calls: IDataObject[];
	parameters: IDataObject;
	onError?: OnError;
	maxTries?: number;
}

interface Tool {
	invoke(args: IDataObject): Promise<string>;
}

/** Makes the calls by n8n's engine, all at once, and reads what came of each. */
const byEngine = (calls: IDataObject[]) =>
	async function (this: IExecuteFunctions, response?: EngineResponse) {
		if (!response?.actionResponses?.length) {
			const actions = calls.map((input, at) => ({
				actionType: 'ExecutionNodeAction' as const,
				nodeName: 'Telesign',
				input,
				type: NodeConnectionTypes.AiTool,
				id: `call ${at}`,
				metadata: {},
			}));
			return { actions, metadata: {} };
		}
		const read = response.actionResponses.map(({ data }) =>
			JSON.stringify(data.error ?? data.data?.ai_tool?.[0]?.map(({ json }) => json)),
		);
		return [[{ json: { read } }]];
	};

/** Invokes the tool for each call, one after the other, and reads what it gives or throws. */
const byInvoking = (calls: IDataObject[]) =>
	async function (this: IExecuteFunctions) {
		const [tool] = (await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0)) as Tool[];
		const read: string[] = [];
		for (const args of calls) {
			const answer = tool.invoke({ ...args });
			read.push(await answer.catch((error: Error) => error.message));
		}
		return [[{ json: { read } }]];
	};

/** What the model reads of each call. */
async function callTool({ way, calls, parameters, onError, maxTries }: Call): Promise<string[]> {
	const telesign = loaded(new Telesign());
	const agentInputs = [NodeConnectionTypes.Main, NodeConnectionTypes.AiTool];
	const types: Record<string, INodeType> = {
		rows: {
			description: { ...helperNode, name: 'rows' },
			execute: async () => [[{ json: {} }]],
		},
		agent: {
			description: { ...helperNode, name: 'agent', inputs: agentInputs },
			execute: (way === 'engine' ? byEngine : byInvoking)(calls) as INodeType['execute'],
		},
		telesign: {
			...telesign,
			description: {
				...telesign.description,
				inputs: [],
				outputs: [NodeConnectionTypes.AiTool],
			},
		},
	};
	const nodeTypes: INodeTypes = {
		getByName: (name) => types[name],
		getByNameAndVersion: (name) => types[name],
		getKnownTypes: () => ({}),
	};
	const to = (name: string, type: 'main' | 'ai_tool') => [{ node: name, type, index: 0 }];
	const workflow = new Workflow({
		id: 'test',
		active: false,
		nodeTypes,
		settings: { executionOrder: 'v1' },
		nodes: [
			node('Rows'),
			node('Agent'),
			node('Telesign', {
				parameters: { resource: 'smartVerify', ...parameters } as never,
				credentials: { telesignApi: { id: '1', name: 'Telesign' } },
				onError: onError ?? 'stopWorkflow',
				...(maxTries && { retryOnFail: true, maxTries, waitBetweenTries: 1 }),
			}),
		],
		connections: {
			Rows: { main: [to('Agent', 'main')] },
			Telesign: { ai_tool: [to('Agent', 'ai_tool')] },
		},
	});
	const credential = { ...sandbox().account, baseUrl: sandbox().url, requestsPerSecond: 0 };
	const { data } = await execute(workflow, credential);
	const { runData, error } = data.resultData;
	// The engine stops the workflow for a tool that fails under Stop; the person reads this then.
	if (error) return [`${error.message} ${error.description}`];

	return runData.Agent.at(-1)!.data!.main[0]![0].json.read as string[];
}

const fromAI = (name: string) => `={{ $fromAI('${name}', '', 'string') }}`;

const send = { operation: 'send', phoneNumber: fromAI('phone') };

describe.each(WAYS)('a tool that is run by the way "%s"', (way) => {
	it('sends a code once for each call, and gives what the node gives', async () => {
		const calls = [{ phone: '+1 310 555 0100' }, { phone: '447700900123' }];
		const read = await callTool({ way, calls, parameters: send });
		const messages = sandbox().messages();
		expect(messages.map(({ to }) => to).sort()).toEqual(['13105550100', '447700900123']);
		calls.forEach((_, at) => {
			expect(read[at]).toContain(messages.find(({ to }) => read[at].includes(to))!.reference_id);
			expect(read[at]).toContain('in_progress');
		});
	});

	it.each(['smsVerify', 'voiceVerify', 'verification'])(
		'has %s from send to check',
		async (resource) => {
			const parameters = { ...send, resource };
			await callTool({ way, calls: [{ phone: '13105550100' }], parameters });
			const [{ reference_id, code }] = sandbox().messages();
			const check = { operation: 'check', referenceId: fromAI('id'), code: fromAI('code') };
			const [read] = await callTool({
				way,
				calls: [{ id: reference_id, code }],
				parameters: { ...check, resource },
			});
			expect(read).toMatch(/"verified\W+true/);
			expect(read).not.toContain(code);
			expect(sandbox().messages()).toHaveLength(1);
		},
	);

	it('sends once for each of two calls that are the same', async () => {
		const calls = [{ phone: '13105550100' }, { phone: '13105550100' }];
		const read = await callTool({ way, calls, parameters: send });
		expect(sandbox().messages()).toHaveLength(2);
		expect(new Set(read).size).toBe(2);
	});

	it('checks what the person typed, and the model does not read it', async () => {
		await callTool({ way, calls: [{ phone: '13105550100' }], parameters: send });
		const [{ reference_id, code }] = sandbox().messages();
		const [read] = await callTool({
			way,
			calls: [{ id: reference_id, code }],
			parameters: { operation: 'check', referenceId: fromAI('id'), code: fromAI('code') },
		});
		expect(read).toMatch(/"verified\W+true/);
		expect(read).not.toContain(code);
	});

	it.each([
		'reset-before',
		'reset-after',
		'half-answer',
		'hang',
		'html',
		'empty',
		'plain-500',
	] as const)(
		'never invites the model to send again after a lost answer (%s), nor sends again',
		async (fault) => {
			for (const onError of ['stopWorkflow', 'continueRegularOutput'] as const) {
				sandbox().reset();
				sandbox().settings.fault = fault;
				const output = captureOutput();
				const [read] = await callTool({
					way,
					calls: [{ phone: '13105550100' }],
					parameters: { ...send, requestOptions: { timeout: 1000 } },
					onError,
					maxTries: 3,
				}).finally(output.restore);
				expect(sandbox().requests()).toHaveLength(1);
				expect(read).toContain('The code may have been sent');
				expect(read).toContain('Nothing is sent again automatically');
				expect(read).not.toMatch(/\bretry\b|try again|perhaps it is offline/i);
				expect(read).not.toContain(sandbox().account.apiKey);
			}
		},
	);

	it("keeps its words when Telesign's have a code of Node.js in them", async () => {
		const [read] = await callTool({
			way,
			calls: [{ phone: 'eperm ECONNRESET' }],
			parameters: send,
		});
		expect(read).toMatch(/'Phone Number'.*has letters in it/);
		expect(read).not.toMatch(/\bretry\b|offline|permission/i);
		expect(sandbox().requests()).toEqual([]);
	});

	it('refuses before anything is sent, in the words of the field', async () => {
		const [read] = await callTool({ way, calls: [{ phone: '555-0100' }], parameters: send });
		expect(read).toContain("'Phone Number'");
		expect(read).toContain('has no country code');
		expect(sandbox().requests()).toEqual([]);
	});

	it('tries what was not sent again under Retry On Fail, and nothing else', async () => {
		const [read] = await callTool({
			way,
			calls: [{ phone: '14155550125' }],
			parameters: send,
			maxTries: 3,
		});
		expect(read).toContain('Invalid API Key');
		expect(sandbox().requests()).toHaveLength(3);
	});
});
