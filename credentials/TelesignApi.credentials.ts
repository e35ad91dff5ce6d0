import type {
	IAuthenticate,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';
import { PUBLISHED_RATE } from '../nodes/Telesign/api/rate';

const NO_FUNDS = 'Telesign asks for payment. Check the balance of the account.';

const TOO_MANY =
	'Telesign receives too many requests from this account just now. Test again in a minute.';

const UNAVAILABLE = 'Telesign is unavailable just now. Test again in a minute.';

const NOT_TELESIGN =
	"What answered is not the API of Telesign. Check the Base URL: it is Telesign's address alone, without a path.";

/** What the test says when Telesign's answer carries this code in `errors[0].code`. */
const REFUSALS: Record<string, number[]> = {
	'Telesign does not know this Customer ID. Check it in the Telesign portal.': [-30000, -20001],
	'Telesign refused the API Key. Copy it again from the Telesign portal, without blanks.': [
		-30015, -30006, -50054,
	],
	'This API Key is inactive. Activate it, or make a new one, in the Telesign portal.': [-50055],
	'This Telesign account is suspended. Ask Telesign Support.': [-30001],
	'This Telesign account is not activated yet. Ask Telesign Support.': [-30002],
	'This Telesign account has reached its limit for new accounts. Ask Telesign Support.': [-30003],
	'Customer ID and API Key are right, but Smart Verify is not enabled for this account. Ask Telesign Support to enable it.':
		[-20002, -20003, -20004],
	'Customer ID and API Key are right, but Telesign does not allow requests from this IP address. Ask Telesign Support to allow the address of your n8n.':
		[-10009],
	'Telesign refused the sign-in. Check the Customer ID and the API Key.': [
		-30004, -30005, -30007, -30008, -30009, -30010, -30011, -30012, -40002,
	],
	[NO_FUNDS]: [-10030],
	[TOO_MANY]: [-40007],
	'This Telesign account has used up the transactions it is allowed. Ask Telesign Support to raise the cap.':
		[-40008],
	[UNAVAILABLE]: [-40001, -50059, -90001],
	'Telesign does not take the request. Check the Base URL.': [-40005, -40006, -40009],
	[NOT_TELESIGN]: [-40004],
	'This is a trial account. It works only for phone numbers that were verified in the Telesign portal.':
		[-10033],
};

const HOST_NOT_ALLOWED =
	'Telesign does not allow this Base URL for the account. Full-service accounts use https://rest-ww.telesign.com, self-service accounts https://rest-api.telesign.com.';

/** What the test says to an HTTP status alone; for others n8n shows the text of the status. */
const HTTP_REFUSALS: Record<number, string> = {
	400: HOST_NOT_ALLOWED,
	402: NO_FUNDS,
	403: 'Telesign, or something before it, forbids the request. Check the Base URL and the IP addresses allowed for the account.',
	405: NOT_TELESIGN,
	407: 'A proxy between n8n and Telesign asks for a sign-in. Check the proxy settings of your n8n.',
	429: TOO_MANY,
	500: 'Telesign could not answer just now. Test again in a minute.',
	502: 'Telesign could not be reached through its gateway. Test again in a minute.',
	503: UNAVAILABLE,
	504: 'Telesign did not answer its gateway in time. Test again in a minute.',
};

/** All HTTP statuses of refusal but the two whose meaning is in the body. */
const REFUSING_STATUSES = Array.from({ length: 200 }, (_, index) => 400 + index).filter(
	(status) => status !== 401 && status !== 404,
);

/**
 * Customer ID, API key and address of a Telesign account, used as HTTP Basic auth.
 *
 * The test asks for the status of a transaction that cannot exist (a reference ID of 32 zeros):
 * it sends nothing to anyone. Telesign answers 404 when it accepts the credentials, and that
 * counts as success; rules can only turn a success into a refusal, so every refusal that
 * Telesign documents is listed, by HTTP status and, for n8n 1.x, which lets every status count as a
 * success here, by code as well (https://developer.telesign.com/enterprise/docs/all-status-and-error-codes).
 */
export class TelesignApi implements ICredentialType {
	name = 'telesignApi';

	displayName = 'Telesign API';

	icon: Icon = { light: 'file:../icons/telesign.svg', dark: 'file:../icons/telesign.dark.svg' };

	documentationUrl = 'https://developer.telesign.com/enterprise/docs/authentication';

	properties: INodeProperties[] = [
		{
			displayName: 'Customer ID',
			name: 'customerId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. FFFFFFFF-EEEE-DDDD-1234-AB1234567890',
			description: 'Identifies your account. Shown in the Telesign portal.',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'Belongs to the account. Shown in the Telesign portal; copy it whole, with any "=" at its end.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://rest-ww.telesign.com',
			placeholder: 'e.g. https://rest-ww.telesign.com',
			description:
				'Where Telesign answers: begins with https:// and has no path. Full-service accounts use https://rest-ww.telesign.com, self-service accounts https://rest-api.telesign.com.',
		},
		{
			displayName: 'Requests per Second',
			name: 'requestsPerSecond',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: PUBLISHED_RATE,
			description:
				'Pace that all workflows of one n8n process keep together with this account; each worker has its own. Telesign publishes 50 for SMS and Voice Verify of full-service accounts, and 1 for self-service accounts. 0 means as fast as possible.',
		},
	];

	/**
	 * HTTP Basic. A function rather than the two expressions of a generic description, because n8n
	 * evaluates those in its sandbox for every request (docs/benchmarks.md has what that costs).
	 */
	authenticate: IAuthenticate = async ({ customerId, apiKey }, request) => ({
		...request,
		auth: { username: String(customerId).trim(), password: String(apiKey).trim() },
	});

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl.trim()}}',
			url: '/v1/verify/00000000000000000000000000000000',
			headers: { Accept: 'application/json' },
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: { ignore: true, except: REFUSING_STATUSES },
		},
		rules: [
			...Object.entries(HTTP_REFUSALS).map(([value, message]) => ({
				type: 'responseCode',
				properties: { value: Number(value), message },
			})),
			...Object.entries(REFUSALS).flatMap(([message, codes]) =>
				codes.map((value) => ({
					type: 'responseSuccessBody',
					properties: { key: 'errors[0].code', value, message },
				})),
			),
			// -10001 means "CustomerID/ReferenceID not found", "Not Allowed Host: …" and "Invalid
			// Request: …" alike; only the text tells them apart, and a rule can compare a letter of it.
			...['N', 'I'].map((value) => ({
				type: 'responseSuccessBody',
				properties: { key: 'errors[0].description[0]', value, message: HOST_NOT_ALLOWED },
			})),
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'status.code',
					value: 501,
					message: 'Telesign refused the sign-in. Check the Customer ID and the API Key.',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: { key: 'status.code', value: undefined, message: NOT_TELESIGN },
			},
		] as ICredentialTestRequest['rules'],
	};
}
