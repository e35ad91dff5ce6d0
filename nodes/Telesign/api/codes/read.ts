/**
 * What the codes of an answer say where Telesign did not do what it was asked for. Source:
 * developer.telesign.com/enterprise/docs/understand-telesign-status-and-error-codes.
 */
import type { Family } from './advice';
import { ERROR_CODES } from './errors';
import { statusOf } from './status';

/** The codes of Telesign's answer, as far as it has them. */
export interface Codes {
	httpStatus: number;
	/** `status.code` */
	statusCode?: number;
	/** `errors[0].code` */
	errorCode?: number;
	/** `errors[0].description` */
	errorText?: string;
}

export interface Reading {
	/** What is to be done: the key of the advice. */
	family: Family;
	/** True when the same request, made again later, may go better. Not the same as safe to repeat. */
	retryHelps: boolean;
}

/** By error code. Telesign uses -10001 and -40007 for different things, told apart here. */
function byErrorCode({ httpStatus, errorCode, errorText = '' }: Codes): Reading | undefined {
	if (errorCode === undefined) return undefined;

	if (errorCode === -10001) {
		if (/not allowed host: IP\b/i.test(errorText))
			return { family: 'ipAddress', retryHelps: false };
		if (/not allowed host/i.test(errorText)) return { family: 'host', retryHelps: false };
		if (httpStatus === 404) return { family: 'notFound', retryHelps: false };
		if (/CustomerID|AuthenticationID/i.test(errorText)) {
			return { family: 'credentials', retryHelps: false };
		}
	}
	if (errorCode === -40007 && httpStatus === 400) return { family: 'input', retryHelps: false };

	return ERROR_CODES[errorCode];
}

/** By HTTP status alone, when Telesign's own codes are missing or say too little. */
function byHttpStatus(httpStatus: number): Reading | undefined {
	if (httpStatus >= 500) return { family: 'unavailable', retryHelps: true };
	if (httpStatus === 429) return { family: 'rateLimit', retryHelps: true };
	if (httpStatus === 401 || httpStatus === 403) return { family: 'credentials', retryHelps: false };
	if (httpStatus === 402) return { family: 'funds', retryHelps: false };
	if (httpStatus === 400 || httpStatus === 413) return { family: 'input', retryHelps: false };
	// An address that knows neither the path, the method nor the form encoding.
	if ([404, 405, 415].includes(httpStatus)) return { family: 'host', retryHelps: false };

	return undefined;
}

/** Families that say nothing of a failure. */
const SAYS_NOTHING: Family[] = ['unknown', 'done', 'waiting'];

/**
 * What an answer that is not a success means and what to do: by error code first, then by status
 * code, then by HTTP status. Status 500 ("not attempted") says less than the HTTP status, so it
 * counts last. Never throws.
 */
export function readCodes(codes: Codes): Reading {
	const status = statusOf(codes.statusCode);
	const findings = [
		byErrorCode(codes),
		status.family === 'notAttempted' ? undefined : status,
		byHttpStatus(codes.httpStatus),
		status,
	];
	const { family, retryHelps } = findings.find(
		(finding) => finding !== undefined && !SAYS_NOTHING.includes(finding.family),
	) ?? { family: 'unknown', retryHelps: false };

	return { family, retryHelps };
}

/** Why Telesign attempted nothing, although the request was right. */
export type Busy = 'tooFast' | 'unavailable';

/**
 * The answers in which Telesign says that it did not try to send: the rate limit, and "System
 * Unavailable", both with status 500 "Transaction not attempted"; and the same of the Verify API, which
 * asks to send the request again. After any other answer a second request could send a second code.
 * Sources: Telesign OpenAPI sms-verify-api.json, voice-verify-api.json and verify-api.json, and
 * developer.telesign.com/enterprise/docs/verify-api-status-codes.
 */
const BUSY: ReadonlyArray<{ busy: Busy; http: number[]; status: number[]; error?: number }> = [
	{ busy: 'tooFast', http: [429], status: [500], error: -40007 },
	{ busy: 'unavailable', http: [500, 503], status: [500], error: -90001 },
	{ busy: 'tooFast', http: [429], status: [3204] },
	{ busy: 'unavailable', http: [500, 503], status: [3041, 3500] },
];

/** Set for an answer after which the same request may leave again. */
export const busyOf = ({ httpStatus, statusCode = NaN, errorCode }: Codes): Busy | undefined =>
	BUSY.find(
		({ http, status, error }) =>
			http.includes(httpStatus) && status.includes(statusCode) && error === errorCode,
	)?.busy;

/** Families of a status that says "failed" of what was not tried at all. */
const NOT_TRIED: Family[] = ['notAttempted', 'credentials'];

/** Whether Telesign says that it tried to reach the person, and could not. */
export function wasTried({ httpStatus, statusCode }: Codes): boolean {
	const { state, family } = statusOf(statusCode);
	return httpStatus < 300 && state === 'failed' && !NOT_TRIED.includes(family);
}

/** Comes after a part of the request, or after the other side lost its client. */
const MAY_HAVE_PASSED_ON = [408, 499];

/**
 * Whether an answer that is no success leaves open that the request had its effect: a redirect does,
 * a status that says that the code is on its way or may have arrived does, and so does HTTP 5xx unless
 * Telesign says that it attempted nothing.
 */
export function leavesOpen(codes: Codes): boolean {
	if (busyOf(codes)) return false;
	const { httpStatus, statusCode } = codes;
	const { family, state, mayHaveArrived } = statusOf(statusCode);
	if (httpStatus < 200 || (httpStatus >= 300 && httpStatus < 400)) return true;
	if (state === 'delivered' || state === 'in_progress' || mayHaveArrived) return true;
	if (family === 'unconfirmed' || family === 'done') return true;
	// Not told to have failed, and yet not the answer that was due.
	if (httpStatus < 300) return state === 'unknown';
	if (family === 'notAttempted') return false;

	return httpStatus >= 500 || MAY_HAVE_PASSED_ON.includes(httpStatus);
}
