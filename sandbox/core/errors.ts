/** A refused request: HTTP status, `status.code`, and the one entry of `errors`. */
export interface Refusal {
	http: number;
	status: 500 | 501 | 599;
	code: number;
	description: string;
	/** The text of a completion request, where it differs. */
	onCompletion?: string;
	/** Code of the Verify API; one of `loginCodes` stands behind the documented 3400. */
	verification: number;
}

type More = Partial<Pick<Refusal, 'status' | 'onCompletion'>>;

const refuse = (
	http: number,
	code: number,
	description: string,
	verification: number,
	more?: More,
): Refusal => ({ http, status: 500, code, description, verification, ...more });

const notAuthorized = (code: number, description: string, verification = 3400, more?: More) =>
	refuse(401, code, description, verification, { status: 501, ...more });

/**
 * Finer codes of the Verify API for a refused log-in: in the list of codes for Messaging, of which the
 * Verify API documents 3400 alone.
 */
export const loginCodes: ReadonlySet<number> = new Set([
	3058, 3071, 3405, 3406, 3409, 3410, 3411, 3412, 3413,
]);

const authorizationFormat = "Required 'Authorization' header is not in the correct format";
const dateRange = "'Date' or 'x-ts-date' header is not within tolerable range";
const nonceLength = "'x-ts-nonce' header value is either too long or too short";

/**
 * Every documented error of the verify resources, once. `{…}` parts are filled in by `withText`.
 * Source: developer.telesign.com/enterprise/docs/all-status-and-error-codes; HTTP statuses from
 * Telesign OpenAPI sms-verify-api.json, voice-verify-api.json and smart-verify-api.json, those two for
 * the texts of a completion. HTTP 402 and 403 are only in understand-telesign-status-and-error-codes,
 * without a body: theirs is assumed; so is HTTP 400 for -40009 and HTTP 401 for -50054 and -50055.
 */
export const errors = {
	badPhoneNumber: refuse(400, -10001, 'Invalid Request: PhoneNumber Parameter', 3101),
	badParameter: refuse(400, -10001, 'Invalid Request: {name} Parameter: {value}', 3110),
	missingParameter: refuse(400, -10001, 'Invalid Request: Missing Parameter: {name}', 3302),
	badReferenceId: refuse(400, -10001, 'Invalid Request: ReferenceID Parameter: None', 3110, {
		onCompletion: 'Invalid parameter passed',
	}),
	hostNotAllowed: refuse(400, -10001, 'Not Allowed Host: Hostname Parameter: {host}', 3413),
	badRequest: refuse(400, -40006, 'Bad Request', 3110),
	noData: refuse(400, -40007, 'No Data Submitted', 3110),
	numberNotSupported: refuse(400, -40009, 'Phone number not supported', 3101),

	hostNotAllowed401: refuse(401, -10001, 'Not Allowed Host', 3413),
	sourceIp: refuse(401, -10009, 'Invalid source IP address', 3409),
	trial: refuse(401, -10033, '{number} has not been verified for this trial account.', 3071),
	invalidRequest: notAuthorized(-20001, 'Invalid request'),
	productNotEnabled: notAuthorized(
		-20002,
		'This product is not enabled for this Customer ID.',
		3906,
	),
	featureNotEnabled: notAuthorized(
		-20003,
		'This feature is not enabled for this Customer ID.',
		3906,
	),
	countryNotEnabled: refuse(401, -20004, 'This product is not enabled for this country.', 3400),
	customerId: notAuthorized(-30000, 'Invalid Customer ID.', 3410),
	suspended: notAuthorized(-30001, 'Customer ID Account Suspended.', 3406, {
		onCompletion: 'Account suspended',
	}),
	notActivated: notAuthorized(-30002, 'Customer ID Account Not Activated.', 3400, {
		onCompletion: 'Account not activated',
	}),
	accountLimit: notAuthorized(-30003, 'Customer ID new account limit reached.', 3400, {
		onCompletion: 'Account limit reached',
	}),
	noAuthorization: notAuthorized(-30004, "Missing required 'Authorization' header", 3405),
	authorizationFormat: notAuthorized(-30005, authorizationFormat, 3412),
	signature: notAuthorized(-30006, 'Invalid Signature'),
	noDate: notAuthorized(-30007, "Missing required 'Date' or 'x-ts-date' header"),
	authMethod: refuse(401, -30008, "Invalid 'x-ts-auth-method' header.", 3400),
	dateFormat: notAuthorized(-30009, "'Date' or 'x-ts-date' header is not RFC822 compliant"),
	dateRange: notAuthorized(-30010, dateRange),
	nonceLength: notAuthorized(-30011, nonceLength),
	nonceUsed: notAuthorized(-30012, "'x-ts-nonce' header value has been used recently"),
	apiKey: notAuthorized(-30015, 'Invalid API Key.', 3411),
	notAuthorized: notAuthorized(-40002, 'Not authorized'),
	invalidKey: notAuthorized(-50054, 'Invalid API key', 3411),
	inactiveKey: notAuthorized(-50055, 'Inactive API key', 3411),

	noFunds: refuse(402, -10030, 'Insufficient funds in prepaid wallet.', 3073),
	forbidden: refuse(403, -40002, 'Not authorized', 3400, { status: 501 }),

	unknownReferenceId: refuse(404, -10001, 'CustomerID/ReferenceID not found', 3110, {
		onCompletion: 'Customer ID / Reference ID not found',
	}),
	expiredReferenceId: refuse(404, -10004, 'Reference ID expired', 3110, { status: 599 }),
	notFound: refuse(404, -40004, 'Resource not found', 3110),
	methodNotAllowed: refuse(405, -40005, 'Method not allowed', 3110),
	tooLarge: refuse(413, -40006, 'Bad Request', 3116),
	mediaType: refuse(415, -40006, 'Bad Request', 3110),
	rateLimit: refuse(429, -40007, 'Rate Limit Exceeded', 3204),
	hardCap: refuse(429, -40008, '{product} exceeded transaction hard cap. Request denied.', 3207),
	unavailable: refuse(503, -90001, 'System Unavailable, please try again later.', 3500),
	serverError: refuse(500, -90001, 'System Unavailable, please try again later.', 3500),
};

/** A refusal with the `{name}` parts of its text filled in. */
export function withText(refusal: Refusal, values: Record<string, string>): Refusal {
	const description = refusal.description.replace(
		/\{(\w+)\}/g,
		(_part, name: string) => values[name],
	);
	return { ...refusal, description };
}
