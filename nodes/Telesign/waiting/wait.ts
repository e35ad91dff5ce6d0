/** The part of Send Code and Wait that runs in the workflow: it sends the code, and waits. */
import { randomBytes } from 'node:crypto';
import type {
	IDataObject,
	IExecuteFunctions,
	IExecutePaginationFunctions,
	INodeExecutionData,
} from 'n8n-workflow';
import { refuse } from '../api/fields/refusal';
import type { Values } from '../exchange/operation';
import type { Plan } from '../exchange/plan';
import { itemsOf, refuseAll, runItems } from '../exchange/run';
import { addressOf, GRACE_MS, keep } from './verification';

/** What stands for the address of the page in a message. */
const LINK = '$$LINK$$';

const ONE_AT_A_TIME = refuse(
	'One execution can wait for only one person',
	"Put 'Loop Over Items' with a Batch Size of 1 before this node, or start an execution for each person. Nothing was sent.",
);

const NO_WAIT_HERE = refuse(
	'Nothing can wait for a person where this tool is called',
	'Use the AI Agent node (version 3 or later) in a workflow of its own, or Send Code and Check Code as two tools.',
);

const NO_LINK = refuse(
	`Nobody would get to the page: there is no ${LINK} in 'SMS Message'`,
	`An agent has no other way to the person. Add 'SMS Message' and put ${LINK} in it for the address of the page, besides $$CODE$$.`,
);

/** What goes on when it is over. `null`: n8n does not know any more. */
export const resultOf = (
	verified: boolean,
	more: {
		code_state: string;
		reference_id: string;
		phone_number: string | null;
		tries: number | null;
		codes_sent: number | null;
		timed_out: boolean;
	},
): INodeExecutionData => ({
	// n8n's human review goes by `approved`.
	json: { verified, approved: verified, ...more },
	pairedItem: { item: 0 },
});

/**
 * Sends the code, and puts the execution to wait. What it returns is seen while it waits, and is gone
 * afterwards; what a time-out gives is left as the node's input, which n8n passes on then.
 *
 * @throws {NodeApiError} under On Error: stop, as Send does
 */
export async function sendAndWait(
	context: IExecuteFunctions,
	plan: Plan,
): Promise<INodeExecutionData[][]> {
	const { operation } = plan;
	const items = itemsOf(context);
	if (items.length > 1) return [refuseAll(context, operation, items.length, ONE_AT_A_TIME)];
	const { type, parameters } = context.getNode();
	if (type.endsWith('Tool') && !JSON.stringify(parameters).includes(LINK)) {
		return [refuseAll(context, operation, items.length, NO_LINK)];
	}

	const id = randomBytes(12).toString('base64url');
	const address = addressOf(context, id).href;
	const fill = (value: unknown) =>
		typeof value === 'string' ? value.replaceAll(LINK, () => address) : value;
	// n8n 1 checks the signature of the address only for whom it was asked to; n8n 2 always does.
	(
		context as Partial<Record<'setSignatureValidationRequired', () => void>>
	).setSignatureValidationRequired?.();
	const sent = await runItems(
		context,
		plan,
		items.map((item) => ({ ...item, fill })),
	);
	const [{ json }] = sent.length > 0 ? sent : [{ json: { error: true } as IDataObject }];
	if ('error' in json) return [sent];

	const {
		values,
		reference_id: referenceId,
		phone_number: phoneNumber,
	} = json as {
		values: Values;
		reference_id: string;
		phone_number: string | null;
	};
	const now = Date.now();
	const until = now + Number(values.waitMinutes) * 60_000;
	keep(context, {
		id,
		phoneNumber,
		until,
		start: { referenceId, sentAt: now, codes: 1, tries: 0 },
		values,
	});
	await context.putExecutionToWait(new Date(until + GRACE_MS));
	const timedOut = resultOf(false, {
		code_state: 'UNKNOWN',
		reference_id: referenceId,
		phone_number: phoneNumber,
		tries: null,
		codes_sent: null,
		timed_out: true,
	});
	const executeData = context.getExecuteData();
	executeData.data = Object.fromEntries(
		Object.keys(executeData.data).map((connection) => [connection, [[timedOut]]]),
	);
	const page = {
		page_url: address,
		page_html: `<meta http-equiv="refresh" content="0;url=${address}">`,
		reference_id: referenceId,
		phone_number: phoneNumber,
	};
	return [[{ json: page, pairedItem: { item: 0 } }]];
}

/**
 * What an agent that calls the tool by itself gets: n8n has no execution there that could wait.
 *
 * @throws {NodeApiError} under On Error: stop
 */
export const cannotWait = (plan: Plan) =>
	async function (this: IExecutePaginationFunctions): Promise<INodeExecutionData[]> {
		return refuseAll(this, plan.operation, 1, NO_WAIT_HERE);
	};
