/**
 * The signature of Telesign's callbacks: base64(HMAC-SHA256(key, body)), where the key is the
 * base64-decoded API key, and the body its bytes as they came. Nothing else is signed: no URL, no
 * time, no nonce.
 *
 * Source: developer.telesign.com/enterprise/docs/authenticate-callbacks, and the webhook samples in
 * github.com/TeleSign/sample_code. A callback carries the signature in two headers, as
 * `Authorization: TSA {Customer ID}:{signature}` and bare as `X-TS-Authorization`.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** The headers that can carry the signature, as Node names them. */
export const SIGNATURE_HEADERS = ['authorization', 'x-ts-authorization'] as const;

/** Either form, in either header; 32 bytes are 43 characters of base64 and one "=". */
const FORM = /^(?:TSA +[^\s:]+:)?([A-Za-z0-9+/]{43}=)$/i;

/**
 * Whether one of the header values is Telesign's signature of the body under this API key. Compares
 * in constant time, and never throws, whatever the header values are.
 *
 * @param apiKey as Telesign shows it; false for one without any bytes, since anybody could sign
 *   with that
 */
export function isSigned(apiKey: string, body: Uint8Array, headers: unknown[]): boolean {
	const key = Buffer.from(apiKey, 'base64');
	if (key.length === 0) return false;

	const expected = createHmac('sha256', key).update(body).digest();
	return headers
		.map((header) => (typeof header === 'string' ? FORM.exec(header)?.[1] : undefined))
		.filter((signature) => signature !== undefined)
		.some((signature) => timingSafeEqual(Buffer.from(signature, 'base64'), expected));
}
