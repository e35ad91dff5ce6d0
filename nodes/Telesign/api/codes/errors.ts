/**
 * What Telesign's `errors[].code` says about a refused verify request.
 *
 * Source: developer.telesign.com/enterprise/docs/all-status-and-error-codes, and for HTTP statuses
 * and wordings the Telesign OpenAPI files sms-verify-api.json and voice-verify-api.json.
 */
import type { Family } from './advice';

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

const row = (
	family: Family,
	http: readonly number[],
	texts: readonly string[],
	retryHelps = false,
): ErrorCode => ({ texts, http, family, retryHelps });

const RETRY_HELPS = true;

/** Every error code that is documented for verify requests, by number. */
export const ERROR_CODES: Readonly<Record<number, ErrorCode>> = {
	[-10001]: row(
		'input',
		[400, 401, 404],
		[
			'Invalid parameter passed',
			'Invalid Request: {name} Parameter',
			'Invalid Request: {name} Parameter: {value}',
			'Invalid Request: Missing Parameter: {name}',
			'Invalid Request: ReferenceID Parameter: {id}',
			'Invalid Request: CustomerID Parameter: {id}',
			'Invalid Request: AuthenticationID',
			'Not Allowed Host',
			'Not Allowed Host: Hostname Parameter: {host}',
			'Not Allowed Host: IP Parameter: {ip}',
			'CustomerID/ReferenceID not found',
		],
	),
	[-10002]: row('input', [400], ['Empty recipients list']),
	[-10003]: row('input', [400], ['Max number of recipients exceeded']),
	[-10004]: row('expired', [404], ['Reference ID expired', 'ReferenceID expired.']),
	[-10009]: row('host', [401], ['Invalid source IP address']),
	[-10030]: row('funds', [], ['Insufficient funds in prepaid wallet.']),
	[-10033]: row('trial', [401], ['{phone_number} has not been verified for this trial account.']),

	[-20001]: row(
		'credentials',
		[401],
		['Invalid request', 'Invalid Request: CustomerID Parameter: {id}'],
	),
	[-20002]: row('product', [401], ['This product is not enabled for this Customer ID.']),
	[-20003]: row('product', [401], ['This feature is not enabled for this Customer ID.']),
	[-20004]: row('product', [401], ['This product is not enabled for this country.']),

	[-30000]: row('credentials', [401], ['Invalid Customer ID.']),
	[-30001]: row('account', [401], ['Customer ID Account Suspended.']),
	[-30002]: row('account', [401], ['Customer ID Account Not Activated.']),
	[-30003]: row('account', [401], ['Customer ID new account limit reached.']),
	[-30004]: row('credentials', [401], ["Missing required 'Authorization' header"]),
	[-30005]: row(
		'credentials',
		[401],
		["Required 'Authorization' header is not in the correct format"],
	),
	[-30006]: row('signature', [401], ['Invalid Signature']),
	[-30007]: row('signature', [401], ["Missing required 'Date' or 'x-ts-date' header"]),
	[-30008]: row('signature', [401], ["Invalid 'x-ts-auth-method' header."]),
	[-30009]: row('signature', [401], ["'Date' or 'x-ts-date' header is not RFC822 compliant"]),
	[-30010]: row('signature', [401], ["'Date' or 'x-ts-date' header is not within tolerable range"]),
	[-30011]: row('signature', [401], ["'x-ts-nonce' header value is either too long or too short"]),
	[-30012]: row(
		'signature',
		[401],
		["'x-ts-nonce' header value has been used recently"],
		RETRY_HELPS,
	),
	[-30013]: row('notFound', [401], ['Invalid ReferenceID for Verify Completion']),
	[-30015]: row('credentials', [401], ['Invalid API Key.']),

	[-40001]: row('unavailable', [], ['Status unavailable'], RETRY_HELPS),
	[-40002]: row('credentials', [401], ['Not authorized']),
	[-40004]: row('host', [404], ['Resource not found']),
	[-40005]: row('host', [405], ['Method not allowed']),
	[-40006]: row('input', [400], ['Bad Request']),
	[-40007]: row('rateLimit', [429, 400], ['Rate Limit Exceeded', 'No Data Submitted'], RETRY_HELPS),
	[-40008]: row('hardCap', [429], ['{product} exceeded transaction hard cap. Request denied.']),
	[-40009]: row('unsupported', [], ['Phone number not supported']),
	[-40010]: row('unsupported', [], ['Phone number is out of coverage']),
	[-40023]: row('unknown', [], []),
	[-40024]: row('blockedByYou', [], ['Message blocked by customer request']),
	[-40025]: row('blockedByTelesign', [], ['Message blocked by Telesign']),

	// From the time of push verification, still listed for Smart Verify.
	[-50001]: row('unknown', [], ['Max retries limit reached']),
	[-50002]: row('unknown', [], []),
	[-50003]: row('unknown', [], []),
	[-50051]: row('unknown', [], []),
	[-50052]: row('unknown', [], []),
	[-50054]: row('credentials', [], ['Invalid API key']),
	[-50055]: row('credentials', [], ['Inactive API key']),
	[-50056]: row('unknown', [], []),
	[-50057]: row('unknown', [], ['Invalid verification code']),
	[-50058]: row('unknown', [], []),
	[-50059]: row('unavailable', [], ['Status not available'], RETRY_HELPS),
	[-60001]: row('unknown', [200], ['Phone ID Contact data not found']),
	[-60002]: row('unknown', [], []),

	[-90001]: row(
		'unavailable',
		[503, 500],
		['System Unavailable, please try again later.'],
		RETRY_HELPS,
	),
};
