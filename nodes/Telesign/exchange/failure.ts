import { NodeApiError, type IDataObject, type INode } from 'n8n-workflow';
import { leavesOpen } from '../api/codes/read';
import { toLine, type Answer } from '../api/envelope';
import { refuse, type Refusal } from '../api/fields/refusal';
import type { Field, Operation } from './operation';

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

/** An item that can't leave as it is filled in. */
export interface Refused {
	item: number;
	refusals: Refusal[];
}

/** A failure of which nothing else is known. n8n counts items from 0, and its editor adds "item N". */
const failure = (
	item: number,
	message: string,
	description: string,
	known: Partial<Failure> = {},
): Failure => ({
	error_code: null,
	status_code: null,
	reference_id: null,
	http_status: null,
	retryable: false,
	may_have_been_sent: false,
	...known,
	message: `${message} [item ${item}]`,
	description,
});

/**
 * No answer, or none that says what became of the request. Where that makes a difference, the code may
 * have been sent.
 */
const unknown = (
	{ does, ifAnswerIsLost }: Operation,
	item: number,
	why: string,
	advice: string,
	known: Partial<Failure> = {},
): Failure =>
	ifAnswerIsLost
		? failure(item, `${ifAnswerIsLost.mayHaveHappened}, but ${why}`, ifAnswerIsLost.findOut, {
				...known,
				retryable: false,
				may_have_been_sent: true,
			})
		: failure(item, `Telesign did not ${does}: ${why}`, advice, known);

/** The item did not leave; `reasons` says why, and what to do. */
const notDone = ({ done }: Operation, item: number, reasons: Refusal[], known?: Partial<Failure>) =>
	failure(
		item,
		reasons.map(({ refusal }) => refusal).join('; '),
		`This item was not ${done}. ${reasons.map(({ advice }) => advice).join(' ')}`,
		known,
	);

/** The item can't leave as it is filled in. */
export const refused = (operation: Operation, { item, refusals }: Refused): Failure =>
	notDone(operation, item, refusals);

const SAME_AGAIN = 'The same value will give the same answer.';

/** `PhoneNumber`, `phone_number` and `phoneNumber` are one name. */
const bare = (name: string) => name.replace(/_/g, '').toLowerCase();

/** The label of the field that Telesign's words name by its own name; undefined where it names none. */
function fieldNamedIn(words: string, fields: Field[]): string | undefined {
	const named = new Set((words.match(/\w+/g) ?? []).map(bare));
	const inside = fields.flatMap((one) => [one, ...((one.options ?? []) as Field[])]);
	return inside.find(
		({ name, check, routing }) =>
			check &&
			[name, routing?.send?.property].some((one) => one !== undefined && named.has(bare(one))),
	)?.displayName;
}

/**
 * Telesign answered that it did not do what it was asked for, or in a way that leaves open whether it
 * did.
 */
export function rejected(operation: Operation, answer: Answer, item: number): Failure {
	const { httpStatus, statusCode, errorCode, referenceId, meaning } = answer;
	const words = answer.errorText || answer.statusText || meaning.text;
	// The status is among the data: beside an error code it looks like a second HTTP status.
	const said = `${words.replace(/\.$/, '')} (${errorCode ?? statusCode})`;
	const known = {
		error_code: errorCode ?? null,
		status_code: statusCode,
		reference_id: referenceId ?? null,
		http_status: httpStatus,
		retryable: answer.retryHelps,
	};
	if (answer.leavesOpen && operation.ifAnswerIsLost) {
		return unknown(operation, item, `Telesign answered HTTP ${httpStatus}: ${said}`, '', known);
	}
	const tooRisky = answer.family === 'risk' ? 'this number as too risky' : 'it';
	const did = meaning.state === 'blocked' ? `blocked ${tooRisky} and did not` : 'did not';
	const advice = operation.product.advice[answer.family];
	const label = answer.family === 'input' ? fieldNamedIn(words, operation.fields) : undefined;
	return failure(
		item,
		`Telesign ${did} ${operation.does}: ${said}`,
		label === undefined ? advice : `Correct '${label}', then try again. ${SAME_AGAIN}`,
		known,
	);
}

const CHECK_ADDRESS = 'Check the Account Type in the credential and, if it is Custom, the Base URL';

/** An answer that is not Telesign's, or that came garbled; secrets are gone from its texts. */
export interface Unreadable {
	httpStatus: number;
	contentType: string;
	/** First 200 characters of the body, on one line. */
	excerpt: string;
	/** Host that a redirect points to. */
	redirectedTo?: string;
}

/** What answered is not Telesign, or its answer came garbled. */
export function unreadable(operation: Operation, answer: Unreadable, item: number): Failure {
	const { httpStatus, contentType, excerpt, redirectedTo } = answer;
	const body = excerpt ? `"${excerpt}"` : 'an empty body';
	const came = redirectedTo ? `a redirect to ${redirectedTo}, which is not followed` : body;
	// A wrong address stays wrong; a gateway recovers.
	const retryable =
		httpStatus < 400 || httpStatus === 408 || httpStatus === 429 || httpStatus >= 500;
	const known = { http_status: httpStatus, retryable };
	const isOpen = operation.ifAnswerIsLost && (httpStatus < 400 || leavesOpen({ httpStatus }));
	const { description, ...rest } = isOpen
		? unknown(operation, item, "the answer can't be read as one of Telesign's", '', known)
		: failure(item, 'What answered is not Telesign', operation.product.advice.host, known);
	const details = `HTTP ${httpStatus}, content type ${contentType}: ${came}.`;
	const always = isOpen ? ` Does it happen every time? ${CHECK_ADDRESS}.` : '';
	return { ...rest, description: `${details} ${description}${always}` };
}

const NOT_REACHED = refuse(
	"Nothing answers at Telesign's address",
	`${CHECK_ADDRESS}, and whether this n8n reaches it (network, firewall, proxy).`,
);

const NO_TLS = refuse(
	"There is no secure connection (TLS 1.2 or later) at Telesign's address",
	`${CHECK_ADDRESS}: host, port and https://.`,
);

const NOT_ALLOWED = refuse(
	"This n8n does not allow requests to Telesign's address",
	`${CHECK_ADDRESS}, and ask whoever runs this n8n to allow it.`,
);

const NOT_KNOWN = refuse(
	"The host name in Telesign's address is not known",
	`${CHECK_ADDRESS} for typos, and the DNS of this n8n.`,
);

const NO_ADDRESS = refuse(
	"Telesign's address is not a web address",
	`${CHECK_ADDRESS}, which starts with https://.`,
);

const NOT_TRUSTED = refuse(
	"The certificate at Telesign's address is not trusted",
	`${CHECK_ADDRESS}, and the clock of the computer that runs n8n. If a proxy of yours inspects traffic, make its certificate known to this n8n.`,
);

/** Where a proxy is set, nothing tells whether it or what is behind it could not be reached. */
const NO_WAY_BY_PROXY = refuse(
	'There is no connection through the proxy',
	"Check 'Proxy' in Request Options (host, port and sign-in), then the address in the credential.",
);

/**
 * Codes of Node.js for a connection that never came about. EPROTO: TLS failed while the request was
 * still waiting to be written.
 */
const NOT_SENT: Array<[code: RegExp, why: Refusal]> = [
	[/^(ECONNREFUSED|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL)$/, NOT_REACHED],
	[/^(ENOTFOUND|EAI_\w+)$/, NOT_KNOWN],
	[/^ERR_INVALID_URL$/, NO_ADDRESS],
	[
		/^(?!ERR_SSL_)\w*(CERT|CRL_|UNABLE_TO_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|HOSTNAME_MISMATCH)/,
		NOT_TRUSTED,
	],
	[/^EPROTO$/, NO_TLS],
];

/** How n8n's own refusals to send begin: allowed domains, and protection against SSRF. */
const NOT_ALLOWED_BY_N8N = /^(Domain not allowed|The request was blocked because)/;

const TIMEOUTS = ['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'];

type Link = Record<string, unknown>;

/** An n8n error and its causes: n8n 1 keeps the code in `httpCode` alone, n8n 2 has the causes. */
function linksOf(error: unknown): Link[] {
	const links: Link[] = [];
	for (let at = error; typeof at === 'object' && at !== null && links.length < 5; ) {
		links.push(at as Link);
		at = (at as Link).cause;
	}
	return links;
}

/** Why nothing can have left; undefined where something may have. */
function notSent(links: Link[], code: string): Refusal | undefined {
	const known = NOT_SENT.find(([pattern]) => pattern.test(code));
	if (known) return known[1];
	if (links.some(({ message }) => NOT_ALLOWED_BY_N8N.test(String(message)))) return NOT_ALLOWED;
	if (links.some(({ syscall }) => syscall === 'connect' || syscall === 'getaddrinfo')) {
		return NOT_REACHED;
	}
	// n8n 2 shows the socket: TLS had not come about.
	const sockets = links.map(({ request }) => (request as { socket?: Link } | undefined)?.socket);
	return sockets.some((socket) => socket?.secureConnecting === true) ? NO_TLS : undefined;
}

/**
 * No answer came. Nothing of the error but its code is shown, and that in the description: n8n puts a
 * text of its own, which may invite to send again, over a message with such a code in it.
 *
 * @param error what n8n's request helper threw
 * @param how `isLate`: the time was up; `byProxy`: the request goes through a proxy
 */
export function unanswered(
	operation: Operation,
	error: unknown,
	{ isLate, byProxy }: { isLate: boolean; byProxy: boolean },
	item: number,
): Failure {
	const links = isLate ? [] : linksOf(error);
	const isCode = (one: unknown): one is string =>
		typeof one === 'string' && /^[A-Z][A-Z0-9_]+$/.test(one);
	const code = links.flatMap((link) => [link.code, link.httpCode]).find(isCode) ?? '';
	const why =
		isLate || TIMEOUTS.includes(code)
			? 'no answer came in time'
			: 'the connection broke before an answer came';
	const found = notSent(links, code);
	const reason = found && byProxy ? NO_WAY_BY_PROXY : found;
	const { description, ...rest } = reason
		? notDone(operation, item, [reason], { retryable: true })
		: unknown(operation, item, why, operation.product.advice.unavailable, { retryable: true });
	return { ...rest, description: `${description}${code && ` The system says ${code}.`}` };
}

/** Something that came back could not be taken in; nobody knows what it said. */
export const notTakenIn = (operation: Operation, item: number): Failure =>
	unknown(operation, item, 'the answer could not be taken in', operation.product.advice.unknown);

/** Lines of the description at most, each with a reason; the details have all items. */
const MOST_LINES = 10;

/** Items that a line names, of those that share its reason. */
const MOST_ITEMS = 3;

/** A reason without the value of the item, which comes after the label: 'Phone Number' "call me" has … */
const withoutValue = ({ refusal }: Refusal) => refusal.replace(/^('[^']+') ".*" (?=\w)/s, '$1 ');

const asItIs = ({ refusal }: Refusal) => refusal;

const reasonOf = ({ refusals }: Refused, text: (one: Refusal) => string) =>
	refusals.map(text).join('; ');

/** What is wrong with some items, and what to do about it, on one line. */
function lineOf(operation: Operation, [first, ...others]: Refused[]): string {
	const advice = first.refusals.map((one) => one.advice).join(' ');
	if (others.length === 0) return `${refused(operation, first).message}: ${advice}`;
	const items = [first, ...others];
	const isSame = others.every((one) => reasonOf(one, asItIs) === reasonOf(first, asItIs));
	const reason = reasonOf(first, isSame ? asItIs : withoutValue);
	// Not "and 1 more", which is no shorter than the item.
	const most = items.length === MOST_ITEMS + 1 ? items.length : MOST_ITEMS;
	const named = items.slice(0, most).map(({ item }) => String(item));
	const more = items.length - named.length;
	const last = more > 0 ? `${more} more` : named.pop();
	return `${items.length} items: ${reason} (items ${named.join(', ')} and ${last}): ${advice}`;
}

/** Several items can't leave as they are filled in: one failure for all, equal reasons together. */
export function allRefused(
	operation: Operation,
	items: Refused[],
	size: number,
): Failure & { refused: IDataObject[] } {
	const { done } = operation;
	const named = items.map((one) => ({
		item: one.item,
		message: refused(operation, one).message,
	}));
	const byReason = new Map<string, Refused[]>();
	for (const one of items) {
		const reason = reasonOf(one, withoutValue);
		const alike = byReason.get(reason);
		if (alike) alike.push(one);
		else byReason.set(reason, [one]);
	}
	const groups = [...byReason.values()];
	const lines = groups.slice(0, MOST_LINES).map((alike) => lineOf(operation, alike));
	const more = groups.slice(MOST_LINES).flat().length;
	if (more > 0) lines.push(`And ${more} more; the details below list all.`);
	return {
		...failure(0, '', lines.join('\n')),
		message: `${items.length} of ${size} items can't be ${done} (first: item ${items[0].item}), so nothing was ${done}`,
		refused: named,
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

/** In these n8n sees an error of Node.js, and says something else in the place of the message. */
const CODES_OF_NODE =
	/E(?:CONNREFUSED|CONNRESET|CONNABORTED|NOTFOUND|TIMEDOUT|ADDRNOTAVAIL|HOSTUNREACH|AI_AGAIN|NOENT|ISDIR|NOTDIR|ACCES|EXIST|PERM)|ERRADDRINUSE|GETADDRINFO/gi;

/** The same text, with an invisible character in each code that n8n would see. */
const withoutCodes = (text: string): string =>
	text.replace(CODES_OF_NODE, (code) => `${code[0]}\u2060${code.slice(1)}`);

/** Longest message of an error, in characters. */
const LONGEST_MESSAGE = 2000;

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
	error.message = withoutCodes(message.slice(0, LONGEST_MESSAGE));
	error.description = asHtml(description);
	error.messages = [];
	error.context.data = Object.fromEntries(
		Object.entries(data).filter(([, value]) => value !== null),
	);
	return error;
}

/** n8n's text about an error, on one line. */
export const messageOf = (error: unknown): string =>
	toLine(error instanceof Error ? error.message : String(error));
