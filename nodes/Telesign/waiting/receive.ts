/** The part of Send Code and Wait that answers the browser while the execution waits. */
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { isEmpty } from '../api/fields/refusal';
import { enteredCode } from '../api/fields/code';
import type { Values } from '../exchange/operation';
import type { Plan } from '../exchange/plan';
import type { Outcome } from '../exchange/request';
import { deliverValues } from '../exchange/run';
import { textsOf } from './operation';
import { goTo, htmlOf, show, type Page } from './page';
import {
	addressOf,
	carriedBy,
	furthest,
	GRACE_MS,
	inTurn,
	kept,
	remembered,
	type Memory,
	type Progress,
	type Said,
	type Verification,
} from './verification';
import { resultOf } from './wait';

/** The plans of the two operations that a page uses. */
export interface Plans {
	send: Plan;
	check: Plan;
}

/** A person looks at an empty browser meanwhile; together they end before n8n stops waiting. */
const START_WITHIN_MS = 10_000;
const LONGEST_TIMEOUT_MS = 15_000;

/** Sends one request to Telesign, as the node does, but not for as long. */
async function ask(context: IWebhookFunctions, plan: Plan, values: Values): Promise<Outcome> {
	const timeout = Math.min(Number(values.timeout), LONGEST_TIMEOUT_MS);
	const outcome = await deliverValues(
		context,
		plan,
		{ ...values, timeout, maxWait: START_WITHIN_MS / 1000 },
		AbortSignal.timeout(START_WITHIN_MS),
	);
	if (outcome.kind === 'failure') {
		const { message, description } = outcome.failure;
		context.logger.warn(`${context.getNode().name}, on its page: ${message}. ${description}`, {
			workflowId: context.getWorkflow().id,
			executionId: context.getExecutionId(),
		});
	}
	return outcome;
}

/** What the person did came to this. */
type Step = { kind: 'page'; said?: Said } | { kind: 'over'; codeState: string; timedOut?: true };

/** Sends another code, if it may. It is counted before it is sent, and stays counted if it may have been. */
async function sendAnother(
	context: IWebhookFunctions,
	plans: Plans,
	{ values }: Verification,
	memory: Memory,
	progress: Progress,
): Promise<Step> {
	const now = Date.now();
	if (progress.codes >= Number(values.mostCodes)) return { kind: 'page' };
	if (now < progress.sentAt + Number(values.secondsBetween) * 1000) {
		return { kind: 'page', said: 'pageEarly' };
	}
	const counted = { ...progress, codes: progress.codes + 1, sentAt: now };
	memory.progress = counted;
	const outcome = await ask(context, plans.send, values);
	if (outcome.kind === 'output') {
		memory.progress = { ...counted, referenceId: outcome.referenceId! };
		return { kind: 'page', said: 'pageSent' };
	}
	const isOpen =
		outcome.kind === 'failure' && (outcome.failure.may_have_been_sent || outcome.wasTried);
	if (!isOpen) memory.progress = { ...progress, sentAt: now };
	return { kind: 'page', said: 'pageFailed' };
}

/** Has Telesign check what was entered. The try is counted before, and given back if there is no verdict. */
async function checkCode(
	context: IWebhookFunctions,
	plans: Plans,
	{ values }: Verification,
	memory: Memory,
	progress: Progress,
	code: string,
): Promise<Step> {
	const { referenceId, tries, codes } = progress;
	if (memory.usedUp === referenceId) return { kind: 'page', said: 'pageUsedUp' };
	const entered = `${referenceId} ${code}`;
	if (memory.wrong.has(entered)) return { kind: 'page', said: 'pageWrong' };
	memory.progress = { ...progress, tries: tries + 1 };
	const outcome = await ask(context, plans.check, { ...values, referenceId, code, simplify: true });
	if (outcome.kind !== 'output') {
		memory.progress = progress;
		return { kind: 'page', said: 'pageFailed' };
	}
	const { verified, code_state, another_try_possible } = outcome.json;
	const codeState = String(code_state);
	if (verified === true) return { kind: 'over', codeState };
	const isUsedUp =
		['EXPIRED', 'MAX_ATTEMPTS_EXCEEDED'].includes(codeState) || another_try_possible === false;
	// Too late is not wrong.
	if (codeState === 'EXPIRED') memory.progress = progress;
	else memory.wrong.add(entered);
	if (isUsedUp) memory.usedUp = referenceId;
	const isLast = memory.progress.tries >= Number(values.tries);
	if (isLast || (isUsedUp && codes >= Number(values.mostCodes))) return { kind: 'over', codeState };
	return { kind: 'page', said: isUsedUp ? 'pageUsedUp' : 'pageWrong' };
}

/** The page of a verification that goes on. */
function pageOf(
	context: IWebhookFunctions,
	{ id, values }: Verification,
	progress: Progress,
	said?: Said,
): Page {
	const texts = textsOf(values);
	const left = progress.sentAt + Number(values.secondsBetween) * 1000 - Date.now();
	const words = said && texts[said];
	const { pathname, search } = addressOf(context, id, progress);
	return {
		kind: 'form',
		action: `${pathname}${search}`,
		said: words
			?.replaceAll('{tries}', String(Number(values.tries) - progress.tries))
			.replaceAll('{seconds}', String(Math.max(0, Math.ceil(left / 1000)))),
		takesCode: said !== 'pageUsedUp',
		another: progress.codes < Number(values.mostCodes),
	};
}

/** What a person sees when it is over. */
const endOf = ({ values }: Verification, verified: boolean): Page => ({
	kind: 'end',
	said: textsOf(values)[verified ? 'pageDone' : 'pageNotDone'],
	onTo: values.doneUrl as string | undefined,
});

/** Takes what a person entered, one after the other. */
async function take(
	context: IWebhookFunctions,
	plans: Plans,
	verification: Verification,
	carried: Progress | undefined,
	memory: Memory,
): Promise<IWebhookResponseData> {
	const { start, until, values, id, phoneNumber } = verification;
	const html = (page: Page) => htmlOf(textsOf(values), page);
	if (memory.verified !== undefined) {
		return show(context, 200, html(endOf(verification, memory.verified)));
	}
	memory.progress = furthest([start, carried, memory.progress]);
	const body = context.getBodyData();
	const code = enteredCode(body.code, 'Code', {});
	let step: Step = { kind: 'page' };
	if (Date.now() >= until) step = { kind: 'over', codeState: 'UNKNOWN', timedOut: true };
	else if (!isEmpty(body.another)) {
		step = await sendAnother(context, plans, verification, memory, memory.progress);
	} else if ('value' in code) {
		step = await checkCode(context, plans, verification, memory, memory.progress, code.value);
	}
	const { referenceId, tries, codes } = memory.progress;
	if (step.kind === 'page') {
		return goTo(context, addressOf(context, id, memory.progress, step.said));
	}

	const verified = step.codeState === 'VALID';
	// n8n goes on by itself then, and the workflow must not go on twice.
	const isTooLate = Date.now() >= until + GRACE_MS - 2000;
	memory.verified = verified && !isTooLate;
	const result = resultOf(memory.verified, {
		code_state: step.codeState,
		reference_id: referenceId,
		phone_number: phoneNumber,
		tries,
		codes_sent: codes,
		timed_out: step.timedOut ?? false,
	});
	return {
		...show(context, 200, html(endOf(verification, memory.verified))),
		...(!isTooLate && { workflowData: [[result]] }),
	};
}

/** Shows where the verification is, and changes nothing: whatever opens links may open this one. */
function look(
	context: IWebhookFunctions,
	verification: Verification,
	carried: Progress | undefined,
	said: Said | undefined,
): Page {
	const memory = remembered(verification);
	if (memory.verified !== undefined) return endOf(verification, memory.verified);
	if (Date.now() >= verification.until) return endOf(verification, false);
	const progress = furthest([verification.start, carried, memory.progress]);
	if (memory.usedUp === progress.referenceId)
		return pageOf(context, verification, progress, 'pageUsedUp');
	const isNews = carried?.tries === progress.tries && carried.codes === progress.codes;
	return pageOf(context, verification, progress, isNews ? said : undefined);
}

/**
 * Answers a request for the page. It never throws, because n8n would let the execution go on then.
 *
 * @returns with `workflowData` when the execution is to go on, and only then
 */
export async function receive(
	context: IWebhookFunctions,
	plans: Plans,
): Promise<IWebhookResponseData> {
	let texts = textsOf({});
	const failed = () => show(context, 503, htmlOf(texts, { kind: 'end', said: texts.pageFailed }));
	try {
		const verification = kept(context);
		texts = textsOf(verification.values);
		const carried = carriedBy(context, verification);
		if (!carried) {
			return show(context, 403, htmlOf(texts, { kind: 'end', said: texts.pageNotDone }));
		}
		const { progress, said } = carried;
		if (context.getRequestObject().method !== 'POST') {
			return show(context, 200, htmlOf(texts, look(context, verification, progress, said)));
		}
		const taken = await inTurn(
			verification,
			async (memory) => await take(context, plans, verification, progress, memory),
		);
		return taken ?? failed();
	} catch (error) {
		context.logger.error(`${context.getNode().name}, on its page: ${String(error)}`);
		try {
			return failed();
		} catch {
			return { noWebhookResponse: true };
		}
	}
}
