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

const other = (index: number, name: string, what: string, refusal?: Refusal): Account => ({
	name,
	customerId: `FFFFFFFF-EEEE-DDDD-1234-${String(index).padStart(12, '0')}`,
	apiKey: fakeKey(`sandbox ${name} account`),
	what,
	refusal,
});

/** Every account, the default one first. */
export const accounts: readonly Account[] = [
	defaultAccount,
	other(1, 'suspended', 'suspended (-30001)', errors.suspended),
	other(2, 'not activated', 'not activated (-30002)', errors.notActivated),
	other(3, 'limited', 'over the limit of a new account (-30003)', errors.accountLimit),
	other(4, 'no product', 'Smart Verify not enabled (-20002)', errors.productNotEnabled),
	other(5, 'no feature', 'feature not enabled (-20003)', errors.featureNotEnabled),
	{
		...other(6, 'wrong host', 'belongs to another host (400, -10001)', errors.hostNotAllowed),
		// Telesign OpenAPI sms-verify-api.json, voice-verify-api.json: 400 for a POST, 401 for a GET.
		refusalOfOthers: errors.hostNotAllowed401,
	},
	other(7, 'wrong address', 'your IP address is not allowed (-10009)', errors.sourceIp),
	{
		...other(8, 'trial', 'sends to 13105550100 only, else -10033'),
		verifiedNumbers: ['13105550100'],
	},
	other(9, 'inactive key', 'its API key is inactive (-50055)', errors.inactiveKey),
	{ ...other(10, 'self-service', 'has SMS Verify only (else -20002, 3906)'), products: ['sms'] },
];
