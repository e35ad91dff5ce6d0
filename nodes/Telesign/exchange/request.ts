import type {
	IDataObject,
	IExecuteFunctions,
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	IWebhookFunctions,
} from 'n8n-workflow';
import type { Busy } from '../api/codes/read';
import { isObject, toLine, type Answer } from '../api/envelope';
import { hiderOf, withoutSecrets, type Hide } from '../api/secrets';
import { clock, gateOf, pause, type Account } from './account';
import {
	notTakenIn,
	rejected,
	unanswered,
	unreadable,
	type Failure,
	type Unreadable,
} from './failure';
import type { Operation, Values } from './operation';
import { requestOf } from './plan';

const CREDENTIAL = 'telesignApi';

/** Requests for one answer at most, counting those that Telesign sent away. */
const MOST_TRIES = 10;

/** The same where no answer came and asking once more does no harm; the pause doubles each time. */
const MOST_TRIES_UNANSWERED = 4;
const FIRST_PAUSE_UNANSWERED_MS = 500;

/** What became of an item. */
export type Outcome =
	| { kind: 'output'; json: IDataObject; referenceId?: string }
	/** `wasTried`: the person was called or texted in vain, which is not to come again by itself. */
	| { kind: 'failure'; failure: Failure; wasTried?: boolean }
	/** Another item's failure, or the end of the execution, came first. */
	| { kind: 'stopped' };

/** An item that may leave: everything about it is known. */
export interface Ready {
	item: number;
	operation: Operation;
	account: Account;
	/** What leaves, without the address and the sign-in. */
	request: IHttpRequestOptions;
	/** `maxWait` (seconds for which it is tried again) is among them, and `simplify` may be. */
	values: Values;
	/** The codes of the item as they were filled in. */
	codes: unknown[];
}

type Context = IExecuteFunctions | IExecuteSingleFunctions | IWebhookFunctions;

/** What one request led to. */
interface Attempt {
	startedAt: number;
	/** What becomes of the item if nothing more is sent for it. */
	outcome: Outcome;
	/** Telesign sent it away without looking at it, and it may leave again. */
	busy?: Busy;
	/** No answer came to a request that does no harm when it leaves again. */
	again?: true;
	answer?: Answer;
}

/**
 * Sends by n8n's own helper. n8n would end the request when the execution is cancelled, which would leave
 * open whether the code went out; and its Timeout ends with the first bytes of an answer. So the
 * helper gets the context with a signal that comes when the time is up, and only then.
 */
async function send(
	context: Context,
	{ request, account }: Ready,
	signal: AbortSignal,
): Promise<IN8nHttpFullResponse> {
	const view = Object.create(context, {
		getExecutionCancelSignal: { value: () => signal },
	}) as Context;
	// n8n may write into the request that it is given, so each try gets its own.
	return (await context.helpers.httpRequestWithAuthentication.call(
		view,
		CREDENTIAL,
		{
			...request,
			headers: { ...request.headers },
			baseURL: account.baseUrl,
			returnFullResponse: true,
		},
		{ credentialsDecrypted: { id: '', name: '', type: CREDENTIAL, data: account.credential } },
	)) as IN8nHttpFullResponse;
}

const EXCERPT = 200;

/** What can be told of an answer that is not Telesign's. */
function describe({ statusCode, headers, body }: IN8nHttpFullResponse, hide: Hide): Unreadable {
	const text = (value: unknown) => toLine(hide.text(typeof value === 'string' ? value : ''));
	const location = text(headers.location);
	const shown = text(typeof body === 'string' ? body : JSON.stringify(body));
	return {
		httpStatus: statusCode,
		contentType: text(headers['content-type']) || 'none',
		excerpt: shown.slice(0, EXCERPT),
		...(location && { redirectedTo: location.replace(/^(\w+:\/\/[^/?#]*).*$/s, '$1') }),
	};
}

/** One request, already let through the gate. Never throws. */
async function attempt(context: Context, ready: Ready, hide: Hide): Promise<Attempt> {
	const { operation, item, values } = ready;
	const { product } = operation;
	const startedAt = clock.now();
	const withoutAnswer = (failure: Failure): Attempt => {
		const { http_status, retryable } = failure;
		const isTransient = retryable && (http_status === null || http_status >= 500);
		const again = operation.ifAnswerIsLost === undefined && isTransient;
		return { startedAt, outcome: { kind: 'failure', failure }, ...(again && { again }) };
	};
	const late = AbortSignal.timeout(Number(ready.request.timeout));
	let response: IN8nHttpFullResponse;
	try {
		response = await send(context, ready, late);
	} catch (error) {
		const how = { isLate: late.aborted, byProxy: ready.request.proxy !== undefined };
		return withoutAnswer(unanswered(operation, error, how, item));
	}
	try {
		const { statusCode: httpStatus, body } = response;
		const shown = withoutSecrets(isObject(body) ? body : null, hide, product.secrets);
		const answer = product.readAnswer(httpStatus, shown);
		if (!answer) {
			const body = shown ?? response.body;
			return withoutAnswer(unreadable(operation, describe({ ...response, body }, hide), item));
		}
		if (answer.isSuccess && operation.isResult(answer)) {
			const json = values.simplify === false ? answer.json : operation.toItem(answer, values);
			const { referenceId } = answer;
			const outcome: Outcome = { kind: 'output', json: json as IDataObject, referenceId };
			return { startedAt, outcome, answer };
		}
		// What can be looked up is not asked for twice where Telesign was not able to answer.
		const isDown = answer.busy === 'unavailable' && operation.lookUp !== undefined;
		const failure = rejected(operation, isDown ? { ...answer, leavesOpen: true } : answer, item);
		const { busy, wasTried } = answer;
		return {
			startedAt,
			outcome: { kind: 'failure', failure, wasTried },
			...(!isDown && { busy }),
		};
	} catch {
		return { startedAt, outcome: { kind: 'failure', failure: notTakenIn(operation, item) } };
	}
}

/**
 * One answer for one request: it is sent when its turn comes, and again only where that is safe.
 * Undefined if it was not sent at all.
 */
async function answerTo(
	context: Context,
	ready: Ready,
	hide: Hide,
	run: object,
	signal: AbortSignal,
): Promise<Attempt | undefined> {
	const { account, values } = ready;
	let giveUpAt = Infinity;
	let last: Attempt | undefined;
	for (let tries = 1; ; tries++) {
		const turn = {
			run,
			requestsPerSecond: account.requestsPerSecond,
			unset: account.published,
			signal,
			again: tries > 1,
			until: giveUpAt,
		};
		const tried = await gateOf(account).run(turn, async () => await attempt(context, ready, hide));
		if (tried === undefined) return signal.aborted ? undefined : last;
		last = tried;
		if (tries === 1) giveUpAt = tried.startedAt + Number(values.maxWait) * 1000;
		const wait = tried.again ? FIRST_PAUSE_UNANSWERED_MS * 2 ** (tries - 1) : 0;
		const most = tried.busy ? MOST_TRIES : tried.again ? MOST_TRIES_UNANSWERED : 1;
		if (tries >= most || clock.now() + wait >= giveUpAt) return tried;
		await pause(wait, signal);
		if (signal.aborted) return tried;
	}
}

/** The outcome of an item, with what a look-up finds where its answer was lost or says too little. */
async function lookedUp(
	context: Context,
	ready: Ready,
	{ outcome, answer, startedAt }: Attempt,
	hide: Hide,
	run: object,
	signal: AbortSignal,
): Promise<Outcome> {
	const { operation, values } = ready;
	const isLost = outcome.kind === 'failure' && outcome.failure.may_have_been_sent;
	const isPart = values.simplify === true && answer && operation.lookUp?.isNeeded(answer);
	if (!operation.lookUp || !(isLost || isPart)) return outcome;
	const askedAt = Date.now() - (clock.now() - startedAt);
	const { operation: asks, complete, recover } = operation.lookUp;
	const question = { ...ready, operation: asks, request: requestOf(asks, [], values) };
	const found = (await answerTo(context, question, hide, run, signal))?.answer;
	if (!found) return outcome;
	const item = answer ? complete(answer, found, values) : recover(found, values, askedAt);
	if (!item) return outcome;
	const json = values.simplify ? item : found.json;
	return { kind: 'output', json: json as IDataObject, referenceId: found.referenceId };
}

/** The same, and asks again where the operation waits for something that has not come about yet. */
async function settle(
	context: Context,
	ready: Ready,
	run: object,
	signal: AbortSignal,
): Promise<Outcome> {
	const { operation, values, account, codes } = ready;
	const hide = hiderOf(account.apiKey, codes);
	let firstAnswer: number | undefined;
	while (!signal.aborted) {
		const tried = await answerTo(context, ready, hide, run, signal);
		if (tried === undefined) break;
		firstAnswer ??= clock.now();
		const waited = clock.now() - firstAnswer;
		const wait = tried.answer && operation.askAgainAfter?.(values, tried.answer, waited);
		if (wait === undefined) return await lookedUp(context, ready, tried, hide, run, signal);
		await pause(wait, signal);
	}
	return { kind: 'stopped' };
}

/**
 * What becomes of an item that may leave. Never throws: what nobody thought of leaves open whether the
 * request had its effect.
 *
 * @param run the run that the item belongs to
 * @param signal nothing more leaves once it has come; what is under way is waited for
 */
export async function deliver(
	context: Context,
	ready: Ready,
	run: object,
	signal: AbortSignal,
): Promise<Outcome> {
	try {
		return await settle(context, ready, run, signal);
	} catch {
		return { kind: 'failure', failure: notTakenIn(ready.operation, ready.item) };
	}
}
