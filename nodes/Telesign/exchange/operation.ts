import type {
	DeclarativeRestApiSettings,
	IDataObject,
	IExecuteSingleFunctions,
} from 'n8n-workflow';
import type { Refusal } from '../api/sendRequest';
import type { State } from '../api/statusCodes';
import type { Answer } from './answer';

/** A request as n8n builds it from the fields, and as it leaves. */
export type Request = DeclarativeRestApiSettings.HttpRequestOptions;

/** What the exchange has to know of an operation of the node. */
export interface Operation {
	/** What Telesign does for an item, for "Telesign did not …". */
	does: string;

	/**
	 * What a lost answer leaves open, as a sentence without a period: the request reaches a person
	 * or uses something up, so it never leaves twice. Absent where repeating it does no harm.
	 */
	mayHaveHappened?: string;

	/**
	 * Turns the request that n8n built from the fields into the one that leaves, or says why it
	 * can't. Called before anything is sent; must not wait and must not throw.
	 */
	prepare(
		context: IExecuteSingleFunctions,
		request: Request,
	): { request: Request } | { refusals: Refusal[] };

	/** Whether an answer in this state is an output; otherwise it is a failure. */
	isResult(state: State): boolean;

	/** The output under Simplify, from Telesign's answer and the request that it answers. */
	simplify(answer: Answer, request: Request): IDataObject;
}
