import type {
	IDataObject,
	IHttpRequestMethods,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { Answer } from '../api/envelope';
import type { Check } from '../api/fields/refusal';
import type { Product } from '../api/product';

/**
 * A field of the panel: what n8n shows, where its value goes (`routing.send`), and how it is checked.
 * A field without a check is a frame around others, or only seen.
 */
export interface Field extends INodeProperties {
	check?: Check;
	options?: Array<INodePropertyOptions | Field | INodePropertyCollection>;
}

/** The checked values of an item, by parameter name. */
export type Values = Readonly<Record<string, unknown>>;

/** An operation of a resource. Its functions are pure: nothing of n8n gets into them. */
export interface Operation {
	/** Its entry in the selector. */
	value: string;
	name: string;
	action: string;
	description: string;
	/** What n8n's AI builder is to mind; plain prose. */
	builderHint?: string;

	product: Product;

	/** `{{$parameter.x}}` in the URL is the checked value of the field x. */
	request: {
		method: IHttpRequestMethods;
		url: string;
		headers?: Record<string, string>;
		body?: IDataObject;
	};

	fields: Field[];

	/** What Telesign does for an item, for "Telesign did not …". */
	does: string;

	/** What became of an item for which Telesign did so, for "12 items were …". */
	done: string;

	/**
	 * Absent where repeating a request does no harm. Where it reaches a person or uses something up,
	 * it never leaves twice, and this says what a lost answer leaves open.
	 */
	ifAnswerIsLost?: {
		/** A sentence without its period. */
		mayHaveHappened: string;
		/** How to find out, and what to mind before the item is run again. Whole sentences. */
		findOut: string;
	};

	/**
	 * How what became of an item is looked up: where its answer was lost, and where the answer is but
	 * half of it.
	 */
	lookUp?: LookUp;

	/** Whether a successful answer is an output; otherwise it is a failure. */
	isResult(answer: Answer): boolean;

	/** The output under Simplify. */
	toItem(answer: Answer, values: Values): IDataObject;

	/**
	 * For an operation that can wait for something to come about: after how many milliseconds to ask
	 * again, or undefined when the answer stands. `waited`: milliseconds since the first answer.
	 */
	askAgainAfter?(values: Values, answer: Answer, waited: number): number | undefined;
}

/** A look-up does no harm, and is asked with the values of the item. */
export interface LookUp {
	operation: Operation;

	/** Whether an answer needs it. */
	isNeeded(answer: Answer): boolean;

	/** The output under Simplify of an answer, with what was found. */
	complete(answer: Answer, found: Answer, values: Values): IDataObject;

	/**
	 * The output of an item whose answer was lost, under Simplify; undefined where nothing that was
	 * found tells.
	 *
	 * @param askedAt when the request had left, in milliseconds since 1970
	 */
	recover(found: Answer, values: Values, askedAt: number): IDataObject | undefined;
}
