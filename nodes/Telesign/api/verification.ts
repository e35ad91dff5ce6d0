/**
 * Answers and callbacks of the Verify API: a verification, whose methods are tried one after the other
 * until one ends it. Sources: Telesign OpenAPI verify-api.json and verify-api-callbacks.json, and
 * developer.telesign.com/enterprise/docs/verify-api-status-codes.
 */
import { STATUS_CODES, type State, type StatusCode } from './codes/status';
import {
	answerOf,
	isObject,
	isRedirect,
	part,
	textOf,
	toCode,
	type Answer,
	type Json,
} from './envelope';
import type { SecretPlaces } from './secrets';

/** A method, and what became of it; null for what Telesign does not say. */
export type Method = {
	method: string;
	/** Telesign's word: CREATED before it is tried, then ONGOING, VERIFIED, FAILED, SKIPPED, … */
	state: string | null;
	/** `err_code` */
	status_code: number | null;
	/** `err_msg` */
	status_description: string | null;
	/** RFC 3339 */
	tried_on: string | null;
	updated_on: string | null;
};

/** States of a verification; it has ended in all but the first two. */
const PROCESS_STATES = [
	'CREATED',
	'ONGOING',
	'VERIFIED',
	'REJECTED',
	'FAILED',
	'CANCELED',
] as const;

export type ProcessState = (typeof PROCESS_STATES)[number];

/** The state of the verification; undefined for an answer that is not about one. */
export const processStateOf = ({ state }: Json): ProcessState | undefined =>
	PROCESS_STATES.find((known) => known === state);

export const isOpen = (state: ProcessState | undefined): boolean =>
	state === 'CREATED' || state === 'ONGOING';

/** The methods of a verification, in their order; empty where the answer has none. */
export function methodsOf({ inner_methods: methods }: Json): Method[] {
	return (Array.isArray(methods) ? methods.filter(isObject) : []).map((one) => ({
		method: textOf(one.method) ?? 'unknown',
		state: textOf(one.state) ?? null,
		status_code: toCode(one.err_code) ?? null,
		status_description: textOf(one.err_msg) ?? null,
		tried_on: textOf(one.tried_on) ?? null,
		updated_on: textOf(one.updated_on) ?? null,
	}));
}

/** The method that is being tried, or was the last to be. */
export const currentMethod = (json: Json): Method | undefined =>
	methodsOf(json)
		.filter(({ status_code, tried_on }) => status_code !== null || tried_on !== null)
		.pop();

const VERIFIED = 3900;

/** The code of a verification whose answer has none. */
const CODE_OF_STATE: Partial<Record<ProcessState, number>> = {
	ONGOING: 3901,
	VERIFIED,
};

/** Where the passcode of a verification is. */
function stateOf(process: ProcessState, { state }: StatusCode): State {
	if (process === 'VERIFIED') return 'delivered';
	if (!isOpen(process)) return state === 'blocked' ? 'blocked' : 'failed';
	// The next method is about to be tried.
	return state === 'failed' || state === 'blocked' ? 'in_progress' : state;
}

/**
 * Whether a code says what Telesign found when it compared a passcode. Those that are not documented
 * count as well, and all but "Verified" come with HTTP 400, too.
 */
export const isVerdict = (code: number | null): boolean =>
	code !== null && code >= 3900 && code <= 3999 && code !== 3901 && code !== 3906;

/**
 * Reads an answer or a callback of the Verify API: it has a numeric `status.code`, or a `state` of a
 * verification and then the code of its current method. Undefined for everything else, and for
 * redirects. Never throws.
 *
 * @param json body without secrets
 */
export function readVerification(httpStatus: number, json: unknown): Answer | undefined {
	if (!isObject(json) || isRedirect(httpStatus)) return undefined;
	const status = part(json, 'status');
	const process = processStateOf(json);
	const said = toCode(status.code);
	if (said !== undefined) {
		const answer = answerOf({ httpStatus, statusCode: said }, textOf(status.description), json);
		const isNotVerified = httpStatus === 400 && isVerdict(said) && said !== VERIFIED;
		return { ...answer, isSuccess: answer.isSuccess || isNotVerified };
	}
	if (process === undefined) return undefined;
	const method = currentMethod(json);
	const statusCode = method?.status_code ?? CODE_OF_STATE[process];
	const answer = answerOf({ httpStatus, statusCode }, method?.status_description ?? '', json);
	const meaning = {
		...answer.meaning,
		state: stateOf(process, answer.meaning),
		final: !isOpen(process),
	};
	return { ...answer, meaning };
}

/** What is secret in answers and callbacks of the Verify API, wherever it stands. */
export const verificationSecrets: SecretPlaces = {
	isSecret: (key) => ['security_factor', 'verify_code', 'code_entered'].includes(key),
	isCode: (key, parent, value) =>
		((key === 'code' && parent === 'status') ||
			(key === 'err_code' && parent === 'inner_methods')) &&
		toCode(value) !== undefined &&
		toCode(value)! in STATUS_CODES,
};
