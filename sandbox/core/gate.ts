/** What stands before every product: log-in, what the account lacks, the rate limit and the hard cap. */
import type { Account } from '../accounts';
import type { Route } from '../products/product';
import type { Settings } from '../settings';
import { Authenticator, type ApiRequest } from './auth';
import type { Clock } from './clock';
import { errors, Refused, refuse } from './errors';

export class Gate {
	private readonly authenticator = new Authenticator();
	/** Accepted sends by account. */
	private readonly sends = new Map<string, number>();
	private readonly buckets = new Map<string, { tokens: number; at: number }>();

	constructor(
		private readonly settings: Settings,
		private readonly clock: Clock,
	) {}

	/** The account that a request comes from, if it may go on. */
	admit(request: ApiRequest, { product, isSend }: Route): Account {
		const account = this.logIn(request, product === 'smart');
		const { refusal, refusalOfOthers = refusal, products } = account;
		const host = String(request.headers.host).replace(/:\d+$/, '');
		if (refusal) refuse(isSend ? refusal : refusalOfOthers!, { host });
		if (product && products?.includes(product) === false) refuse(errors.productNotEnabled);
		const family = product === 'verification' ? 'verification' : 'v1';
		if (this.isOverLimit(`${family} ${account.customerId}`)) refuse(errors.rateLimit);
		return account;
	}

	private logIn(request: ApiRequest, isSmart: boolean): Account {
		try {
			return this.authenticator.logIn(request, this.clock.now());
		} catch (error) {
			const isKey = error instanceof Refused && error.refusal === errors.apiKey;
			if (isSmart && isKey && this.settings.wrongKey === -50054) refuse(errors.invalidKey);
			throw error;
		}
	}

	/** Counts a send; false if the account has used up its cap. */
	takeSend({ customerId }: Account): boolean {
		const sends = (this.sends.get(customerId) ?? 0) + 1;
		if (this.settings.hardCap !== null && sends > this.settings.hardCap) return false;
		this.sends.set(customerId, sends);
		return true;
	}

	/** A token bucket, filled by the clock. */
	private isOverLimit(key: string): boolean {
		const { rateLimit } = this.settings;
		if (rateLimit === null) return false;
		const now = this.clock.now();
		const bucket = this.buckets.get(key) ?? { tokens: rateLimit.burst, at: now };
		const filled = bucket.tokens + ((now - bucket.at) / 1000) * rateLimit.perSecond;
		const tokens = Math.min(rateLimit.burst, filled);
		const isOver = tokens < 1;
		this.buckets.set(key, { tokens: isOver ? tokens : tokens - 1, at: now });
		return isOver;
	}
}
