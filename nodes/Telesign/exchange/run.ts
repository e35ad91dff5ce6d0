/** A run of the node: what happens to its items, from their fields to what comes out. */
import {
	sleep,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IExecuteFunctions,
	type IExecutePaginationFunctions,
	type INode,
	type INodeExecutionData,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { refuse, type Refusal } from '../api/fields/refusal';
import type { Product } from '../api/product';
import { hiderOf } from '../api/secrets';
import { accountOf, clock, pause } from './account';
import {
	allRefused,
	messageOf,
	refused,
	toNodeApiError,
	type Failure,
	type Refused,
} from './failure';
import { ledgerOf, type Ledger } from './ledger';
import type { Operation, Values } from './operation';
import { planOf, readValues, requestOf, shownFields, type Plan, type PlannedField } from './plan';
import { deliver, type Outcome, type Ready } from './request';

type Context = IExecuteFunctions | IExecutePaginationFunctions;

/** An item as n8n gives it: how its parameters and its credential are read. */
interface Item {
	index: number;
	parameter(path: string): unknown;
	credential(): Promise<ICredentialDataDecryptedObject>;
	/** What is put into a value before it is checked. */
	fill?(value: unknown): unknown;
}

/** What was found of an item before anything left. */
type Checked =
	| ({ kind: 'ready' } & Ready)
	| ({ kind: 'refused' } & Refused)
	/** An earlier try of Retry On Fail has sent it, or may have. */
	| { kind: 'known'; item: number; outcome: Outcome };

/** Items that are checked side by side, since reading a credential waits for n8n's database. */
const CHECKED_AT_ONCE = 20;

/** Longest stretch for which a run keeps n8n from all else, in milliseconds. */
const LONGEST_STRETCH_MS = 15;

/** Gives what lets n8n do other things, when it has been kept from them for long enough. */
function breather(): () => Promise<void> {
	let breath = clock.now();
	return async () => {
		if (clock.now() - breath < LONGEST_STRETCH_MS) return;
		await sleep(0);
		breath = clock.now();
	};
}

/** The account that an item is sent with, or why there is none. Never throws. */
async function readAccount(
	item: Pick<Item, 'credential'>,
	product: Product,
): Promise<ReturnType<typeof accountOf>> {
	try {
		return accountOf(await item.credential(), product);
	} catch (error) {
		const refusal = refuse(
			`n8n could not read the credential: ${messageOf(error)}`,
			'Open the credential, correct its expressions if it has any, and save it again.',
		);
		return { refusals: [refusal] };
	}
}

/** Reads every value of an item and checks it. */
async function check(
	node: INode,
	{ operation }: Plan,
	fields: PlannedField[],
	item: Item,
): Promise<Checked> {
	const { product } = operation;
	const read = readValues(fields, node, (path) => item.parameter(path), item.fill);
	const account = await readAccount(item, product);
	const codes = product.codes.map((name) => read.raw[name]);
	if ('values' in read && 'account' in account) {
		const { values } = read;
		return {
			kind: 'ready',
			item: item.index,
			operation,
			account: account.account,
			request: requestOf(operation, fields, values),
			values,
			codes: [...codes, ...product.codes.map((name) => values[name])],
		};
	}
	// What is quoted of one field may be the code that was meant for another.
	const hide = hiderOf('', codes);
	const refusals = [read, account]
		.flatMap((one) => ('refusals' in one ? one.refusals : []))
		.map(({ refusal, advice }) => refuse(hide.text(refusal), advice));
	return { kind: 'refused', item: item.index, refusals };
}

/** What nobody thought of, found before anything left. */
const NOT_CHECKED = refuse(
	'The fields of this item could not be checked',
	'Look for a value that its field is not meant for.',
);

/** Checks all items, and lets n8n do other things in between. */
async function checkAll(
	context: Context,
	plan: Plan,
	items: Item[],
	ledger: Ledger,
	signal: AbortSignal,
): Promise<Checked[]> {
	// A copy each time: n8n makes one whenever it is asked.
	const node = context.getNode();
	const fields = shownFields(plan, node);
	const checked: Checked[] = [];
	const breathe = breather();
	for (let from = 0; from < items.length && !signal.aborted; from += CHECKED_AT_ONCE) {
		const chunk: Array<Promise<Checked>> = [];
		for (const item of items.slice(from, from + CHECKED_AT_ONCE)) {
			const outcome = ledger.get(item.index);
			const one = outcome
				? Promise.resolve<Checked>({ kind: 'known', item: item.index, outcome })
				: check(node, plan, fields, item).catch((): Checked => {
						return { kind: 'refused', item: item.index, refusals: [NOT_CHECKED] };
					});
			chunk.push(one);
			await breathe();
		}
		checked.push(...(await Promise.all(chunk)));
	}
	return checked;
}

/** Telesign did not answer, or not so that anybody knows what it did. */
const isOpen = (outcome: Outcome) =>
	outcome.kind === 'failure' && outcome.failure.may_have_been_sent;

/** Something was done for the item, or may have been: it does not leave again. */
const hasHappened = (outcome: Outcome) =>
	outcome.kind === 'output' ||
	isOpen(outcome) ||
	(outcome.kind === 'failure' && outcome.wasTried === true);

/** What came of the items of a run, each under its index. */
type Outcomes = ReadonlyMap<number, Outcome>;

/** What was done of a run, in words and by item. */
function tally({ done, ifAnswerIsLost }: Operation, outcomes: Outcomes, size: number) {
	const sent: Array<{ item: number; reference_id: string | null }> = [];
	const open: number[] = [];
	for (const [item, outcome] of outcomes) {
		if (outcome.kind === 'output') {
			sent.push({ item, reference_id: outcome.referenceId ?? null });
		} else if (isOpen(outcome)) open.push(item);
	}
	const maybe = ifAnswerIsLost ? `${open.length} may have been, ` : '';
	const not = size - sent.length - open.length;
	const words =
		not === size
			? `None of ${size} items was ${done}.`
			: `Of ${size} items, ${sent.length} were ${done}, ${maybe}${not} were not.`;
	return { words, sent, open };
}

/** Says in n8n's log what was done before the execution was cancelled: nothing else will. */
function logCancelled({ logger }: Context, operation: Operation, outcomes: Outcomes, size: number) {
	const { words, sent, open } = tally(operation, outcomes, size);
	const ids = sent.map(({ item, reference_id }) => `${item}: ${reference_id ?? 'none'}`);
	logger.warn(
		[
			`Telesign: execution cancelled. ${words}`,
			...(ids.length > 0 ? [`Reference IDs by item: ${ids.join(', ')}.`] : []),
			...(open.length > 0 ? [`Items that may have been: ${open.join(', ')}.`] : []),
		].join(' '),
	);
}

/** Under On Error: stop, the one thing that the user gets to see of a run that did not end well. */
function stoppedBy(
	operation: Operation,
	failure: Failure,
	outcomes: Outcomes,
	size: number,
): Failure & IDataObject {
	if (size === 1) return failure;
	const { words, sent, open } = tally(operation, outcomes, size);
	const out = sent.length + open.length;
	const leaveOut =
		operation.ifAnswerIsLost && out > 0
			? ` When you run the rest, leave out the ${out} that were ${operation.done} or may have been: the details name them.`
			: '';
	return {
		...failure,
		description: `${words} The workflow stopped here.${leaveOut}\n${failure.description}`,
		sent,
		...(open.length > 0 && { may_have_been_sent_items: open }),
	};
}

/** Under On Error: stop, one error for all items that are refused. */
function allOrNothing(context: Context, operation: Operation, checked: Checked[]): void {
	const refusals = checked.filter((one) => one.kind === 'refused');
	if (refusals.length === 0) return;
	const [first] = refusals;
	const size = checked.length;
	const failure =
		refusals.length === 1
			? stoppedBy(operation, refused(operation, first), new Map(), size)
			: allRefused(operation, refusals, size);
	throw toNodeApiError(context.getNode(), first.item, failure);
}

/** Sends what may leave, in batches if Request Options say so, and gives what came of each item. */
async function sendAll(
	context: Context,
	operation: Operation,
	checked: Checked[],
	ledger: Ledger,
	stop: AbortController,
): Promise<Outcomes> {
	const run = {};
	const outcomeOf = async (one: Checked): Promise<Outcome> => {
		if (one.kind === 'known') return one.outcome;
		if (one.kind === 'ready') return await deliver(context, one, run, stop.signal);
		return { kind: 'failure', failure: refused(operation, one) };
	};
	const send = async (one: Checked): Promise<[number, Outcome]> => {
		const outcome = await outcomeOf(one);
		if (hasHappened(outcome)) ledger.set(one.item, outcome);
		if (outcome.kind === 'failure' && !context.continueOnFail()) stop.abort();
		return [one.item, outcome];
	};
	const sending: Array<Promise<[number, Outcome]>> = [];
	const breathe = breather();
	for (const [at, one] of checked.entries()) {
		await breathe();
		if (one.kind === 'ready' && at > 0) {
			const { batchSize, batchInterval } = one.values as Record<string, number>;
			const isNext = batchSize >= 0 && at % Math.max(1, Math.floor(batchSize)) === 0;
			if (isNext) await pause(batchInterval, stop.signal);
		}
		sending.push(send(one));
	}
	return new Map(await Promise.all(sending));
}

/**
 * One run of the node, top to bottom: reads every value of every item and checks it; under On Error:
 * stop goes on only if all are right; sends; reports. After the first request no value of the user can
 * fail any more, because everything has been read.
 *
 * @throws {NodeApiError} under On Error: stop, one for all items that are refused, or that of the first
 *   item that failed
 */
export async function runItems(
	context: Context,
	plan: Plan,
	items: Item[],
): Promise<INodeExecutionData[]> {
	const { operation } = plan;
	const continues = context.continueOnFail();
	const ledger = ledgerOf(context);
	const cancel = context.getExecutionCancelSignal();
	const stop = new AbortController();
	const onCancel = () => stop.abort();
	cancel?.addEventListener('abort', onCancel, { once: true });
	if (cancel?.aborted) stop.abort();

	try {
		const checked = await checkAll(context, plan, items, ledger, stop.signal);
		if (!continues) {
			// In a later try of Retry On Fail something has left; then nothing more does if an item has failed.
			const known = checked.flatMap((one) => (one.kind === 'known' ? [one.outcome] : []));
			if (known.length === 0) allOrNothing(context, operation, checked);
			const hasFailed = known.some(({ kind }) => kind === 'failure');
			if (hasFailed || checked.some(({ kind }) => kind === 'refused')) stop.abort();
		}
		const outcomes = await sendAll(context, operation, checked, ledger, stop);

		if (cancel?.aborted) {
			logCancelled(context, operation, outcomes, items.length);
			// A cancelled execution is over for n8n; what went out is in its log.
			if (!continues) return [];
		}
		return [...outcomes].flatMap(([item, outcome]): INodeExecutionData[] => {
			if (outcome.kind === 'stopped') return [];
			const pairedItem = { item };
			if (outcome.kind === 'output') return [{ json: outcome.json, pairedItem }];
			const { failure } = outcome;
			if (continues) return [{ json: { error: { ...failure } }, pairedItem }];
			const error = stoppedBy(operation, failure, outcomes, items.length);
			throw toNodeApiError(context.getNode(), item, error);
		});
	} finally {
		cancel?.removeEventListener('abort', onCancel);
	}
}

/**
 * Refuses so many items for a reason that has nothing to do with their fields.
 *
 * @throws {NodeApiError} under On Error: stop
 */
export function refuseAll(
	context: Context,
	operation: Operation,
	size: number,
	refusal: Refusal,
): INodeExecutionData[] {
	return Array.from({ length: size }, (_, item) => {
		const failure = refused(operation, { item, refusals: [refusal] });
		if (!context.continueOnFail()) throw toNodeApiError(context.getNode(), item, failure);
		return { json: { error: { ...failure } }, pairedItem: { item } };
	});
}

/**
 * Sends what was checked before, while an execution waits. Never throws.
 *
 * @param values checked ones, by parameter name
 * @param signal nothing more leaves once it has come
 */
export async function deliverValues(
	context: IWebhookFunctions,
	{ operation, fields }: Plan,
	values: Values,
	signal: AbortSignal,
): Promise<Outcome> {
	const { product } = operation;
	const credential = async () => await context.getCredentials('telesignApi');
	const read = await readAccount({ credential }, product);
	if ('refusals' in read) {
		return { kind: 'failure', failure: refused(operation, { item: 0, ...read }) };
	}
	const ready: Ready = {
		item: 0,
		operation,
		account: read.account,
		request: requestOf(operation, fields, values),
		values,
		codes: product.codes.map((name) => values[name]),
	};
	return await deliver(context, ready, {}, signal);
}

/** The items of a node that runs in a workflow. */
export const itemsOf = (context: IExecuteFunctions): Item[] =>
	context.getInputData().map((_, index) => ({
		index,
		parameter: (path: string) => context.getNodeParameter(path, index, undefined) as unknown,
		credential: async () => await context.getCredentials('telesignApi', index),
	}));

/** What a workflow runs: a `customOperations` function, which n8n takes before its routing engine. */
const asCustomOperation = (plan: Plan) =>
	async function (this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await runItems(this, plan, itemsOf(this))];
	};

/**
 * What an agent invokes: the `pagination` function of a routing, the one hook of n8n's routing engine
 * that may do as much around a request as it takes. What the engine made of the fields is left aside,
 * so that both ways read them in one way.
 */
const asPagination = (plan: Plan) =>
	async function (this: IExecutePaginationFunctions): Promise<INodeExecutionData[]> {
		const item = {
			index: this.getItemIndex(),
			parameter: (path: string) => this.getNodeParameter(path, undefined) as unknown,
			credential: async () => await this.getCredentials('telesignApi'),
		};
		return await runItems(this, plan, [item]);
	};

/**
 * The two ways in which n8n runs an operation. Both lead to the same run.
 *
 * @throws {TypeError} if the operation's description has something that only one of them would understand
 */
export function waysIn(operation: Operation) {
	const plan = planOf(operation);
	return { customOperation: asCustomOperation(plan), pagination: asPagination(plan) };
}
