/**
 * Who is asking: Basic, and Telesign's own signature scheme "TSA" (called Digest in its pages).
 * Source: developer.telesign.com/enterprise/docs/authentication; the string to sign as in
 * github.com/TeleSign/node_telesign, src/RestClient.js.
 */
import { createHmac } from 'node:crypto';
import { accounts, type Account } from '../accounts';
import { errors, type Refusal } from './errors';

/** An API request as it came over the wire. */
export interface ApiRequest {
	/** Upper case. */
	method: string;
	/** Without the query string, not decoded. */
	path: string;
	/** What follows the `?`, not decoded; may be empty. */
	query: string;
	/** Names in lower case. */
	headers: Record<string, string | string[] | undefined>;
	body: Buffer;
}

/** The account, its `apiKey` the one that was used; or why not. */
export type LogIn = { kind: 'account'; account: Account } | { kind: 'refused'; refusal: Refusal };

const refused = (refusal: Refusal): LogIn => ({ kind: 'refused', refusal });

// Telesign publishes neither; an old SDK speaks of 15 minutes for a nonce, and SDKs send 32 or 36
// characters (docs/telesign.md).
const toleranceMs = 15 * 60_000;
const nonceLength = { shortest: 8, longest: 64 };

const accountsById = new Map(accounts.map((account) => [account.customerId, account]));

const keysOf = ({ apiKey, alsoGood = apiKey }: Account) => [apiKey, alsoGood];

const accepted = (account: Account, apiKey: string): LogIn => ({
	kind: 'account',
	account: { ...account, apiKey },
});

const header = ({ headers }: ApiRequest, name: string): string | undefined => {
	const value = headers[name];
	return Array.isArray(value) ? value.join(', ') : value;
};

/**
 * The string that a client must sign: method, content type (empty without a body method), date
 * (empty if `x-ts-date` is there), the `x-ts-*` headers by name, the body if any, and the path.
 */
export function stringToSign(request: ApiRequest): string {
	const hasBody = ['POST', 'PUT', 'PATCH'].includes(request.method);
	const own = Object.keys(request.headers)
		.filter((name) => name.startsWith('x-ts-'))
		.sort()
		.map((name) => `${name}:${header(request, name)}`);
	return [
		request.method,
		hasBody ? (header(request, 'content-type') ?? '') : '',
		header(request, 'x-ts-date') === undefined ? (header(request, 'date') ?? '') : '',
		...own,
		...(hasBody && request.body.length > 0 ? [request.body.toString('utf8')] : []),
		request.path,
	].join('\n');
}

/** Base64 HMAC of `text` under a base64 API key; `method` as in `x-ts-auth-method`. */
export function sign(apiKey: string, text: string, method = 'HMAC-SHA256'): string {
	const hash = method.toUpperCase() === 'HMAC-SHA1' ? 'sha1' : 'sha256';
	return createHmac(hash, Buffer.from(apiKey, 'base64')).update(text, 'utf8').digest('base64');
}

const rfc822 =
	/^([A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{2,4} \d{2}:\d{2}(:\d{2})? ([A-Z]{1,4}|[+-]\d{4})$/;

/** Knows the accounts and the nonces that were used. */
export class Authenticator {
	/** By account and nonce, the time of use; oldest first. */
	private readonly nonces = new Map<string, number>();

	reset(): void {
		this.nonces.clear();
	}

	/** Checks the request's credentials at the time `now` (milliseconds). */
	logIn(request: ApiRequest, now: number): LogIn {
		const authorization = header(request, 'authorization');
		if (authorization === undefined) return refused(errors.noAuthorization);
		const basic = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization);
		if (basic) return this.basic(Buffer.from(basic[1], 'base64').toString('utf8'));
		const digest = /^TSA +([^\s:]+):([A-Za-z0-9+/]+=*)$/.exec(authorization);
		if (digest) return this.digest(request, digest[1], digest[2], now);
		return refused(errors.authorizationFormat);
	}

	private basic(pair: string): LogIn {
		const colon = pair.indexOf(':');
		if (colon < 0) return refused(errors.authorizationFormat);
		const account = accountsById.get(pair.slice(0, colon));
		if (!account) return refused(errors.customerId);
		const apiKey = keysOf(account).find((key) => key === pair.slice(colon + 1));
		return apiKey === undefined ? refused(errors.apiKey) : accepted(account, apiKey);
	}

	private digest(request: ApiRequest, customerId: string, signature: string, now: number): LogIn {
		const account = accountsById.get(customerId);
		if (!account) return refused(errors.customerId);

		const date = header(request, 'x-ts-date') ?? header(request, 'date');
		if (!date) return refused(errors.noDate);
		const method = header(request, 'x-ts-auth-method') ?? '';
		if (!/^HMAC-SHA(1|256)$/i.test(method)) return refused(errors.authMethod);
		const time = rfc822.test(date) ? Date.parse(date) : NaN;
		if (Number.isNaN(time)) return refused(errors.dateFormat);
		if (Math.abs(now - time) > toleranceMs) return refused(errors.dateRange);

		const nonce = header(request, 'x-ts-nonce');
		const { shortest, longest } = nonceLength;
		if (nonce !== undefined && (nonce.length < shortest || nonce.length > longest))
			return refused(errors.nonceLength);

		const signatureString = stringToSign(request);
		const apiKey = keysOf(account).find((key) => sign(key, signatureString, method) === signature);
		if (apiKey === undefined) return refused({ ...errors.signature, signatureString });
		// Last, so that nobody can use up a nonce without the key.
		if (nonce !== undefined && !this.useNonce(`${customerId} ${nonce}`, now))
			return refused(errors.nonceUsed);
		return accepted(account, apiKey);
	}

	/** False if the nonce was used lately. */
	private useNonce(nonce: string, now: number): boolean {
		for (const [old, usedAt] of this.nonces) {
			if (now - usedAt < toleranceMs) break;
			this.nonces.delete(old);
		}
		if (this.nonces.has(nonce)) return false;
		this.nonces.set(nonce, now);
		return true;
	}
}
