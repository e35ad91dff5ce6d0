/** The workflows that the editor opens; phone numbers come from the range kept for fiction. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OnError } from 'n8n-workflow';
import { chain, telesign, to, type Workflow } from '../testbed/workflows';

const read = (name: string): Workflow =>
	JSON.parse(readFileSync(join(import.meta.dirname, 'shown', `${name}.json`), 'utf8'));

/** All fields of Send filled in, as somebody would who sends codes for a shop. */
export const everyField = read('everyField');

/** A verification in five nodes, as the README shows it. */
export const verification = read('verification');

/** A code by three methods, one after the other. */
export const verifyApi = {
	...chain('verifyApi', [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
		telesign('Send Code', {
			resource: 'verification',
			operation: 'send',
			phoneNumber: '+1 (310) 555-0100',
			methods: {
				values: [
					{ method: 'whatsapp', fallbackTime: 60 },
					{ method: 'sms', fallbackTime: 60 },
					{ method: 'voice', fallbackTime: 0 },
				],
			},
			allowedCallingCodes: '1, 44, 353',
		}),
	]),
	name: 'Three methods',
};

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

/** Start, a Code node that makes 300 rows, and Send with a node after each of its outputs. */
function workflow(id: string, name: string, bad: Record<number, string>, onError: OnError) {
	const jsCode = `const bad = ${JSON.stringify(bad)};
return Array.from({ length: 300 }, (_, row) => ({
	json: { name: 'Person ' + (row + 1), phone: bad[row] ?? '+1 202 555 0' + (100 + (row % 100)) },
}));`;
	const one = chain(id, [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
		{ name: 'Rows', type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode } },
		telesign('Send a code', { operation: 'send', phoneNumber: '={{ $json.phone }}' }, { onError }),
		{ name: 'Sent', type: 'n8n-nodes-base.noOp' },
	]);
	if (onError === 'continueErrorOutput') {
		const end = one.nodes.at(-1)!;
		const [x] = end.position;
		one.nodes.push({ ...end, id: 'refused', name: 'Refused', position: [x, 90] });
		end.position = [x, -90];
		one.connections['Send a code'] = to('Sent', 'Refused');
	}
	return { ...one, name };
}

export const rowsId = (variant: string, mode: string) => `${variant}-${mode}`;

export const editorWorkflows: Workflow[] = [
	verification,
	everyField,
	verifyApi,
	...Object.entries(badRows).flatMap(([variant, { what, bad }]) =>
		Object.entries(onErrorModes).map(([label, mode]) =>
			workflow(rowsId(variant, mode), `${what}, On Error: ${label}`, bad, mode),
		),
	),
];
