/**
 * Every documented error of the verify resources, one line each in `errors.json`; `{…}` parts of a text
 * are filled in.
 *
 * Source: developer.telesign.com/enterprise/docs/all-status-and-error-codes; HTTP statuses from
 * Telesign OpenAPI sms-verify-api.json, voice-verify-api.json and smart-verify-api.json, the first two
 * for the texts of a completion. HTTP 402 and 403 are only in
 * understand-telesign-status-and-error-codes, without a body: theirs is assumed; so is HTTP 400 for
 * -40009 and HTTP 401 for -50054 and -50055.
 */
import table from './errors.json';

/** A refusal: HTTP status, `status.code`, and the one entry of `errors`. */
export interface Refusal {
	http: number;
	status: number;
	code: number;
	description: string;
	/** The text of a completion request, where it differs. */
	onCompletion?: string;
	/** Code of the Verify API, and what its text names. */
	verification: number;
	value?: string;
	/** The phone number that is always refused so, with its name and what it is there to show. */
	number?: string;
	name?: string;
	what?: string;
	/** The server's own string to sign, where the signature is wrong. */
	signatureString?: string;
}

export type ErrorName = keyof typeof table;

export const errors: Readonly<Record<ErrorName, Refusal>> = table;

/**
 * Finer codes of the Verify API for a refused log-in: in the list of codes for Messaging, of which the
 * Verify API documents 3400 alone.
 */
export const loginCodes: readonly number[] = [3071, 3405, 3406, 3409, 3410, 3411, 3412, 3413];

/** Thrown wherever a request turns out to be refused; caught where it is answered. */
export class Refused extends Error {
	/** @param about the transaction that was asked for, if it is known */
	constructor(
		readonly refusal: Refusal,
		readonly about?: object,
	) {
		super(refusal.description);
	}
}

/** Refuses; `values` are for the `{name}` parts of the text. */
export function refuse(refusal: Refusal, values: Record<string, string> = {}): never {
	const fill = (part: string, name: string) => values[name] ?? part;
	const description = refusal.description.replace(/\{(\w+)\}/g, fill);
	throw new Refused(description === refusal.description ? refusal : { ...refusal, description });
}
