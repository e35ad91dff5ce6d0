/**
 * What Telesign's status codes say, from `status.json`: one line for each code that can be the
 * `status.code` of a transaction of `/v1/verify`, and from 3000 on that of the Verify API or the
 * `err_code` of one of its methods.
 *
 * An answer with HTTP 200 can carry any of these, also "blocked" and "failed".
 *
 * Sources: developer.telesign.com/enterprise/docs/all-status-and-error-codes and, for 3116, 3119, 3309
 * and 39xx, verify-api-status-codes and Telesign OpenAPI verify-api.json. Codes that have left
 * the first page but were documented for SMS Verify or Voice Verify (102, 104, 133, 232, 291) stay,
 * because Telesign may still send them. The words for 102, 3112, 3115, 3202, 3205, 3908, 3931 and 3933
 * are ours; the last three are known from other people's clients alone. Telesign's pages disagree on
 * whether a message with 251 has most likely arrived. `state`, `retryHelps`, `mayHaveArrived` and
 * `family` are our reading.
 */
import type { Family } from './advice';
import rows from './status.json';

/** Where the passcode is. `unknown`: Telesign cannot tell, or we do not know the code. */
export type State = 'delivered' | 'in_progress' | 'failed' | 'blocked' | 'unknown';

export interface StatusCode {
	/** Telesign's own words. */
	text: string;
	state: State;
	/** True when no later status will follow. */
	final: boolean;
	/** True when the same request, made again later, may go better. It would send another code. */
	retryHelps: boolean;
	/** True where the person may have been reached although it counts as failed. */
	mayHaveArrived: boolean;
	/** Key of the advice. */
	family: Family;
}

type Row = Partial<StatusCode> & Pick<StatusCode, 'text' | 'state' | 'family'> & { code: number };

/** Telesign noted that a person completed the verification; says nothing about the delivery. */
export const VERIFICATION_COMPLETED = 1900;

/** By number. */
export const STATUS_CODES: Readonly<Record<number, StatusCode>> = Object.fromEntries(
	(rows as Row[]).map(({ code, ...row }) => [
		code,
		{ retryHelps: false, mayHaveArrived: false, final: row.state !== 'in_progress', ...row },
	]),
);

/** For a code that is not in the table: nothing is guessed. */
const UNKNOWN_STATUS: StatusCode = {
	text: 'Status code without a published meaning',
	state: 'unknown',
	final: false,
	retryHelps: false,
	mayHaveArrived: false,
	family: 'unknown',
};

/**
 * The entry of a `status.code`, which is a number on the wire (older answers: a string of digits).
 * Gives an entry with state `unknown` for anything else, and never throws.
 */
export function statusOf(code: unknown): StatusCode {
	const isCode = typeof code === 'number' || (typeof code === 'string' && /^\d+$/.test(code));

	return (isCode ? STATUS_CODES[Number(code)] : undefined) ?? UNKNOWN_STATUS;
}
