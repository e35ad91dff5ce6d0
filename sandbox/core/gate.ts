/** What stands before every product: log-in, what the account lacks, the rate limit and the hard cap. */
import type { Account } from '../accounts';
import type { ProductName } from '../products/product';
import type { Settings } from '../settings';
import { Authenticator, type ApiRequest, type LogIn } from './auth';
import type { Clock } from './clock';
import { errors } from './errors';

export class Gate {
	private readonly authenticator = new Authenticator();
	/** Accepted sends by account. */
	private readonly sends = new Map<string, number>();
	private readonly buckets = new Map<string, { tokens: number; at: number }>();

	constructor(
		private readonly settings: Settings,
		private readonly clock: Clock,
	) {}

	reset(): void {
		this.authenticator.reset();
		this.sends.clear();
		this.buckets.clear();
	}

	/**
	 * The account that a request comes from, or why it goes no further.
	 * @param product none for requests that `/v1/verify` products share
	 */
	admit(request: ApiRequest, product: ProductName | undefined, isSend: boolean): LogIn {
		const logIn = this.authenticator.logIn(request, this.clock.now());
		if (logIn.kind === 'refused') {
			const isOther = logIn.refusal === errors.apiKey && this.settings.wrongKey === -50054;
			return product === 'smart' && isOther
				? { kind: 'refused', refusal: errors.invalidKey }
				: logIn;
		}
		const { account } = logIn;
		const { refusal, refusalOfOthers = refusal, products } = account;
		if (refusal) return { kind: 'refused', refusal: isSend ? refusal : refusalOfOthers! };
		if (product && products?.includes(product) === false)
			return { kind: 'refused', refusal: errors.productNotEnabled };
		const family = product === 'verification' ? 'verification' : 'v1';
		return this.isOverLimit(`${family} ${account.customerId}`)
			? { kind: 'refused', refusal: errors.rateLimit }
			: logIn;
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
