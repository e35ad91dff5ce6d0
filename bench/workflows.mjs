/** The workflows that the bench runs: the same rows through this node, or through another one. */

/** Area codes whose numbers 555-0100 to 555-0199, kept for fiction, the sandbox simply delivers to. */
const areas = [
	201, 202, 203, 205, 206, 207, 208, 209, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228,
	229, 231, 234, 239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 272, 274, 276,
	281, 301, 302, 303, 304, 305, 307, 308, 309, 312, 313, 314, 315,
];

/** @param {number} count at most 5,100: each row has a phone of its own */
export function makeRows(count) {
	return Array.from({ length: count }, (_, index) => ({
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
}

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

const expression = (column) => `={{ $json.${column} }}`;

const telesign = (credential, chosen = []) => ({
	type: 'n8n-nodes-telesign.telesign',
	typeVersion: 1,
	parameters: {
		resource: 'smartVerify',
		operation: 'send',
		phoneNumber: expression('phone'),
		additionalFields: Object.fromEntries(
			chosen.map(([name, , column]) => [name, expression(column)]),
		),
		options: {},
		requestOptions: {},
	},
	credentials: { telesignApi: { id: credential, name: credential } },
});

const check = {
	...telesign('paced'),
	parameters: {
		resource: 'smartVerify',
		operation: 'check',
		referenceId: expression('reference_id'),
		code: expression('code'),
		options: {},
		requestOptions: {},
	},
};

const httpRequest = (url, chosen = [], options = {}) => ({
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
	credentials: { httpBasicAuth: { id: 'basic', name: 'basic' } },
});

const noOp = { type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} };

const batching = { batching: { batch: { batchSize: 50, batchInterval: 1000 } } };

const edge = (node) => ({ main: [[{ node, type: 'main', index: 0 }]] });

/** Webhook -> one item for each row -> the node -> one item, so that the answer stays small. */
function workflow(id, node, save) {
	const at = (index, name, rest) => ({
		id: `${id}${index}`,
		name,
		position: [index * 200, 0],
		...rest,
	});
	return {
		id,
		name: id,
		active: false,
		settings: {
			executionOrder: 'v1',
			saveDataSuccessExecution: save,
			saveDataErrorExecution: save,
			saveManualExecutions: false,
		},
		nodes: [
			at(0, 'Webhook', {
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				webhookId: id,
				parameters: {
					httpMethod: 'POST',
					path: id,
					responseMode: 'lastNode',
					responseData: 'allEntries',
					options: {},
				},
			}),
			at(1, 'Rows', {
				type: 'n8n-nodes-base.splitOut',
				typeVersion: 1,
				parameters: { fieldToSplitOut: 'body.rows', options: {} },
			}),
			at(2, 'Node', node),
			at(3, 'One', {
				type: 'n8n-nodes-base.limit',
				typeVersion: 1,
				parameters: { maxItems: 1 },
			}),
		],
		connections: { Webhook: edge('Rows'), Rows: edge('Node'), Node: edge('One') },
	};
}

/**
 * Every workflow, by its ID, which is also the path of its webhook. What n8n saves of an execution
 * costs time, so only those save whose node's own time is read afterwards.
 *
 * @param {string} url of the sandbox
 */
export const makeWorkflows = (url) => [
	workflow('noop', noOp, 'none'),
	workflow('telesign-one', telesign('unpaced'), 'none'),
	workflow('telesign-every', telesign('unpaced', fields), 'none'),
	workflow(
		'telesign-continue',
		{ ...telesign('unpaced'), onError: 'continueRegularOutput' },
		'none',
	),
	workflow('telesign-check', check, 'none'),
	workflow('http-one', httpRequest(url), 'none'),
	workflow('http-every', httpRequest(url, fields), 'none'),
	workflow('telesign-paced', telesign('paced'), 'all'),
	workflow('http-plain', httpRequest(url), 'all'),
	workflow('http-batched', httpRequest(url, [], batching), 'all'),
];

/** @param {{ customerId: string, apiKey: string, baseUrl: string }} account */
export function makeCredentials(account) {
	const telesignApi = (id, requestsPerSecond) => ({
		id,
		name: id,
		type: 'telesignApi',
		data: { ...account, requestsPerSecond },
	});
	return [
		telesignApi('paced', 50),
		telesignApi('unpaced', 0),
		{
			id: 'basic',
			name: 'basic',
			type: 'httpBasicAuth',
			data: { user: account.customerId, password: account.apiKey },
		},
	];
}
