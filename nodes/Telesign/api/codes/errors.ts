/**
 * What Telesign's `errors[].code` says about a rejected verify request, from `errors.json`: one line for
 * each code that is documented for one. Those from -50001 on are of the time of push verification, and
 * still listed for Smart Verify.
 *
 * Source: developer.telesign.com/enterprise/docs/all-status-and-error-codes, and for HTTP statuses
 * and wordings the Telesign OpenAPI files sms-verify-api.json and voice-verify-api.json.
 */
import type { Family } from './advice';
import rows from './errors.json';

export interface ErrorCode {
	/** Telesign's wordings, `{…}` marks the parts that vary. Empty: not published. */
	texts: readonly string[];
	/** HTTP statuses it comes with. Empty: not published. */
	http: readonly number[];
	/** Key of the advice. For -10001 and -40007 `read.ts` looks closer. */
	family: Family;
	/** True when the same request, made again later, may go better. */
	retryHelps: boolean;
}

type Row = Omit<ErrorCode, 'retryHelps'> & { code: number; retryHelps?: boolean };

/** By number. */
export const ERROR_CODES: Readonly<Record<number, ErrorCode>> = Object.fromEntries(
	(rows as Row[]).map(({ code, ...row }) => [code, { retryHelps: false, ...row }]),
);
