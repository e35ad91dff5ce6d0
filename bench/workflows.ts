/** The workflows that the bench runs: the same rows through this node, or through another one. */
import type { INode } from 'n8n-workflow';
import { chain, telesign, webhook, type Credential, type Node } from '../testbed/workflows';

/** Area codes whose numbers 555-0100 to 555-0199, kept for fiction, the sandbox simply delivers to. */
const areas = [
	201, 202, 203, 205, 206, 207, 208, 209, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228,
	229, 231, 234, 239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 272, 274, 276,
	281, 301, 302, 303, 304, 305, 307, 308, 309, 312, 313, 314, 315,
];

/** @param count at most 5,100: each row has a phone of its own */
export const makeRows = (count: number) =>
	Array.from({ length: count }, (_, index) => ({
		phone: `1${areas[Math.floor(index / 100)]}55501${String(index % 100).padStart(2, '0')}`,
		preference: 'sms',
		ignoreRisk: false,
		language: 'en-US',
		sms: `Hello customer ${index}, your code is $$CODE$$`,
		ucid: 'ATCK',
		tts: `Hello customer ${index}, your code is $$CODE$$`,
		ip: '203.0.113.7',
		session: `s-${index}`,
	}));

/** The fields besides the phone number: this node's name, Telesign's name, the column of the row. */
const fields = [
	['preference', 'preference', 'preference'],
	['ignoreRisk', 'ignore_risk', 'ignoreRisk'],
	['language', 'language', 'language'],
	['smsMessage', 'sms_message', 'sms'],
	['ucid', 'ucid', 'ucid'],
	['ttsMessage', 'tts_message', 'tts'],
	['originatingIp', 'originating_ip', 'ip'],
	['sessionId', 'session_id', 'session'],
];

const expression = (column: string) => `={{ $json.${column} }}`;
const account = (id: string) => ({ id, name: id });

const send = (credential: string, chosen: string[][] = [], more: Partial<INode> = {}) =>
	telesign(
		'Node',
		{
			operation: 'send',
			phoneNumber: expression('phone'),
			additionalFields: Object.fromEntries(
				chosen.map(([name, , column]) => [name, expression(column)]),
			),
			options: {},
			requestOptions: {},
		},
		more,
		account(credential),
	);

const check = telesign(
	'Node',
	{
		operation: 'check',
		referenceId: expression('reference_id'),
		code: expression('code'),
		options: {},
		requestOptions: {},
	},
	{},
	account('paced'),
);

const httpRequest = (url: string, chosen: string[][] = [], options = {}): Node => ({
	name: 'Node',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.4,
	parameters: {
		method: 'POST',
		url: `${url}/v1/verify/smart`,
		authentication: 'genericCredentialType',
		genericAuthType: 'httpBasicAuth',
		sendBody: true,
		contentType: 'form-urlencoded',
		bodyParameters: {
			parameters: [
				{ name: 'phone_number', value: expression('phone') },
				...chosen.map(([, name, column]) => ({ name, value: expression(column) })),
			],
		},
		options,
	},
	credentials: { httpBasicAuth: account('basic') },
});

const batching = { batching: { batch: { batchSize: 50, batchInterval: 1000 } } };

/** Webhook -> one item for each row -> the node -> one item, so that the answer stays small. */
const workflow = (id: string, node: Node, save: 'all' | 'none') =>
	chain(
		id,
		[
			...webhook(id, { responseMode: 'lastNode', responseData: 'allEntries' }),
			node,
			{ name: 'One', type: 'n8n-nodes-base.limit', parameters: { maxItems: 1 } },
		],
		{
			saveDataSuccessExecution: save,
			saveDataErrorExecution: save,
			saveManualExecutions: false,
		},
	);

/**
 * Every workflow, by its ID, which is also the path of its webhook. What n8n saves of an execution
 * costs time, so only those save whose node's own time is read afterwards.
 *
 * @param url of the sandbox
 */
export const makeWorkflows = (url: string) => [
	workflow('noop', { name: 'Node', type: 'n8n-nodes-base.noOp' }, 'none'),
	workflow('telesign-one', send('unpaced'), 'none'),
	workflow('telesign-every', send('unpaced', fields), 'none'),
	workflow('telesign-continue', send('unpaced', [], { onError: 'continueRegularOutput' }), 'none'),
	workflow('telesign-check', check, 'none'),
	workflow('http-one', httpRequest(url), 'none'),
	workflow('http-every', httpRequest(url, fields), 'none'),
	chain('telesign-wait', [
		...webhook('telesign-wait', { responseMode: 'lastNode' }),
		telesign(
			'Node',
			{ resource: 'smsVerify', operation: 'sendAndWait', phoneNumber: expression('phone') },
			{},
			account('unpaced'),
		),
	]),
	workflow('telesign-paced', send('paced'), 'all'),
	workflow('http-plain', httpRequest(url), 'all'),
	workflow('http-batched', httpRequest(url, [], batching), 'all'),
];

/** @param data customerId, apiKey and baseUrl of the sandbox */
export function makeCredentials(data: Record<string, string>): Credential[] {
	const paced = (id: string, requestsPerSecond: number) => ({
		...account(id),
		type: 'telesignApi',
		data: { ...data, requestsPerSecond },
	});
	const basic = { user: data.customerId, password: data.apiKey };
	return [
		paced('paced', 50),
		paced('unpaced', 0),
		{ ...account('basic'), type: 'httpBasicAuth', data: basic },
	];
}
