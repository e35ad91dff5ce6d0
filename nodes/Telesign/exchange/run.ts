import type { IExecuteSingleFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Refused } from '../api/refusal';
import type { Failure } from './failure';

/** What became of an item: its output, its failure, or neither where a sibling's failure held it back. */
export type Result =
	| { items: INodeExecutionData[]; referenceId?: string }
	| { failure: Failure }
	| { held: true };

/** A promise that is resolved from outside. */
class Signal {
	private raise!: () => void;

	readonly raised = new Promise<void>((resolve) => {
		this.raise = resolve;
	});

	isRaised = false;

	set(): void {
		this.isRaised = true;
		this.raise();
	}
}

/**
 * One try of a node run. Under On Error: stop its items belong together: none leaves before all
 * have been checked, and none leaves after one of them failed.
 */
export class Attempt {
	/** Items that n8n could not prepare never arrive, and then nobody is let through. */
	private readonly arrived = new Set<number>();

	private settled = 0;

	/** Why items can't be sent, by item index. */
	readonly refusals = new Map<number, Refused[]>();

	readonly allArrived = new Signal();

	readonly allSettled = new Signal();

	/** Set once nothing more may leave. */
	readonly stop = new Signal();

	cancelled = false;

	constructor(
		private readonly size: number,
		cancelSignal?: AbortSignal,
	) {
		const cancel = () => {
			this.cancelled = true;
			this.stop.set();
		};
		if (cancelSignal?.aborted) cancel();
		else cancelSignal?.addEventListener('abort', cancel, { once: true });
	}

	has(item: number): boolean {
		return this.arrived.has(item);
	}

	arrive(item: number, refusals: Refused[]): void {
		this.arrived.add(item);
		if (refusals.length > 0) this.refusals.set(item, refusals);
		if (this.arrived.size === this.size) this.allArrived.set();
	}

	settle(): void {
		this.settled++;
		if (this.settled === this.size) this.allSettled.set();
	}
}

/** One run of the node over its input items, with all tries that Retry On Fail makes of it. */
export class Run {
	/** The ledger, by item index: what was sent, or may have been, does not leave again. */
	readonly outcomes = new Map<number, Result>();

	private attempt?: Attempt;

	constructor(readonly size: number) {}

	/** The try that an item is in. An item that comes a second time begins the next one. */
	attemptOf(item: number, cancelSignal?: AbortSignal): Attempt {
		if (this.attempt === undefined || this.attempt.has(item)) {
			this.attempt = new Attempt(this.size, cancelSignal);
		}
		return this.attempt;
	}

	/** What was done so far, in words and with the reference IDs. `done`: as in `Operation`. */
	tally(done: string): {
		words: string;
		sent: Array<{ item: number; reference_id: string | null }>;
	} {
		const outcomes = [...this.outcomes].sort(([a], [b]) => a - b);
		const sent = outcomes.flatMap(([item, outcome]) =>
			'items' in outcome ? [{ item, reference_id: outcome.referenceId ?? null }] : [],
		);
		const open = outcomes.length - sent.length;
		const maybe = open > 0 ? `${open} may have been, ` : '';
		const words = `Of ${this.size} items, ${sent.length} were ${done}, ${maybe}${this.size - outcomes.length} were not.`;
		return { words, sent };
	}

	/** Puts into the ledger what a further try must not do again. */
	remember(item: number, result: Result): void {
		if ('items' in result || ('failure' in result && result.failure.may_have_been_sent)) {
			this.outcomes.set(item, result);
		}
	}
}

const runs = new WeakMap<object, Run>();

/**
 * The run that an item belongs to. n8n keeps one execute-data object for all tries of a node run
 * and makes a new one for the next run; a run's ledger goes when n8n lets go of that object.
 *
 * As a tool of an agent's, the node gets the agent's execute data for every call; there the
 * arguments of the call are what stays the same over its tries.
 */
export function runOf(context: IExecuteSingleFunctions): Run {
	const node = context.getNode();
	const executeData = context.getExecuteData();
	const isToolCall = executeData.node.name !== node.name;
	const key: object = isToolCall ? context.getInputData(0, 'ai_tool').json : executeData;
	let run = runs.get(key);
	if (run === undefined) {
		const inputs = executeData.data.main ?? executeData.data.ai_tool;
		const size = isToolCall || node.executeOnce ? 1 : (inputs?.[0]?.length ?? 1);
		run = new Run(size);
		runs.set(key, run);
	}
	return run;
}
