/** What the output panel says of the node beside its output: when, by n8n's own expressions. */
import { Workflow, type IDataObject, type INode, type INodeParameters } from 'n8n-workflow';
import { Telesign } from '../../nodes/Telesign/Telesign.node';

const type = new Telesign();
const hints = type.description.hints!;

/** The first words of the hints that show for a node, with an item as its input. */
async function shownFor(parameters: INodeParameters, item?: IDataObject): Promise<string[]> {
	const node: INode = {
		id: 'send',
		name: 'Send a code',
		type: 'n8n-nodes-telesign.telesign',
		typeVersion: 1,
		position: [0, 0],
		parameters: { resource: 'smartVerify', operation: 'send', ...parameters },
	};
	const nodeTypes = {
		getByName: () => type,
		getByNameAndVersion: () => type,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const input = item ? [{ json: item }] : [];
	const isShown = ({ displayCondition = '' }) => {
		try {
			const [from] = Object.values(workflow.nodes);
			return workflow.expression.getParameterValue(
				displayCondition,
				null,
				0,
				0,
				from.name,
				input,
				'manual',
				{},
			) as unknown;
		} catch {
			return false; // The editor leaves out a hint whose condition cannot be worked out.
		}
	};
	// 2.x evaluates in an isolate of its own, which a test has not set up.
	const { expression } = workflow as unknown as {
		expression: { acquireIsolate?: () => Promise<void>; releaseIsolate?: () => Promise<void> };
	};
	await expression.acquireIsolate?.();
	const shown = hints.filter((hint) => isShown(hint) === true);
	await expression.releaseIsolate?.();
	return shown.map(({ message }) => message.split(' ').slice(0, 4).join(' '));
}

const DEPRECATED = 'Telesign marks Smart Verify';
const RISK = "'Ignore Risk' is on:";
const OUTSIDE = 'People from outside choose';

it.each<
	[what: string, parameters: INodeParameters, item: IDataObject | undefined, shown: string[]]
>([
	['Smart Verify', {}, {}, [DEPRECATED]],
	['before anything has run', {}, undefined, [DEPRECATED]],
	['another operation', { operation: 'check' }, { formMode: 'test' }, []],
	['another product', { resource: 'smsVerify' }, {}, []],
	['Ignore Risk', { additionalFields: { ignoreRisk: true } }, {}, [DEPRECATED, RISK]],
	['Ignore Risk, off', { additionalFields: { ignoreRisk: false } }, {}, [DEPRECATED]],
	['a form', { resource: 'smsVerify' }, { formMode: 'production' }, [OUTSIDE]],
	['a webhook', { resource: 'smsVerify' }, { webhookUrl: 'https://n8n.example' }, [OUTSIDE]],
	['a chat', { resource: 'smsVerify' }, { chatInput: 'Hello' }, [OUTSIDE]],
	[
		'Send Code and Wait behind a form',
		{ resource: 'smsVerify', operation: 'sendAndWait' },
		{ formMode: 'test' },
		[OUTSIDE],
	],
	[
		'a form, with the codes that are served',
		{ resource: 'smsVerify', allowedCallingCodes: '44' },
		{ formMode: 'test' },
		[],
	],
])('for %s', async (_what, parameters, item, shown) => {
	expect(await shownFor(parameters, item)).toEqual(shown);
});
