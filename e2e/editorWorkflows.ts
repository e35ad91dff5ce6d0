/** The workflows that the editor opens; phone numbers come from the range kept for fiction. */
import type { INodeParameters, OnError } from 'n8n-workflow';
import { chain, telesign, to, type Node, type Workflow } from '../testbed/workflows';

/** Start, a Code node that makes the rows, Send, and what comes after it. */
const workflow = (
	id: string,
	name: string,
	jsCode: string,
	parameters: INodeParameters,
	end: Node = { name: 'Sent', type: 'n8n-nodes-base.noOp' },
	onError?: OnError,
): Workflow => ({
	...chain(id, [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
		{ name: 'Rows', type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode } },
		telesign('Send a code', { operation: 'send', ...parameters }, { onError }),
		end,
	]),
	name,
});

/** The same with a node after each output of Send, where it has two. */
function withErrorOutput(one: Workflow): Workflow {
	const sent = one.nodes.at(-1)!;
	const [x] = sent.position;
	return {
		...one,
		nodes: [
			...one.nodes.slice(0, -1),
			{ ...sent, position: [x, -90] },
			{ ...sent, id: 'refused', name: 'Refused', position: [x, 90] },
		],
		connections: { ...one.connections, 'Send a code': to(sent.name, 'Refused') },
	};
}

/** All fields filled in, as somebody would who sends codes for a shop. */
const everyField = {
	phoneNumber: '={{ $json.phone }}',
	allowedCallingCodes: '1, 44, 353',
	additionalFields: {
		preference: 'sms',
		originatingIp: '={{ $json.ip }}',
		sessionId: '={{ $json.session }}',
		ignoreRisk: false,
		language: 'en-US',
		verifyCode: '={{ $json.code }}',
		smsMessage: '=Hello {{ $json.name }}, your code for Example Shop is $$CODE$$',
		ucid: 'ATCK',
		ttsMessage: '=Hello {{ $json.name }}. Your code is $$CODE$$. Once more: $$CODE$$',
	},
	options: { maxWait: 60 },
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
export const onErrorModes: Record<string, OnError> = {
	'Stop Workflow': 'stopWorkflow',
	Continue: 'continueRegularOutput',
	'Continue (using error output)': 'continueErrorOutput',
};

/** Name of a variant -> what is wrong in its 300 rows: row -> phone. */
export const badRows: Record<string, { what: string; bad: Record<number, string> }> = {
	unreadable: { what: "1 of 300 rows is 'call me'", bad: { 150: 'call me' } },
	three: {
		what: '3 of 300 rows cannot be right',
		bad: { 20: 'call <b>me</b>', 150: '', 280: '020 7946 0123' },
	},
	fifty: {
		what: "50 of 300 rows are 'call me'",
		bad: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [index * 6, 'call me'])),
	},
	refused: { what: '1 of 300 rows is refused by Telesign', bad: { 150: '+1 415 555 0100' } },
	blocked: { what: '1 of 300 rows is on a blocklist', bad: { 150: '+1 310 555 0118' } },
};

const rowsCode = (bad: Record<number, string>) => `const bad = ${JSON.stringify(bad)};
return Array.from({ length: 300 }, (_, row) => ({
	json: {
		name: 'Person ' + (row + 1),
		phone: bad[row] ?? '+1 202 555 0' + (100 + (row % 100)),
	},
}));`;

export const checkId = 'checkCode0000001';
export const verificationId = 'verification0001';
export const everyFieldId = 'everyField000001';
export const viewsId = 'views00000000001';
export const rowsId = (variant: string, mode: string) => `${variant}-${mode}`;

const phoneNumber = '={{ $json.phone }}';

/** A verification in five nodes, as the README shows it. */
const verification: Workflow = {
	...chain(verificationId, [
		{
			name: 'Phone number?',
			type: 'n8n-nodes-base.formTrigger',
			typeVersion: 2.3,
			webhookId: verificationId,
			parameters: {
				formTitle: 'Verify your phone',
				formFields: { values: [{ fieldLabel: 'phone', requiredField: true }] },
				options: {},
			},
		},
		telesign('Send Code', { resource: 'smsVerify', operation: 'send', phoneNumber }),
		{
			name: 'Code?',
			type: 'n8n-nodes-base.form',
			typeVersion: 2.3,
			webhookId: `${verificationId}-2`,
			parameters: {
				formFields: { values: [{ fieldLabel: 'code', requiredField: true }] },
				options: {},
			},
		},
		telesign('Check Code', {
			resource: 'smsVerify',
			operation: 'check',
			referenceId: "={{ $('Send Code').item.json.reference_id }}",
			code: '={{ $json.code }}',
		}),
		{
			name: 'Verified?',
			type: 'n8n-nodes-base.if',
			typeVersion: 2.2,
			parameters: {
				conditions: {
					options: { version: 2, typeValidation: 'strict' },
					combinator: 'and',
					conditions: [
						{
							leftValue: '={{ $json.verified }}',
							operator: { type: 'boolean', operation: 'true', singleValue: true },
						},
					],
				},
				options: {},
			},
		},
	]),
	name: 'Verify a phone number',
};

export const editorWorkflows: Workflow[] = [
	verification,
	workflow(
		checkId,
		'Check a code',
		oneCustomer,
		{ phoneNumber },
		telesign('Check the code', {
			operation: 'check',
			referenceId: '={{ $json.reference_id }}',
			code: "={{ $('Rows').item.json.code }}",
		}),
	),
	workflow(everyFieldId, 'Every field', oneCustomer, everyField),
	workflow(
		viewsId,
		'Output views',
		`return ['+1 310 555 0100', '+1 310 555 0101', '+1 310 555 0132'].map((phone) => ({ json: { phone } }));`,
		{ phoneNumber },
	),
	...Object.entries(badRows).flatMap(([variant, { what, bad }]) =>
		Object.entries(onErrorModes).map(([label, mode]) => {
			const name = `${what}, On Error: ${label}`;
			const fields = { phoneNumber, additionalFields: {} };
			const id = rowsId(variant, mode);
			const one = workflow(id, name, rowsCode(bad), fields, undefined, mode);
			return mode === 'continueErrorOutput' ? withErrorOutput(one) : one;
		}),
	),
];
