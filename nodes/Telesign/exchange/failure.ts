import { NodeApiError, type IDataObject, type INode } from 'n8n-workflow';
import { ADVICE } from '../api/advice';
import { readFailure } from '../api/readFailure';
import type { Refused } from '../api/refusal';
import type { Answer, Unreadable } from './answer';
import type { Operation } from './operation';

/** What is known of an item that did not get its answer: the `error` of the item in the output. */
export type Failure = {
	/** What happened, in Telesign's words where there are any. */
	message: string;
	/** What to do about it. */
	description: string;
	error_code: number | null;
	status_code: number | null;
	reference_id: string | null;
	http_status: number | null;
	/** Whether the same request may fare better later. */
	retryable: boolean;
	/** Whether the request may have had its effect although no answer says so. */
	may_have_been_sent: boolean;
};

const NO_ANSWER = {
	error_code: null,
	status_code: null,
	reference_id: null,
	http_status: null,
	retryable: false,
	may_have_been_sent: false,
};

/** n8n counts items from 0; where a message has no "item N", its editor adds one. */
const atItem = (message: string, item: number): string => `${message} [item ${item}]`;

/** The item can't leave as it is filled in. */
export function refusedBeforeSending(
	{ done }: Operation,
	refusals: Refused[],
	item: number,
): Failure {
	return {
		...NO_ANSWER,
		message: atItem(refusals.map(({ refusal }) => refusal).join('; '), item),
		description: `Nothing was ${done}. ${refusals.map(({ advice }) => advice).join(' ')}`,
	};
}

/**
 * Telesign answered that it did not do what it was asked for, or with HTTP 5xx that something went
 * wrong on its side, which leaves open whether it did.
 */
export function refusedByTelesign(operation: Operation, answer: Answer, item: number): Failure {
	const { httpStatus, statusCode, statusText, errorCode, errorText, referenceId } = answer;
	const { advice, retryHelps } = readFailure(answer);
	const codes = errorCode === undefined ? statusCode : `${errorCode}, status ${statusCode}`;
	const said = `${errorText ?? statusText} (${codes})`;
	const did = answer.meaning.state === 'blocked' ? 'blocked it and did not' : 'did not';
	const once =
		httpStatus >= 500 && answer.meaning.family !== 'notAttempted' ? operation.once : undefined;
	const open = once !== undefined;
	return {
		message: atItem(
			open
				? `${once.mayHaveHappened}, but Telesign answered HTTP ${httpStatus}: ${said}`
				: `Telesign ${did} ${operation.does}: ${said}`,
			item,
		),
		description: open ? once.findOut : advice,
		error_code: errorCode ?? null,
		status_code: statusCode,
		reference_id: referenceId ?? null,
		http_status: httpStatus,
		retryable: retryHelps && !open,
		may_have_been_sent: open,
	};
}

/** What answered is not Telesign, or its answer came garbled. */
export function unreadable(operation: Operation, answer: Unreadable, item: number): Failure {
	const { httpStatus, contentType, excerpt, redirectedTo } = answer;
	// 4xx says that the request was not taken, but for 408, which comes after waiting for more of it.
	const taken = httpStatus < 400 || httpStatus >= 500 || httpStatus === 408;
	const once = taken ? operation.once : undefined;
	const open = once !== undefined;
	const came = redirectedTo
		? `a redirect to ${redirectedTo}, which is not followed`
		: excerpt
			? `"${excerpt}"`
			: 'an empty body';
	return {
		...NO_ANSWER,
		message: atItem(
			open
				? `${once.mayHaveHappened}, but the answer can't be read as one of Telesign's`
				: 'What answered is not Telesign',
			item,
		),
		description: `HTTP ${httpStatus}, content type ${contentType}: ${came}. ${open ? once.findOut : ADVICE.host}`,
		http_status: httpStatus,
		retryable: !open,
		may_have_been_sent: open,
	};
}

interface NetworkFailure {
	what: string;
	advice: string;
}

const NOT_REACHED: NetworkFailure = {
	what: 'Nothing answers at the Base URL',
	advice:
		'Nothing was sent. Check the Base URL in the credential, and whether this n8n reaches it (network, firewall, proxy).',
};

const UNKNOWN_HOST: NetworkFailure = {
	what: 'The host name in the Base URL is not known',
	advice:
		'Nothing was sent. Check the Base URL in the credential for typing slips, and the name service (DNS) of this n8n.',
};

const NOT_TRUSTED: NetworkFailure = {
	what: 'The certificate at the Base URL is not trusted',
	advice:
		'Nothing was sent. Check the Base URL in the credential. If a proxy of your own inspects traffic, make its certificate known to this n8n.',
};

/** Codes of Node.js that say that a connection never came about, so that nothing has left. */
const NEVER_CONNECTED: Record<string, NetworkFailure> = {
	ECONNREFUSED: NOT_REACHED,
	EHOSTUNREACH: NOT_REACHED,
	ENETUNREACH: NOT_REACHED,
	EADDRNOTAVAIL: NOT_REACHED,
	ERR_INVALID_URL: UNKNOWN_HOST,
	ENOTFOUND: UNKNOWN_HOST,
	EAI_AGAIN: UNKNOWN_HOST,
	CERT_HAS_EXPIRED: NOT_TRUSTED,
	DEPTH_ZERO_SELF_SIGNED_CERT: NOT_TRUSTED,
	ERR_TLS_CERT_ALTNAME_INVALID: NOT_TRUSTED,
	SELF_SIGNED_CERT_IN_CHAIN: NOT_TRUSTED,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: NOT_TRUSTED,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: NOT_TRUSTED,
};

const TIMEOUTS = ['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'];

/** The code of Node.js or axios in an error of n8n's: in its `httpCode` (1.x) or in its cause (2.x). */
function networkCode(error: unknown): string | undefined {
	for (let at: unknown = error, depth = 0; at && depth < 5; depth++) {
		const { code, httpCode, cause } = at as Record<string, unknown>;
		const found = [code, httpCode].find((one) => typeof one === 'string' && /^[A-Z_]+$/.test(one));
		if (found !== undefined) return found as string;
		at = cause;
	}
	return undefined;
}

/** No answer came. `error` is what n8n's request helper threw; nothing of it but its code is shown. */
export function unanswered(operation: Operation, error: unknown, item: number): Failure {
	const code = networkCode(error);
	const known = code === undefined ? undefined : NEVER_CONNECTED[code];
	const shownCode = code === undefined ? '' : ` (${code})`;
	if (known !== undefined) {
		return {
			...NO_ANSWER,
			message: atItem(`${known.what}${shownCode}`, item),
			description: known.advice,
			retryable: true,
		};
	}
	const why =
		code !== undefined && TIMEOUTS.includes(code)
			? 'no answer came in time'
			: 'the connection broke before an answer came';
	const { once, does } = operation;
	const open = once !== undefined;
	return {
		...NO_ANSWER,
		message: atItem(
			open
				? `${once.mayHaveHappened}, but ${why}${shownCode}`
				: `Telesign did not ${does}: ${why}${shownCode}`,
			item,
		),
		description: open ? once.findOut : ADVICE.unavailable,
		retryable: !open,
		may_have_been_sent: open,
	};
}

/** n8n could not give the credential of the item. */
export function withoutCredential(error: unknown, item: number): Failure {
	const why = error instanceof Error ? error.message : String(error);
	return {
		...NO_ANSWER,
		message: atItem(`n8n could not read the credential: ${why}`, item),
		description:
			'Nothing was sent. Open the credential, correct its expressions if it has any, and save it again.',
	};
}

/** Lines of the description that name an item each; the details have all of them. */
const MOST_LINES = 10;

/** Several items can't leave as they are filled in: one failure for all, by item index. */
export function allRefusedBeforeSending(
	operation: Operation,
	refused: ReadonlyMap<number, Refused[]>,
	size: number,
): Failure & { refused: IDataObject[] } {
	const failures = [...refused].map(([item, refusals]) => ({
		item,
		message: refusedBeforeSending(operation, refusals, item).message,
		advice: refusals.map(({ advice }) => advice).join(' '),
	}));
	const lines = failures.slice(0, MOST_LINES).map(({ message, advice }) => `${message}: ${advice}`);
	if (failures.length > MOST_LINES) {
		lines.push(`And ${failures.length - MOST_LINES} more; the details below list all.`);
	}
	return {
		...NO_ANSWER,
		message: `${failures.length} of ${size} items can't be ${operation.done} (first: item ${failures[0].item}), so nothing was ${operation.done}`,
		description: lines.join('\n'),
		refused: failures.map(({ item, message }) => ({ item, message })),
	};
}

/** n8n's editor takes a description for HTML, and what stands in backticks for code. */
const asHtml = (text: string): string =>
	text
		.replace(/&/g, '&amp;')
		.replace(/</g, '&lt;')
		.replace(/>/g, '&gt;')
		.replace(/`/g, '&#96;')
		.replace(/\n/g, '<br>');

/**
 * The failure as n8n's own kind of error, for On Error: stop. What is known besides its texts goes
 * into `context.data`, which the editor shows as the details of the error.
 */
export function toNodeApiError(
	node: INode,
	item: number,
	{ message, description, ...data }: Failure & IDataObject,
): NodeApiError {
	// The editor calls it the error code, which 200 is not.
	const isHttpError = data.http_status !== null && data.http_status >= 400;
	const error = new NodeApiError(
		node,
		{},
		{ httpCode: isHttpError ? String(data.http_status) : undefined, itemIndex: item },
	);
	// Set afterwards: n8n puts texts of its own over a message in which it finds a code of Node.js.
	error.message = message;
	error.description = asHtml(description);
	error.messages = [];
	error.context.data = Object.fromEntries(
		Object.entries(data).filter(([, value]) => value !== null),
	);
	return error;
}
