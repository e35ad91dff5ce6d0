import type { IExecuteFunctions, IExecuteSingleFunctions } from 'n8n-workflow';
import type { Outcome } from './request';

/** What was sent, or may have been, by item index: it does not leave again. */
export type Ledger = Map<number, Outcome>;

const ledgers = new WeakMap<object, Ledger>();

/**
 * The ledger of a run, with what came of the tries before this one. n8n keeps one execute-data object
 * for all tries of a node run and makes a new one for the next run; the ledger goes when n8n lets go of
 * that object. A tool that an agent invokes gets the execute data of the agent for every call; there
 * the arguments of the call are what stays the same over its tries.
 */
export function ledgerOf(context: IExecuteFunctions | IExecuteSingleFunctions): Ledger {
	const executeData = context.getExecuteData();
	const isInvoked = executeData.node.name !== context.getNode().name;
	const input: unknown = isInvoked ? context.getInputData(0, 'ai_tool') : undefined;
	const call = ([input].flat()[0] as { json: object } | undefined)?.json;
	const key = call ?? executeData;
	const ledger = ledgers.get(key) ?? new Map<number, Outcome>();
	ledgers.set(key, ledger);
	return ledger;
}
