/**
 * Phone numbers that fix what happens. All lie in the range 555-0100 to 555-0199 that North America
 * keeps for fiction. Any other number is a mobile that gets its SMS.
 */
import { errors, type Refusal } from './core/errors';

/** `phone_type` by its code. Source: github.com/TeleSign/csharp_telesign_enterprise, PhoneType.cs. */
export const phoneTypes = { FIXED_LINE: '1', MOBILE: '2', VOIP: '5' } as const;

/** A message and the status codes that it goes through, the last one for good. */
export interface Journey {
	kind: 'journey';
	phone: keyof typeof phoneTypes;
	/** Status codes of an SMS; absent if the phone takes none. */
	sms?: readonly number[];
	/** Status codes of a call. */
	voice: readonly number[];
	/** Whether the phone takes WhatsApp, Viber and RCS; absent: if it takes an SMS. */
	apps?: boolean;
	/** What keeps the message from being sent: the risk score, Telesign's blocklist, or yours. */
	block?: 'risk' | 'telesign' | 'customer';
	/** Flagged by the risk score, but sent. */
	risk?: 'flag';
}

export type Outcome =
	| Journey
	/** Refused; with `times`, only that many times, and then sent as to any mobile. */
	| { kind: 'refusal'; refusal: Refusal; times?: number }
	/** See `sandbox/http/faults.ts`, by name. */
	| { kind: 'fault' };

/** One number and what it does. */
export interface SandboxNumber<Name extends string = string> {
	/** Digits only, with country code. */
	number: string;
	/** Unique; of a refusal or a fault it is also a value of `settings.fault`. */
	name: Name;
	what: string;
	/** Whether a message reaches the handset in the end, by the channel chosen for the number. */
	delivers: boolean;
	outcome: Outcome;
}

/** Statuses of a message that is on its way. */
export const onItsWay: ReadonlySet<number> = new Set([103, 290, 291, 292, 2000]);

/** Final statuses of a message that arrived. */
export const arrived: ReadonlySet<number> = new Set([100, 200, 201]);

/** Status codes by which a message is kept back: of an SMS, of a call. For risk see `riskBlock`. */
export const blockStatuses = {
	risk: [233, 133],
	telesign: [230, 130],
	customer: [229, 129],
} as const;

/** Any number that is not in the table. */
export const anyMobile: Journey = {
	kind: 'journey',
	phone: 'MOBILE',
	sms: [290, 203, 200],
	voice: [103, 100],
};

function journey(end: string, name: string, what: string, outcome: Journey): SandboxNumber {
	const statuses = outcome.sms ?? outcome.voice;
	const delivers = !outcome.block && arrived.has(statuses[statuses.length - 1]);
	return { number: `1310555${end}`, name, what, delivers, outcome };
}

const usual = [290, 203, 200];

type More = Partial<Pick<Journey, 'phone' | 'block' | 'risk' | 'apps'>>;

const sms = (end: string, name: string, what: string, statuses: number[], more?: More) =>
	journey(end, name, what, { ...anyMobile, sms: statuses, ...more });

const call = (end: string, name: string, what: string, statuses: number[], more?: More) =>
	journey(end, name, what, { kind: 'journey', phone: 'FIXED_LINE', voice: statuses, ...more });

const refused = <Name extends string>(
	end: string,
	name: Name,
	what: string,
	refusal: Refusal,
	times?: number,
): SandboxNumber<Name> => ({
	number: `1415555${end}`,
	name,
	what,
	delivers: times !== undefined,
	outcome: { kind: 'refusal', refusal, times },
});

const faulty = <Name extends string>(
	end: string,
	name: Name,
	what: string,
	delivers: boolean,
): SandboxNumber<Name> => ({
	number: `1646555${end}`,
	name,
	what,
	delivers,
	outcome: { kind: 'fault' },
});

/** 1-310-555-01xx: accepted, and what becomes of the message. 0152 to 0171 end at 502 to 521. */
export const journeys: readonly SandboxNumber[] = [
	sms('0100', 'mobile', 'Mobile: SMS, delivered', usual),
	call('0101', 'landline', 'Landline: voice, answered', [103, 100]),
	call('0102', 'not-answered', 'Landline: nobody answers', [103, 101]),
	call('0103', 'busy', 'Landline: line busy', [103, 107]),
	call('0104', 'call-failed', 'Landline: call fails', [103, 106]),
	call('0105', 'call-canceled', 'Landline: Telesign cancels the call', [103, 108]),
	call('0106', 'call-not-handled', 'Landline: the call is not tried yet, and stays so', [105]),
	sms('0107', 'undelivered', 'SMS fails, reason unknown', [290, 203, 207]),
	sms('0108', 'phone-off', 'SMS fails: temporary phone error', [290, 203, 210]),
	sms('0109', 'phone-error', 'SMS fails: permanent phone error', [290, 203, 211]),
	sms('0110', 'no-route', 'SMS fails: cannot be routed', [290, 220]),
	sms('0111', 'sms-expired', 'SMS expires before delivery', [290, 203, 221]),
	sms('0112', 'sms-not-supported', 'SMS not supported', [290, 222]),
	sms('0113', 'at-gateway', 'SMS stays at the gateway', [290, 203]),
	sms('0114', 'unknown-delivery', 'SMS: final status unknown', [290, 203, 250]),
	sms('0115', 'unconfirmed', 'SMS: no confirmation from the handset', [290, 203, 251]),
	sms('0116', 'risk', 'Mobile, blocked by risk unless ignore_risk is true', usual, {
		block: 'risk',
	}),
	call(
		'0117',
		'risk-landline',
		'Landline, blocked by risk unless ignore_risk is true',
		[103, 100],
		{ block: 'risk' },
	),
	sms('0118', 'blocklisted', 'Mobile on the blocklist of Telesign', usual, {
		block: 'telesign',
	}),
	call('0119', 'blocklisted-landline', 'Landline on the blocklist of Telesign', [103, 100], {
		block: 'telesign',
	}),
	sms('0120', 'own-block', 'Mobile that you have blocked', usual, {
		block: 'customer',
	}),
	call('0121', 'own-block-landline', 'Landline that you have blocked', [103, 100], {
		block: 'customer',
	}),
	sms('0122', 'content', 'SMS refused for its content', [290, 231]),
	sms('0123', 'deactivated', 'SMS blocked: the number was deactivated', [232]),
	sms('0124', 'country-block', 'SMS blocked: you blocked the country', [237]),
	sms('0125', 'prefix-block', 'SMS blocked: you blocked the prefix', [238]),
	sms('0126', 'suspicious', 'SMS done, suspicious activity detected', [290, 203, 201]),
	sms('0127', 'queued', 'SMS queued by Telesign first', [291, 203, 200]),
	sms('0128', 'queued-gateway', 'SMS queued by the gateway first', [292, 203, 200]),
	sms('0129', 'delayed-status', 'SMS status delayed, then delivered', [290, 295, 200]),
	sms('0130', 'pending', 'Smart Verify "Pending" first, then delivered', [2000, 203, 200]),
	sms('0131', 'flagged', 'Mobile of medium risk: flagged, sent, delivered', usual, {
		risk: 'flag',
	}),
	sms('0132', 'voip', 'VoIP number: SMS, delivered', usual, { phone: 'VOIP' }),
	sms('0133', 'no-apps', 'Mobile without WhatsApp, Viber and RCS', usual, {
		apps: false,
	}),
	sms('0134', 'calls-only', 'Mobile that a call alone reaches', [290, 222], { apps: false }),
	sms('0140', 'ok-not-attempted', 'HTTP 200 that says "not attempted"', [500]),
	sms('0141', 'ok-not-authorized', 'HTTP 200 that says "not authorized"', [501]),
	sms('0149', 'status-unavailable', 'Status not available', [290, 599]),
	sms('0152', 'sms-502', 'SMS fails: campaign error', [290, 502]),
	sms('0153', 'sms-503', 'SMS fails: carrier rejected it, temporary', [290, 503]),
	sms('0154', 'sms-504', 'SMS fails: carrier rejected it, permanent', [290, 504]),
	sms('0155', 'sms-505', 'SMS fails: gateway error, temporary', [290, 505]),
	sms('0156', 'sms-506', 'SMS fails: gateway error, permanent', [290, 506]),
	sms('0157', 'sms-507', 'SMS fails: bad destination', [290, 507]),
	sms('0158', 'sms-508', 'SMS fails: bad source', [290, 508]),
	sms('0159', 'sms-509', 'SMS fails: parameters problem', [290, 509]),
	sms('0160', 'sms-510', 'SMS fails: blocked by the subscriber', [290, 510]),
	sms('0161', 'sms-511', 'SMS fails: subscriber low on credit', [290, 511]),
	sms('0162', 'sms-512', 'SMS fails: roaming error', [290, 512]),
	sms('0163', 'sms-513', 'SMS fails: number portability error', [290, 513]),
	sms('0164', 'sms-514', 'SMS fails: subscriber absent', [290, 514]),
	sms('0165', 'sms-515', 'SMS fails: suspected spam', [290, 515]),
	sms('0167', 'sms-517', 'SMS fails: DLT details not supported', [290, 517]),
	sms('0168', 'sms-518', 'SMS fails: high risk SIM swap indicator', [290, 518]),
	sms('0169', 'sms-519', 'SMS fails: SIM swap check not possible', [290, 519]),
	sms('0170', 'sms-520', 'SMS fails: content not allowed', [290, 520]),
	sms('0171', 'sms-521', 'SMS fails: sender ID not allowed', [290, 521]),
];

/** 1-415-555-01xx: refused by an HTTP error. 0110 to 0122 answer -30000 to -30012. */
export const refusals = [
	refused('0100', 'bad-phone-number', 'PhoneNumber refused', errors.badPhoneNumber),
	refused('0101', 'bad-parameter', 'Parameter refused', errors.badParameter),
	refused('0102', 'missing-parameter', 'Parameter missing', errors.missingParameter),
	refused('0103', 'host-not-allowed', 'Host not allowed', errors.hostNotAllowed),
	refused('0104', 'bad-request', 'Bad request', errors.badRequest),
	refused('0105', 'no-data', '"No Data Submitted"', errors.noData),
	refused('0106', 'number-not-supported', 'Phone number not supported', errors.numberNotSupported),
	refused('0110', 'invalid-customer-id', 'Invalid Customer ID', errors.customerId),
	refused('0111', 'suspended', 'Account suspended', errors.suspended),
	refused('0112', 'not-activated', 'Account not activated', errors.notActivated),
	refused('0113', 'account-limit', 'Limit of a new account', errors.accountLimit),
	refused('0114', 'no-authorization', 'Authorization missing', errors.noAuthorization),
	refused('0115', 'authorization-format', 'Authorization malformed', errors.authorizationFormat),
	refused('0116', 'invalid-signature', 'Invalid signature', errors.signature),
	refused('0117', 'no-date', 'Date missing', errors.noDate),
	refused('0118', 'auth-method', 'Bad x-ts-auth-method', errors.authMethod),
	refused('0119', 'date-format', 'Date malformed', errors.dateFormat),
	refused('0120', 'date-range', 'Date out of range', errors.dateRange),
	refused('0121', 'nonce-length', 'Nonce too long or too short', errors.nonceLength),
	refused('0122', 'nonce-used', 'Nonce used recently', errors.nonceUsed),
	refused('0125', 'invalid-api-key', 'Invalid API key', errors.apiKey),
	refused(
		'0126',
		'host-not-allowed-401',
		'Host not allowed, as HTTP 401',
		errors.hostNotAllowed401,
	),
	refused('0127', 'source-ip', 'Source IP address not allowed', errors.sourceIp),
	refused('0128', 'trial', 'Number not verified for this trial account', errors.trial),
	refused('0129', 'invalid-request', 'Invalid request, as HTTP 401', errors.invalidRequest),
	refused('0130', 'product-not-enabled', 'Product not enabled', errors.productNotEnabled),
	refused('0131', 'feature-not-enabled', 'Feature not enabled', errors.featureNotEnabled),
	refused(
		'0132',
		'country-not-enabled',
		'Product not enabled for this country',
		errors.countryNotEnabled,
	),
	refused('0133', 'not-authorized', 'Not authorized', errors.notAuthorized),
	refused('0134', 'invalid-key', 'Invalid API key, the other code', errors.invalidKey),
	refused('0135', 'inactive-key', 'Inactive API key', errors.inactiveKey),
	refused('0136', 'no-funds', 'Prepaid wallet empty', errors.noFunds),
	refused('0137', 'forbidden', 'Forbidden', errors.forbidden),
	refused('0140', 'not-found', 'Resource not found', errors.notFound),
	refused('0141', 'method-not-allowed', 'Method not allowed', errors.methodNotAllowed),
	refused('0142', 'media-type', 'Unsupported media type', errors.mediaType),
	refused('0150', 'rate-limited', 'Rate limit, always', errors.rateLimit),
	refused('0151', 'storm', 'Rate limit 3 times, then an SMS', errors.rateLimit, 3),
	refused('0152', 'hard-cap', 'Transaction hard cap', errors.hardCap),
	refused('0160', 'server-error', 'System unavailable, as HTTP 500', errors.serverError),
	refused('0161', 'unavailable', 'System unavailable, always', errors.unavailable),
	refused('0162', 'burst', 'System unavailable 2 times, then an SMS', errors.unavailable, 2),
];

/** 1-646-555-01xx: something goes wrong on the way. The last value: does the message arrive? */
export const faults = [
	faulty('0100', 'text-plain', 'The right JSON, labelled text/plain', true),
	faulty('0101', 'html', 'HTTP 200 with an HTML page, not from Telesign', false),
	faulty('0102', 'empty', 'HTTP 200 with an empty body', true),
	faulty('0103', 'truncated', 'HTTP 200 with the first half of the JSON', true),
	faulty('0104', 'huge', 'The right JSON with 5 MB of padding', true),
	faulty('0105', 'not-utf8', 'JSON with a byte that is not UTF-8', true),
	faulty('0106', 'array', 'HTTP 200 with a JSON array', true),
	faulty('0107', 'no-status', 'JSON without status', true),
	faulty('0108', 'null', 'HTTP 200 with the JSON value null', true),
	faulty('0110', 'plain-500', 'HTTP 500 with a plain text, not from Telesign', false),
	faulty('0111', 'html-502', 'HTTP 502 with an HTML page', false),
	faulty('0112', 'empty-504', 'HTTP 504 without a body', false),
	faulty('0120', 'redirect-302', 'HTTP 302 to another origin', false),
	faulty('0121', 'redirect-307', 'HTTP 307 to another origin', false),
	faulty('0130', 'reset-before', 'Connection reset, nothing taken', false),
	faulty('0131', 'reset-after', 'Taken and delivered, then connection reset', true),
	faulty('0132', 'half-answer', 'Delivered; half of the answer, then connection closed', true),
	faulty('0133', 'slow', 'Delivered; answered after slowMs', true),
	faulty('0134', 'hang', 'Taken and delivered; never answered', true),
];

/** What `settings.fault` can be: the name of a refusal or of a fault. */
export type FaultName = (typeof refusals)[number]['name'] | (typeof faults)[number]['name'];

/** Every number, in order. */
export const numbers: readonly SandboxNumber[] = [...journeys, ...refusals, ...faults];

const byNumber = new Map(numbers.map((row) => [row.number, row]));
const byFault = new Map<string, SandboxNumber>(
	[...refusals, ...faults].map((row) => [row.name, row]),
);

/** The row of a number, if it has one. */
export function rowOf(number: string): SandboxNumber | undefined {
	return byNumber.get(number);
}

/** The row that a value of `settings.fault` names, if there is one. */
export function rowOfFault(name: string): SandboxNumber | undefined {
	return byFault.get(name);
}
