import {
	NodeApiError,
	sleep,
	type DeclarativeRestApiSettings,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IExecutePaginationFunctions,
	type IExecuteSingleFunctions,
	type IHttpRequestOptions,
	type IN8nHttpFullResponse,
	type INodeExecutionData,
} from 'n8n-workflow';
import { PUBLISHED_RATE } from '../api/rate';
import { nothingWasAttempted } from '../api/readFailure';
import { readAnswer, withoutCode, type Answer } from './answer';
import {
	allRefusedBeforeSending,
	refusedBeforeSending,
	refusedByTelesign,
	toNodeApiError,
	unanswered,
	unreadable,
	withoutCredential,
	type Failure,
} from './failure';
import type { Operation, Request } from './operation';
import { Gate } from './pace';
import { parameterOf } from './parameter';
import { runOf, type Attempt, type Result, type Run } from './run';

const CREDENTIAL = 'telesignApi';

/** Requests for one answer at most, counting those that Telesign sent away. */
const MOST_TRIES = 10;

/** The same where no answer came and asking once more does no harm; the pause doubles each time. */
const MOST_TRIES_UNANSWERED = 4;
const FIRST_PAUSE_UNANSWERED_MS = 500;

/** Seconds for which an item that Telesign sends away is tried again, unless the user says otherwise. */
export const DEFAULT_MAX_WAIT = 60;

const clock = { now: () => Date.now(), sleep, random: () => Math.random() };

/** One gate for each account and address, for as long as the process lives. */
const gates = new Map<string, Gate>();

/** The account that an item is sent with, as the credential has it, without stray blanks. */
interface Account {
	customerId: string;
	apiKey: string;
	/** Without a path, for example `https://rest-ww.telesign.com`. */
	baseUrl: string;
	/** 0 means unpaced. */
	requestsPerSecond: number;
}

function toAccount(credential: ICredentialDataDecryptedObject): Account {
	const text = (name: string) => String(credential[name] ?? '').trim();
	const pace = Number(credential.requestsPerSecond ?? PUBLISHED_RATE);
	return {
		customerId: text('customerId'),
		apiKey: text('apiKey'),
		baseUrl: text('baseUrl'),
		requestsPerSecond: pace >= 0 ? pace : PUBLISHED_RATE,
	};
}

function gateOf({ customerId, baseUrl, requestsPerSecond }: Account): Gate {
	const key = JSON.stringify([customerId, baseUrl]);
	const gate = gates.get(key) ?? new Gate(requestsPerSecond, clock);
	gate.requestsPerSecond = requestsPerSecond;
	gates.set(key, gate);
	return gate;
}

/** What must not appear in anything that comes out of an exchange. */
function secretsOf({ customerId, apiKey }: Account, { body, qs }: Request): string[] {
	const basic = Buffer.from(`${customerId}:${apiKey}`).toString('base64');
	const codes = [(body as IDataObject | undefined)?.verify_code, qs?.verify_code];
	return [apiKey, basic, ...codes].filter(
		(secret): secret is string => typeof secret === 'string' && secret !== '',
	);
}

/**
 * The request as n8n's helper takes it. Where the credential allows certain domains only, the host
 * of its own Base URL is one of them, as it would be if n8n had read the Base URL itself.
 */
function toHttpRequest(request: Request, { baseUrl }: Account): IHttpRequestOptions {
	const { allowedDomains } = request;
	const host = allowedDomains && /^\w+:\/\/([^/:?#]*)/.exec(baseUrl)?.[1];
	return {
		...(request as IHttpRequestOptions),
		baseURL: baseUrl,
		returnFullResponse: true,
		...(host && { allowedDomains: `${host}, ${allowedDomains}` }),
	};
}

/** One item on its way: everything that the steps of the exchange share. */
interface Passage {
	operation: Operation;
	context: IExecuteSingleFunctions;
	item: number;
	run: Run;
	attempt: Attempt;
}

/** The output for an answer, linked to the input item that it came from. */
function toResult({ operation, context, item }: Passage, answer: Answer, request: Request): Result {
	const json = parameterOf(context, 'simplify', true)
		? operation.simplify(answer, request)
		: withoutCode(answer.json);
	return { items: [{ json, pairedItem: { item } }], referenceId: answer.referenceId };
}

/** What one request led to: the result of its item, or that nothing came of it and it may go again. */
type Step =
	| { result: Result; answer?: Answer }
	| {
			/** The result if it does not go again. */
			failure: Failure;
			/** Telesign says that it did not look at the request; absent where no answer came. */
			sentAway?: { tooFast: boolean };
	  };

/** No answer of Telesign's to a request that does no harm when it leaves again. */
const isPassing = ({ status_code, http_status, retryable }: Failure): boolean =>
	status_code === null && retryable && (http_status === null || http_status >= 500);

/** One request, already let through the gate. */
async function send(
	passage: Passage,
	request: Request,
	credential: ICredentialDataDecryptedObject,
	secrets: string[],
): Promise<Step> {
	const { operation, context, item } = passage;
	const withoutAnswer = (failure: Failure): Step =>
		operation.once === undefined && isPassing(failure) ? { failure } : { result: { failure } };
	let response: IN8nHttpFullResponse;
	try {
		// n8n may write into the request that it is given, so each try gets its own; handing it the
		// credential saves it from reading the credential again.
		response = (await context.helpers.httpRequestWithAuthentication.call(
			context,
			CREDENTIAL,
			toHttpRequest(request, toAccount(credential)),
			{ credentialsDecrypted: { id: '', name: '', type: CREDENTIAL, data: credential } },
		)) as IN8nHttpFullResponse;
	} catch (error) {
		return withoutAnswer(unanswered(operation, error, item));
	}
	const answer = readAnswer(response, secrets);
	if (!('json' in answer)) return withoutAnswer(unreadable(operation, answer, item));
	const isOk = answer.httpStatus >= 200 && answer.httpStatus < 300;
	if (isOk && operation.isResult(answer.meaning.state)) {
		return { result: toResult(passage, answer, request), answer };
	}
	const failure = refusedByTelesign(operation, answer, item);
	return nothingWasAttempted(answer)
		? { failure, sentAway: { tooFast: answer.httpStatus === 429 } }
		: { result: { failure } };
}

/**
 * Sends the request when its turn comes, and again where nothing came of it and that is safe, and
 * where the operation waits for something that has not come about yet.
 */
async function deliver(passage: Passage, request: Request): Promise<Result> {
	const { operation, context, item, attempt } = passage;
	let credential: ICredentialDataDecryptedObject;
	try {
		// Read for each item: its fields may be expressions that differ from item to item.
		credential = await context.getCredentials(CREDENTIAL);
	} catch (error) {
		return { failure: withoutCredential(error, item) };
	}
	const account = toAccount(credential);
	const secrets = secretsOf(account, request);
	const gate = gateOf(account);
	const stop = attempt.stop.raised;
	let mayStart = await gate.enter(stop);
	let firstStart: number | undefined;
	let giveUpAt = Infinity;

	for (let tries = 1; ; tries++) {
		if (attempt.stop.isRaised) {
			if (mayStart) gate.leave();
			return { held: true };
		}
		const startedAt = clock.now();
		firstStart ??= startedAt;
		const step = await send(passage, request, credential, secrets);
		if ('result' in step) {
			gate.accepted(startedAt);
			gate.leave();
			const pause =
				step.answer && operation.askAgainAfter?.(context, step.answer, clock.now() - firstStart);
			if (pause === undefined) return step.result;
			await Promise.race([clock.sleep(pause), stop]);
			mayStart = await gate.enter(stop);
			tries = 0;
			continue;
		}

		if (step.sentAway) gate.refused(startedAt, step.sentAway.tooFast);
		gate.leave();
		if (tries === 1) {
			const maxWait = Number(parameterOf(context, 'options.maxWait', DEFAULT_MAX_WAIT));
			giveUpAt = startedAt + maxWait * 1000;
		}
		// For a request that was sent away the gate has the pause, and all keep to it.
		const pause = step.sentAway ? 0 : FIRST_PAUSE_UNANSWERED_MS * 2 ** (tries - 1);
		const mostTries = step.sentAway ? MOST_TRIES : MOST_TRIES_UNANSWERED;
		mayStart = false;
		if (tries < mostTries && clock.now() + pause < giveUpAt) {
			if (pause > 0) await Promise.race([clock.sleep(pause), stop]);
			mayStart = await gate.enterAgain(stop, giveUpAt);
		}
		if (!mayStart && !attempt.stop.isRaised) return { failure: step.failure };
	}
}

/** Checks an item before anything leaves. Whatever is wrong with it becomes a refusal. */
function prepare(
	{ operation, context }: Passage,
	build: () => Request,
): ReturnType<Operation['prepare']> {
	try {
		return operation.prepare(context, build());
	} catch (error) {
		const refusal = error instanceof Error ? error.message : String(error);
		return { refusals: [{ refusal, advice: 'Check the expressions in the fields.' }] };
	}
}

/** Under On Error: stop, the one thing that the user gets to see of a run that did not end well. */
function toError(
	{ operation, context, item, run, attempt }: Passage,
	failure: Failure,
): NodeApiError {
	const node = context.getNode();
	if (attempt.refusals.size > 1) {
		return toNodeApiError(
			node,
			item,
			allRefusedBeforeSending(operation, attempt.refusals, run.size),
		);
	}
	if (run.size === 1 || attempt.refusals.size === 1) return toNodeApiError(node, item, failure);
	const { words, sent } = run.tally(operation.done);
	const leaveOut =
		operation.once && sent.length > 0
			? ` When you run the rest, leave out the ${sent.length} that were ${operation.done}: the details name them.`
			: '';
	return toNodeApiError(node, item, {
		...failure,
		description: `${words} The workflow stopped here.${leaveOut}\n${failure.description}`,
		sent,
	});
}

/**
 * The whole exchange with Telesign for one item, from the request that its fields make to the items
 * that come out. It is called for all items of a run before any of them gets to wait.
 *
 * Under On Error: stop, nothing leaves before all items have been checked, and nothing more leaves
 * after one failed. In the continue modes each item stands for itself.
 *
 * @param build gives the request from the fields; what it throws is a refusal of the item
 * @throws {NodeApiError} under On Error: stop, when the item did not get its answer
 */
export async function exchangeItem(
	operation: Operation,
	context: IExecuteSingleFunctions,
	build: () => Request,
): Promise<INodeExecutionData[]> {
	const item = context.getItemIndex();
	const run = runOf(context);
	const attempt = run.attemptOf(item, context.getExecutionCancelSignal());
	const passage: Passage = { operation, context, item, run, attempt };
	const continues = context.continueOnFail();

	const next = run.outcomes.get(item) ?? prepare(passage, build);
	attempt.arrive(item, 'refusals' in next ? next.refusals : []);
	if (!continues) await attempt.allArrived.raised;

	let result: Result | undefined;
	try {
		if ('refusals' in next) {
			result = { failure: refusedBeforeSending(operation, next.refusals, item) };
		} else if (!continues && attempt.refusals.size > 0) {
			result = { held: true };
		} else {
			result = 'request' in next ? await deliver(passage, next.request) : next;
		}
	} finally {
		if (!continues && (result === undefined || 'failure' in result)) attempt.stop.set();
		if (result !== undefined) run.remember(item, result);
		attempt.settle();
		if (attempt.cancelled && attempt.allSettled.isRaised) {
			const { words, sent } = run.tally(operation.done);
			const ids = sent.map(({ reference_id }) => reference_id).join(', ');
			context.logger.warn(
				`Telesign: execution cancelled. ${words} Reference IDs: ${ids || 'none'}`,
			);
		}
	}

	if ('items' in result) return result.items;
	// A cancelled execution is over for n8n; what went out is in its log.
	if ('held' in result || (attempt.cancelled && !continues)) return [];
	if (continues) return [{ json: { error: { ...result.failure } }, pairedItem: { item } }];
	await attempt.allSettled.raised;
	throw toError(passage, result.failure);
}

/**
 * The exchange as an operation's `pagination` function: the one hook of n8n's routing engine that may
 * do as much around a request as it takes.
 */
export function exchange(operation: Operation) {
	return async function (
		this: IExecutePaginationFunctions,
		{ options }: DeclarativeRestApiSettings.ResultOptions,
	): Promise<INodeExecutionData[]> {
		return await exchangeItem(operation, this, () => options);
	};
}
