import type {
	IAuthenticate,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';
import type { Family } from '../nodes/Telesign/api/codes/advice';
import { ERROR_CODES } from '../nodes/Telesign/api/codes/errors';
import { smartVerify, verification } from '../nodes/Telesign/api/product';

const ADVICE = smartVerify.advice;

/** Families of codes that Telesign answers with once it has accepted the sign-in. */
const SIGNED_IN: Family[] = ['product', 'trial', 'funds', 'hardCap'];

const NOT_TELESIGN =
	"What answered is not the API of Telesign. Check the Account Type and, if it is Custom, the Base URL: it is Telesign's address alone, without a path.";

const NOT_ACCEPTED =
	'What answered does not say that the sign-in was accepted. Check the Customer ID, the API Key and the Account Type.';

/** What the test says to an HTTP status alone, which is all that n8n 2 shows it but for 404. */
const HTTP_REFUSALS: Record<number, string> = {
	400: 'Telesign rejects the request. Check the Account Type and, if it is Custom, the Base URL.',
	401: 'Telesign refused the sign-in. Check the Customer ID and the API Key. If both are right: the account is suspended, not activated or at its limit, the API Key is inactive, Smart Verify is not enabled, or this address or the IP address of your n8n is not allowed. Send a code to see which.',
	402: ADVICE.funds,
	403: 'Telesign, or something in front of it, forbids the request. Check the Account Type and the IP addresses allowed for the account.',
	405: NOT_TELESIGN,
	407: 'A proxy between n8n and Telesign requires a sign-in. Check the proxy settings of your n8n.',
	429: 'Telesign is getting too many requests from this account. Test again in a minute.',
	500: 'Telesign could not answer. Test again in a minute.',
	502: 'A gateway in front of Telesign could not reach it. Test again in a minute.',
	503: 'Telesign is unavailable. Test again in a minute.',
	504: 'Telesign did not answer in time. Test again in a minute.',
};

/** Every HTTP status but the one of "not found". */
const OTHER_STATUSES = Array.from({ length: 400 }, (_, index) => 200 + index).filter(
	(status) => status !== 404,
);

interface BodyRule {
	type: 'responseSuccessBody';
	properties: { key: string; value: unknown; message: string };
}

const ruleOut = (key: string, value: unknown, message: string): BodyRule => ({
	type: 'responseSuccessBody',
	properties: { key, value, message },
});

/** What Telesign's "not found" has; without it nobody knows who answered. */
const REQUIRED = ['status.description', 'errors[0].code', 'errors[0].description[12]'];

/** Every documented error but those of "not found", as a number and as a text. */
const refusalsByCode = Object.entries(ERROR_CODES)
	.filter(([code]) => code !== '-10001' && code !== '-10004')
	.flatMap(([code, { family, texts }]) => {
		const right = SIGNED_IN.includes(family) ? 'Customer ID and API Key are right, but ' : '';
		const said = texts[0] ? `${texts[0].replace(/\.$/, '')} (${code})` : code;
		const message = `${right}Telesign says: ${said}. ${ADVICE[family]}`;
		return [Number(code), code].map((value) => ruleOut('errors[0].code', value, message));
	});

const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));

/**
 * "CustomerID/ReferenceID not found", also written "Customer ID / Reference ID …", told from all other
 * texts by two of its letters. A rule can only say what must not be, so each other letter is ruled out.
 */
const otherTexts = [
	{ at: 0, letters: 'C' },
	{ at: 12, letters: 'e/' },
].flatMap(({ at, letters }) =>
	PRINTABLE.filter((letter) => !letters.includes(letter)).map((letter) =>
		// -10001 is "Not Allowed Host: …" and "Invalid Request: …", too.
		ruleOut(
			`errors[0].description[${at}]`,
			letter,
			letter === 'N' && at === 0 ? ADVICE.host : NOT_ACCEPTED,
		),
	),
);

/**
 * Customer ID, API key and address of a Telesign account, used as HTTP Basic auth.
 *
 * The test asks for the status of a transaction that cannot exist (a reference ID of 32 zeros): it
 * sends nothing to anyone. It passes only for Telesign's own "not found", which it says after it has
 * accepted the sign-in. n8n 2 holds the test to HTTP 404; n8n 1 lets every status count as a success
 * here, so the rules go by the body as well
 * (https://developer.telesign.com/enterprise/docs/all-status-and-error-codes).
 */
export class TelesignApi implements ICredentialType {
	name = 'telesignApi';

	displayName = 'Telesign API';

	icon: Icon = { light: 'file:../icons/telesign.svg', dark: 'file:../icons/telesign.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-telesign/n8n-nodes-telesign#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Account Type',
			name: 'accountType',
			type: 'options',
			options: [
				{
					name: 'Full-Service',
					value: 'fullService',
					description: 'Set up with Telesign Sales',
				},
				{
					name: 'Self-Service',
					value: 'selfService',
					description: 'Opened on the website, including trials',
				},
				{
					name: 'Custom',
					value: 'custom',
					description: 'With other addresses, such as those of the sandbox',
				},
			],
			default: 'fullService',
			description:
				'Full-service accounts can have every product. Self-service accounts have only SMS Verify.',
		},
		{
			displayName: 'Customer ID',
			name: 'customerId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. FFFFFFFF-EEEE-DDDD-1234-AB1234567890',
			description: 'In the Telesign portal, with your account details',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'In the Telesign portal, with your account details. Copy all of it, including any "=" at the end.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: smartVerify.url,
			placeholder: `e.g. ${smartVerify.url}`,
			description:
				'Address for Smart Verify, SMS Verify and Voice Verify. Starts with https:// and has no path.',
			displayOptions: { show: { accountType: ['custom'] } },
		},
		{
			displayName: 'Verify API Base URL',
			name: 'verifyBaseUrl',
			type: 'string',
			required: true,
			default: verification.url,
			placeholder: `e.g. ${verification.url}`,
			description: 'Address for the Verify API. Starts with https:// and has no path.',
			displayOptions: { show: { accountType: ['custom'] } },
		},
		{
			displayName: 'Requests per Second',
			name: 'requestsPerSecond',
			type: 'string',
			default: '',
			placeholder: 'e.g. 20',
			description:
				'Highest rate at which n8n calls each product of this account; each worker has its own. If empty, the rate that Telesign publishes: 50, or 10 for the Verify API, or 1 for self-service accounts. Set 0 for no limit.',
		},
		{
			displayName:
				'The test checks the Customer ID and the API Key, and sends nothing. It cannot tell which products your account has: send a code to see.',
			name: 'testNotice',
			type: 'notice',
			default: '',
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
			baseURL: `={{ $credentials.accountType === 'custom' ? $credentials.baseUrl.trim() : '${smartVerify.url}' }}`,
			url: '/v1/verify/00000000000000000000000000000000',
			headers: { Accept: 'application/json' },
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: { ignore: true, except: OTHER_STATUSES },
		},
		rules: [
			...OTHER_STATUSES.map((value) => ({
				type: 'responseCode',
				properties: { value, message: HTTP_REFUSALS[value] ?? NOT_TELESIGN },
			})),
			ruleOut('status.code', undefined, NOT_TELESIGN),
			...refusalsByCode,
			...REQUIRED.map((key) => ruleOut(key, undefined, NOT_ACCEPTED)),
			...[501, '501'].map((value) => ruleOut('status.code', value, HTTP_REFUSALS[401])),
			...otherTexts,
		] as ICredentialTestRequest['rules'],
	};
}
