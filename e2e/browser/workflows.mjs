/** The workflows that the scenes open; phone numbers come from the range kept for fiction. */
import { credential } from '../lib/examples.mjs';

const edge = (node) => ({ node, type: 'main', index: 0 });

const start = {
	id: 'start',
	name: 'Start',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** A Code node that makes the rows. */
const rows = (jsCode) => ({
	id: 'rows',
	name: 'Rows',
	type: 'n8n-nodes-base.code',
	typeVersion: 2,
	position: [220, 0],
	parameters: { jsCode },
});

const telesign = (parameters, settings) => ({
	id: 'telesign',
	name: 'Send a code',
	type: 'n8n-nodes-telesign.telesign',
	typeVersion: 1,
	position: [440, 0],
	parameters: { resource: 'smartVerify', operation: 'send', ...parameters },
	credentials: { telesignApi: { id: credential.id, name: credential.name } },
	...settings,
});

/** Start, rows, Telesign and, one for each of its outputs, nodes that do nothing. */
function workflow(id, name, rowsCode, parameters, settings = {}) {
	const ends = settings.onError === 'continueErrorOutput' ? ['Sent', 'Refused'] : ['Sent'];
	const noOps = ends.map((end, index) => ({
		id: end,
		name: end,
		type: 'n8n-nodes-base.noOp',
		typeVersion: 1,
		position: [680, (index - (ends.length - 1) / 2) * 180],
		parameters: {},
	}));
	return {
		id,
		name,
		nodes: [start, rows(rowsCode), telesign(parameters, settings), ...noOps],
		connections: {
			Start: { main: [[edge('Rows')]] },
			Rows: { main: [[edge('Send a code')]] },
			'Send a code': { main: ends.map((end) => [edge(end)]) },
		},
		settings: { executionOrder: 'v1' },
	};
}

/** `count` rows, good but for the ones at `index`, which have the number `bad`. */
const rowsCode = (count, bad = []) => `const bad = ${JSON.stringify(Object.fromEntries(bad))};
return Array.from({ length: ${count} }, (_, row) => ({
	json: {
		name: 'Person ' + (row + 1),
		phone: bad[row] ?? '+1 202 555 0' + (100 + (row % 100)),
	},
}));`;

/** All fields filled in, as somebody would who sends codes for a shop. */
const everyField = {
	phoneNumber: '={{ $json.phone }}',
	additionalFields: {
		preference: 'sms',
		originatingIp: '={{ $json.ip }}',
		sessionId: '={{ $json.session }}',
		ignoreRisk: true,
		language: 'en-US',
		verifyCode: '={{ $json.code }}',
		smsMessage: '=Hello {{ $json.name }}, your code for Example Shop is $$CODE$$',
		ucid: 'ATCK',
		ttsMessage: '=Hello {{ $json.name }}. Your code is $$CODE$$. Once more: $$CODE$$',
	},
	options: { allowedCallingCodes: '1, 44, 4930', maxWait: 60 },
};

const oneCustomer = `return [{
	json: {
		name: 'Amina Rowe',
		phone: '+1 (310) 555-0100',
		ip: '203.0.113.7',
		session: 'shop-7f3a',
		code: '042917',
	},
}];`;

/** How n8n names the three ways of On Error, and the values it keeps. */
export const onErrorModes = {
	'Stop Workflow': 'stopWorkflow',
	Continue: 'continueRegularOutput',
	'Continue (using error output)': 'continueErrorOutput',
};

const long = Array.from({ length: 50 }, (_, index) => [index * 6, 'call me']);

/** Name of a variant -> what is wrong in its rows. */
export const badRows = {
	unreadable: { what: "1 of 300 rows is 'call me'", bad: [[150, 'call me']] },
	three: {
		what: '3 of 300 rows cannot be right',
		bad: [
			[20, 'call <b>me</b>'],
			[150, ''],
			[280, '020 7946 0123'],
		],
	},
	fifty: { what: "50 of 300 rows are 'call me'", bad: long },
	refused: { what: '1 of 300 rows is refused by Telesign', bad: [[150, '+1 415 555 0100']] },
	blocked: { what: '1 of 300 rows is on a blocklist', bad: [[150, '+1 310 555 0118']] },
};

const id = (variant, mode) => `${variant}-${mode}`;

/** A code goes out, and a person types it. */
function sentAndChecked() {
	const { nodes, connections, ...rest } = workflow(
		'checkCode0000001',
		'Check a code',
		oneCustomer,
		{ phoneNumber: '={{ $json.phone }}', additionalFields: { verifyCode: '={{ $json.code }}' } },
	);
	const [begin, customer, send] = nodes;
	const check = {
		...send,
		id: 'check',
		name: 'Check the code',
		position: [680, 0],
		parameters: {
			resource: 'smartVerify',
			operation: 'check',
			referenceId: '={{ $json.reference_id }}',
			code: "={{ $('Rows').item.json.code }}",
		},
	};
	return {
		...rest,
		nodes: [begin, customer, send, check],
		connections: { ...connections, [send.name]: { main: [[edge(check.name)]] } },
	};
}

const checkCode = sentAndChecked();

export const checkId = checkCode.id;
export const everyFieldId = 'everyField000001';
export const viewsId = 'views00000000001';
export const rowsId = id;

export const workflows = [
	checkCode,
	workflow(everyFieldId, 'Every field', oneCustomer, everyField),
	workflow(
		viewsId,
		'Output views',
		`return ['+1 310 555 0100', '+1 310 555 0101', '+1 310 555 0132'].map((phone) => ({ json: { phone } }));`,
		{ phoneNumber: '={{ $json.phone }}' },
	),
	...Object.entries(badRows).flatMap(([variant, { what, bad }]) =>
		Object.entries(onErrorModes).map(([label, mode]) =>
			workflow(
				id(variant, mode),
				`${what}, On Error: ${label}`,
				rowsCode(300, bad),
				{ phoneNumber: '={{ $json.phone }}', additionalFields: {} },
				{ onError: mode },
			),
		),
	),
];
