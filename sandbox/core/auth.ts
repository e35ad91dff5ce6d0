/**
 * Who is asking: Basic, and Telesign's own signature scheme "TSA" (called Digest in its pages).
 * Source: developer.telesign.com/enterprise/docs/authentication; the string to sign as in
 * github.com/TeleSign/node_telesign, src/RestClient.js.
 */
import { createHmac } from 'node:crypto';
import { accounts, type Account } from '../accounts';
import { errors, refuse } from './errors';

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
	/** If it was, its body is empty. */
	isTooLarge?: boolean;
}

// Telesign publishes neither; an old SDK speaks of 15 minutes for a nonce, and SDKs send 32 or 36
// characters (docs/telesign.md).
const toleranceMs = 15 * 60_000;
const nonceLength = /^.{8,64}$/;

const header = ({ headers }: ApiRequest, name: string) => headers[name]?.toString();

/**
 * The string that a client must sign: method, content type (empty without a body method), date
 * (empty if `x-ts-date` is there), the `x-ts-*` headers by name, the body if any, and the path.
 */
export function stringToSign(request: ApiRequest): string {
	const hasBody = ['POST', 'PUT', 'PATCH'].includes(request.method);
	const own = Object.keys(request.headers).filter((name) => name.startsWith('x-ts-'));
	return [
		request.method,
		hasBody ? (header(request, 'content-type') ?? '') : '',
		own.includes('x-ts-date') ? '' : (header(request, 'date') ?? ''),
		...own.sort().map((name) => `${name}:${header(request, name)}`),
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

/** The account of an ID; `fits` picks the key that was used, which becomes its `apiKey`. */
function accountOf(id: string, fits: (apiKey: string) => boolean): Account | undefined {
	const account = accounts.find(({ customerId }) => customerId === id);
	if (!account) refuse(errors.customerId);
	const apiKey = [account.apiKey, account.alsoGood ?? account.apiKey].find(fits);
	return apiKey === undefined ? undefined : { ...account, apiKey };
}

/** Knows the nonces that were used. */
export class Authenticator {
	/** By account and nonce, the time of use; oldest first. */
	private readonly nonces = new Map<string, number>();

	/**
	 * The account that a request comes from, its `apiKey` the one that was used, at the time `now`
	 * (milliseconds).
	 */
	logIn(request: ApiRequest, now: number): Account {
		const authorization = header(request, 'authorization') ?? refuse(errors.noAuthorization);
		const [, pair] = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization) ?? [];
		if (pair !== undefined) {
			const [, id, key] = /^([^:]*):(.*)$/s.exec(Buffer.from(pair, 'base64').toString()) ?? [];
			if (id === undefined) refuse(errors.authorizationFormat);
			return accountOf(id, (known) => known === key) ?? refuse(errors.apiKey);
		}
		const [, id, signature] = /^TSA +([^\s:]+):([A-Za-z0-9+/]+=*)$/.exec(authorization) ?? [];
		if (id === undefined) refuse(errors.authorizationFormat);
		return this.digest(request, id, signature, now);
	}

	private digest(request: ApiRequest, id: string, signature: string, now: number): Account {
		const date = header(request, 'x-ts-date') ?? header(request, 'date') ?? refuse(errors.noDate);
		const method = header(request, 'x-ts-auth-method') ?? '';
		if (!/^HMAC-SHA(1|256)$/i.test(method)) refuse(errors.authMethod);
		const time = rfc822.test(date) ? Date.parse(date) : NaN;
		if (Number.isNaN(time)) refuse(errors.dateFormat);
		if (Math.abs(now - time) > toleranceMs) refuse(errors.dateRange);
		const nonce = header(request, 'x-ts-nonce');
		if (nonce !== undefined && !nonceLength.test(nonce)) refuse(errors.nonceLength);

		const signatureString = stringToSign(request);
		const account = accountOf(id, (key) => sign(key, signatureString, method) === signature);
		if (!account) refuse({ ...errors.signature, signatureString });
		// Last, so that nobody can use up a nonce without the key.
		if (nonce !== undefined) this.useNonce(`${id} ${nonce}`, now);
		return account;
	}

	private useNonce(nonce: string, now: number): void {
		for (const [old, usedAt] of this.nonces) {
			if (now - usedAt < toleranceMs) break;
			this.nonces.delete(old);
		}
		if (this.nonces.has(nonce)) refuse(errors.nonceUsed);
		this.nonces.set(nonce, now);
	}
}
