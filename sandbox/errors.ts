/** A refused request: HTTP status, `status.code`, and the one entry of `errors`. */
export interface Refusal {
	http: number;
	status: 500 | 501 | 599;
	code: number;
	description: string;
}

const notAttempted = (http: number, code: number, description: string): Refusal => ({
	http,
	status: 500,
	code,
	description,
});

const notAuthorized = (code: number, description: string): Refusal => ({
	http: 401,
	status: 501,
	code,
	description,
});

/**
 * Every documented error of the verify resources, once. `{…}` parts are filled in by `withText`.
 * Source: developer.telesign.com/enterprise/docs/all-status-and-error-codes; HTTP statuses from
 * Telesign OpenAPI sms-verify-api.json, voice-verify-api.json and smart-verify-api.json. HTTP 402
 * and 403 are only in understand-telesign-status-and-error-codes, without a body: theirs is assumed;
 * so is HTTP 400 for -40009 and HTTP 401 for -50054 and -50055.
 */
export const errors = {
	badPhoneNumber: notAttempted(400, -10001, 'Invalid Request: PhoneNumber Parameter'),
	badParameter: notAttempted(400, -10001, 'Invalid Request: {name} Parameter: {value}'),
	missingParameter: notAttempted(400, -10001, 'Invalid Request: Missing Parameter: {name}'),
	badReferenceId: notAttempted(400, -10001, 'Invalid Request: ReferenceID Parameter: None'),
	hostNotAllowed: notAttempted(400, -10001, 'Not Allowed Host: Hostname Parameter: {host}'),
	badRequest: notAttempted(400, -40006, 'Bad Request'),
	noData: notAttempted(400, -40007, 'No Data Submitted'),
	numberNotSupported: notAttempted(400, -40009, 'Phone number not supported'),

	hostNotAllowed401: notAttempted(401, -10001, 'Not Allowed Host'),
	sourceIp: notAttempted(401, -10009, 'Invalid source IP address'),
	trial: notAttempted(401, -10033, '{number} has not been verified for this trial account.'),
	invalidRequest: notAuthorized(-20001, 'Invalid request'),
	productNotEnabled: notAuthorized(-20002, 'This product is not enabled for this Customer ID.'),
	featureNotEnabled: notAuthorized(-20003, 'This feature is not enabled for this Customer ID.'),
	countryNotEnabled: notAttempted(401, -20004, 'This product is not enabled for this country.'),
	customerId: notAuthorized(-30000, 'Invalid Customer ID.'),
	suspended: notAuthorized(-30001, 'Customer ID Account Suspended.'),
	notActivated: notAuthorized(-30002, 'Customer ID Account Not Activated.'),
	accountLimit: notAuthorized(-30003, 'Customer ID new account limit reached.'),
	noAuthorization: notAuthorized(-30004, "Missing required 'Authorization' header"),
	authorizationFormat: notAuthorized(
		-30005,
		"Required 'Authorization' header is not in the correct format",
	),
	signature: notAuthorized(-30006, 'Invalid Signature'),
	noDate: notAuthorized(-30007, "Missing required 'Date' or 'x-ts-date' header"),
	authMethod: notAttempted(401, -30008, "Invalid 'x-ts-auth-method' header."),
	dateFormat: notAuthorized(-30009, "'Date' or 'x-ts-date' header is not RFC822 compliant"),
	dateRange: notAuthorized(-30010, "'Date' or 'x-ts-date' header is not within tolerable range"),
	nonceLength: notAuthorized(-30011, "'x-ts-nonce' header value is either too long or too short"),
	nonceUsed: notAuthorized(-30012, "'x-ts-nonce' header value has been used recently"),
	completionId: notAuthorized(-30013, 'Invalid ReferenceID for Verify Completion'),
	apiKey: notAuthorized(-30015, 'Invalid API Key.'),
	notAuthorized: notAuthorized(-40002, 'Not authorized'),
	invalidKey: notAuthorized(-50054, 'Invalid API key'),
	inactiveKey: notAuthorized(-50055, 'Inactive API key'),

	noFunds: notAttempted(402, -10030, 'Insufficient funds in prepaid wallet.'),
	forbidden: { http: 403, status: 501, code: -40002, description: 'Not authorized' } as Refusal,

	unknownReferenceId: notAttempted(404, -10001, 'CustomerID/ReferenceID not found'),
	expiredReferenceId: {
		http: 404,
		status: 599,
		code: -10004,
		description: 'Reference ID expired',
	} as Refusal,
	notFound: notAttempted(404, -40004, 'Resource not found'),
	methodNotAllowed: notAttempted(405, -40005, 'Method not allowed'),
	mediaType: notAttempted(415, -40006, 'Bad Request'),
	rateLimit: notAttempted(429, -40007, 'Rate Limit Exceeded'),
	hardCap: notAttempted(429, -40008, '{product} exceeded transaction hard cap. Request denied.'),
	unavailable: notAttempted(503, -90001, 'System Unavailable, please try again later.'),
	serverError: notAttempted(500, -90001, 'System Unavailable, please try again later.'),
};

/** A refusal with the `{name}` parts of its text filled in; parts without a value are kept. */
export function withText(refusal: Refusal, values: Record<string, string>): Refusal {
	const description = refusal.description.replace(
		/\{(\w+)\}/g,
		(part, name: string) => values[name] ?? part,
	);
	return { ...refusal, description };
}
