import type { ProductName } from './products/product';
import { errors, type Refusal } from './core/errors';

/** An account of the sandbox. None of it is a secret. */
export interface Account {
	name: string;
	customerId: string;
	apiKey: string;
	/** Another one that is good for it. */
	alsoGood?: string;
	/** What the account is there to show. */
	what: string;
	/** Answered to every request that logs in rightly; to those but a send, `refusalOfOthers`. */
	refusal?: Refusal;
	refusalOfOthers?: Refusal;
	/** Products that it has, if not all. */
	products?: readonly ProductName[];
	/** A trial account sends to these numbers only. */
	verifiedNumbers?: readonly string[];
}

/** Base64 text, as Telesign's own keys are; readable once decoded. */
const fakeKey = (text: string) => Buffer.from(text).toString('base64');

/** The one account that works without limits. */
export const defaultAccount: Account = {
	name: 'active',
	customerId: 'FFFFFFFF-EEEE-DDDD-1234-AB1234567890',
	apiKey: fakeKey('sandbox api key, not a secret'),
	// The key beside this Customer ID in Telesign's samples, so that they run as they are.
	alsoGood: 'ABC12345yusumoN6BYsBVkh+yRJ5czgsnCehZaOYldPJdmFh6NeX8kunZ2zU1YWaUw/0wV6xfw==',
	what: 'works',
};

type Row = [name: string, what: string, more?: Partial<Account>];

const rows: Row[] = [
	['suspended', 'suspended (-30001)', { refusal: errors.suspended }],
	['not activated', 'not activated (-30002)', { refusal: errors.notActivated }],
	['limited', 'over the limit of a new account (-30003)', { refusal: errors.accountLimit }],
	['no product', 'has no product (-20002, 3906)', { refusal: errors.productNotEnabled }],
	['no feature', 'has not the feature (-20003, 3906)', { refusal: errors.featureNotEnabled }],
	[
		'wrong host',
		'belongs to another host (400, -10001)',
		// Telesign OpenAPI sms-verify-api.json, voice-verify-api.json: 400 for a POST, 401 for a GET.
		{ refusal: errors.hostNotAllowed, refusalOfOthers: errors.hostNotAllowed401 },
	],
	['wrong address', 'your IP address is not allowed (-10009)', { refusal: errors.sourceIp }],
	['trial', 'sends to 13105550100 only, else -10033', { verifiedNumbers: ['13105550100'] }],
	['inactive key', 'its API key is inactive (-50055)', { refusal: errors.inactiveKey }],
	['self-service', 'has SMS Verify only (else -20002, 3906)', { products: ['sms'] }],
];

/** Every account, the default one first. */
export const accounts: readonly Account[] = [
	defaultAccount,
	...rows.map(([name, what, more], index) => {
		const customerId = `FFFFFFFF-EEEE-DDDD-1234-${String(index + 1).padStart(12, '0')}`;
		return { name, customerId, apiKey: fakeKey(`sandbox ${name} account`), what, ...more };
	}),
];
