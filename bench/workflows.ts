/** The workflows that the bench runs: the same rows through this node, or through another one. */
import type { INode } from 'n8n-workflow';
import { chain, makePhones, telesign, webhook, type Node } from '../testbed/workflows';

/** Rows that are right, each with a phone of its own. */
export const makeRows = (count: number) =>
	makePhones(count).map((phone, index) => ({
		phone,
		preference: 'sms',
		ignoreRisk: false,
		language: 'en-US',
		smsMessage: `Hello customer ${index}, your code is $$CODE$$`,
		ucid: 'ATCK',
		ttsMessage: `Hello customer ${index}, your code is $$CODE$$`,
		originatingIp: '203.0.113.7',
		sessionId: `s-${index}`,
	}));

/** Telesign's names of the fields besides the phone number, by this node's, which the columns have too. */
const fields = {
	preference: 'preference',
	ignoreRisk: 'ignore_risk',
	language: 'language',
	smsMessage: 'sms_message',
	ucid: 'ucid',
	ttsMessage: 'tts_message',
	originatingIp: 'originating_ip',
	sessionId: 'session_id',
};

const expression = (column: string) => `={{ $json.${column} }}`;
const account = (id: string) => ({ id, name: id });

const send = (credential: string, chosen = {}, more: Partial<INode> = {}) => {
	const columns = Object.keys(chosen).map((name) => [name, expression(name)]);
	const additionalFields = Object.fromEntries(columns);
	const parameters = { operation: 'send', phoneNumber: expression('phone'), additionalFields };
	return telesign('Node', parameters, more, account(credential));
};

const reference = { referenceId: expression('reference_id'), code: expression('code') };
const check = telesign('Node', { operation: 'check', ...reference }, {}, account('paced'));

const wait = { resource: 'smsVerify', operation: 'sendAndWait' };

const httpRequest = (url: string, chosen = {}, options = {}): Node => ({
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
			parameters: Object.entries({ phone: 'phone_number', ...chosen }).map(([column, name]) => ({
				name,
				value: expression(column),
			})),
		},
		options,
	},
	credentials: { httpBasicAuth: account('basic') },
});

const batching = { batching: { batch: { batchSize: 50, batchInterval: 1000 } } };

/**
 * Webhook -> one item for each row -> the node -> one item, so that the answer stays small. What n8n
 * saves of an execution costs time, so only those save whose node's own time is read afterwards.
 */
const workflow = (id: string, node: Node, save: 'all' | 'none' = 'none') =>
	chain(
		id,
		[
			...webhook(id, { responseMode: 'lastNode', responseData: 'allEntries' }),
			node,
			{ name: 'One', type: 'n8n-nodes-base.limit', parameters: { maxItems: 1 } },
		],
		{ saveDataSuccessExecution: save, saveDataErrorExecution: save },
	);

/** Every workflow, by its ID, which is also the path of its webhook; `url` of the sandbox. */
export const makeWorkflows = (url: string) => [
	workflow('noop', { name: 'Node', type: 'n8n-nodes-base.noOp' }),
	workflow('telesign-one', send('unpaced')),
	workflow('telesign-every', send('unpaced', fields)),
	workflow('telesign-continue', send('unpaced', {}, { onError: 'continueRegularOutput' })),
	workflow('telesign-check', check),
	workflow('http-one', httpRequest(url)),
	workflow('http-every', httpRequest(url, fields)),
	chain('telesign-wait', [
		...webhook('telesign-wait', { responseMode: 'lastNode' }),
		telesign('Node', { ...wait, phoneNumber: expression('phone') }, {}, account('unpaced')),
	]),
	workflow('telesign-paced', send('paced'), 'all'),
	workflow('http-plain', httpRequest(url), 'all'),
	workflow('http-batched', httpRequest(url, {}, batching), 'all'),
];

/** @param data customerId, apiKey and baseUrl of the sandbox */
export const makeCredentials = (data: Record<string, string>) => [
	{ ...account('paced'), type: 'telesignApi', data: { ...data, requestsPerSecond: 50 } },
	{ ...account('unpaced'), type: 'telesignApi', data: { ...data, requestsPerSecond: 0 } },
	{
		...account('basic'),
		type: 'httpBasicAuth',
		data: { user: data.customerId, password: data.apiKey },
	},
];
