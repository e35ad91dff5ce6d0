import type {
	DeclarativeRestApiSettings,
	IDataObject,
	IExecuteSingleFunctions,
} from 'n8n-workflow';
import type { Refused } from '../api/refusal';
import type { State } from '../api/statusCodes';
import type { Answer } from './answer';

/** A request as n8n builds it from the fields, and as it leaves. */
export type Request = DeclarativeRestApiSettings.HttpRequestOptions;

/** What the exchange has to know of an operation of the node. */
export interface Operation {
	/** What Telesign does for an item, for "Telesign did not …". */
	does: string;

	/** What became of an item for which Telesign did so, for "12 items were …". */
	done: string;

	/**
	 * Absent where repeating a request does no harm. Where it reaches a person or uses something up,
	 * it never leaves twice, and this says what a lost answer leaves open.
	 */
	once?: {
		/** A sentence without its period. */
		mayHaveHappened: string;
		/** How to find out, and what to mind before the item is run again. Whole sentences. */
		findOut: string;
	};

	/**
	 * Turns the request that n8n built from the fields into the one that leaves, or says why it
	 * can't. Called before anything is sent; must not wait and must not throw.
	 */
	prepare(
		context: IExecuteSingleFunctions,
		request: Request,
	): { request: Request } | { refusals: Refused[] };

	/** Whether an answer in this state is an output; otherwise it is a failure. */
	isResult(state: State): boolean;

	/**
	 * For an operation that can wait for something to come about: after how many milliseconds to ask
	 * again, or undefined when the answer stands. `waited`: milliseconds since the first request left.
	 */
	askAgainAfter?(
		context: IExecuteSingleFunctions,
		answer: Answer,
		waited: number,
	): number | undefined;

	/** The output under Simplify, from Telesign's answer and the request that it answers. */
	simplify(answer: Answer, request: Request): IDataObject;
}
