import fc from 'fast-check';
import { isSigned } from '../../../nodes/Telesign/api/signature';
import { API_KEY, CUSTOMER_ID, sign } from '../../helpers/callbacks';

/** Computed with `openssl dgst -sha256 -mac HMAC` for the key of Telesign's documents. */
const BODY =
	'{"status":{"code":200,"description":"Delivered to handset","updated_on":"2016-10-21T14:05:36.181346Z"},"submit_timestamp":"2016-01-01T01:01:01.010101Z","errors":[],"reference_id":"B56259E45884010488343BAA15FB0002","verify":{"code_state":"UNKNOWN","code_entered":null},"sub_resource":"sms"}';
const SIGNATURE = 'm8h1LZf89uBz8cXGiikTL4yy+sdC4ZCl5SkcdUrj6KI=';

const bytes = (text: string) => Buffer.from(text, 'utf8');
const tsa = (signature: string) => `TSA ${CUSTOMER_ID}:${signature}`;

describe('a callback is signed', () => {
	it.each([
		['both headers, as Telesign sends them', [tsa(SIGNATURE), SIGNATURE]],
		['Authorization alone', [tsa(SIGNATURE), undefined]],
		['X-TS-Authorization alone', [undefined, SIGNATURE]],
		['the bare signature in Authorization', [SIGNATURE, undefined]],
		['the long form in X-TS-Authorization', [undefined, tsa(SIGNATURE)]],
		['the scheme in other capitals', [`tsa ${CUSTOMER_ID}:${SIGNATURE}`]],
		['one right signature beside a wrong one', [sign('other'), tsa(SIGNATURE)]],
		['one right signature beside junk', [tsa(SIGNATURE), 'junk']],
	])('%s', (_, headers) => {
		expect(isSigned(API_KEY, bytes(BODY), headers)).toBe(true);
	});

	it('by a key without padding', () => {
		const apiKey = API_KEY.replace(/=+$/, '');
		expect(isSigned(apiKey, bytes(BODY), [SIGNATURE])).toBe(true);
	});

	it.each(['{"text":"é ß 🔐 שלום"}', '', '\u0000\u0001'])('over the bytes of %j', (text) => {
		expect(isSigned(API_KEY, bytes(text), [sign(text)])).toBe(true);
	});

	it('over bytes that are not UTF-8', () => {
		const body = Buffer.from([0x7b, 0xe9, 0xff, 0x7d]);
		expect(isSigned(API_KEY, body, [sign(body)])).toBe(true);
		expect(isSigned(API_KEY, bytes(body.toString('utf8')), [sign(body)])).toBe(false);
	});
});

describe('a callback is not signed', () => {
	it.each([
		['no header', [undefined, undefined]],
		['empty headers', ['', '']],
		['the signature of another body', [sign(`${BODY} `), tsa(sign(`${BODY} `))]],
		['the signature by another key', [sign(BODY, 'VGVzdCBLZXk='), undefined]],
		['hexadecimal digits', [Buffer.from(SIGNATURE, 'base64').toString('hex')]],
		['base64url', [Buffer.from(SIGNATURE, 'base64').toString('base64url')]],
		['base64url with padding', [SIGNATURE.replace(/\+/g, '-').replace(/\//g, '_')]],
		['no padding', [SIGNATURE.slice(0, -1)]],
		['a part of it', [SIGNATURE.slice(0, 20), SIGNATURE.slice(1)]],
		['more than it', [`${SIGNATURE}=`, `A${SIGNATURE}`]],
		['a blank inside', [`${SIGNATURE.slice(0, 20)} ${SIGNATURE.slice(20)}`]],
		['another scheme', [`Basic ${SIGNATURE}`, `HMAC ${CUSTOMER_ID}:${SIGNATURE}`]],
		['no Customer ID', [`TSA ${SIGNATURE}`, `TSA :${SIGNATURE}`]],
		['a repeated header, as Node joins it', [`${SIGNATURE}, ${SIGNATURE}`]],
		['a list', [[SIGNATURE]]],
		['Basic with the key itself', [`Basic ${Buffer.from(API_KEY).toString('base64')}`]],
	])('%s', (_, headers) => {
		expect(isSigned(API_KEY, bytes(BODY), headers)).toBe(false);
	});

	it.each(['', '=', '!!!!', ' '])('by the key %j, which has no bytes', (apiKey) => {
		expect(isSigned(apiKey, bytes(BODY), [sign(BODY, apiKey), sign(BODY, '')])).toBe(false);
	});

	it('if one bit of the body or of the signature is another', () => {
		fc.assert(
			fc.property(
				fc.uint8Array({ minLength: 1, maxLength: 200 }),
				fc.nat(),
				fc.nat({ max: 255 }),
				(body, position, bit) => {
					const signature = sign(body);
					expect(isSigned(API_KEY, body, [signature])).toBe(true);

					const otherBody = Uint8Array.from(body);
					otherBody[position % body.length] ^= 1 << bit % 8;
					expect(isSigned(API_KEY, otherBody, [signature])).toBe(false);

					const otherSignature = Buffer.from(signature, 'base64');
					otherSignature[bit >> 3] ^= 1 << bit % 8;
					const headers = [otherSignature.toString('base64')];
					expect(isSigned(API_KEY, body, headers)).toBe(false);
				},
			),
			{ numRuns: 200 },
		);
	});

	it('by anything that somebody without the key can send', () => {
		const header = fc.oneof(
			fc.anything(),
			fc.string({ unit: 'binary' }),
			fc.base64String(),
			fc.stringMatching(/^TSA [a-z]*:[A-Za-z0-9+/]{43}=$/),
		);
		fc.assert(
			fc.property(fc.string(), fc.uint8Array(), fc.array(header), (apiKey, body, headers) => {
				expect(isSigned(apiKey, body, headers)).toBe(false);
			}),
			{ numRuns: 300 },
		);
	});
});
