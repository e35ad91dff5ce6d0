/** What is said of a request that got no answer, by what n8n's request helper throws: n8n 1 keeps a code alone, n8n 2 the causes. */
import { smartVerify } from '../../nodes/Telesign/api/product';
import { unanswered } from '../../nodes/Telesign/exchange/failure';
import { get } from '../../nodes/Telesign/resources/transaction/get';
import { send } from '../../nodes/Telesign/resources/smartVerify/send';

const NO_PROXY = { isLate: false, byProxy: false };
const LATE = { isLate: true, byProxy: false };

const NOT_SENT = [
	'ECONNREFUSED',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'EADDRNOTAVAIL',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EAI_FAIL',
	'ERR_INVALID_URL',
	'CERT_HAS_EXPIRED',
	'CERT_NOT_YET_VALID',
	'CERT_REVOKED',
	'CERT_SIGNATURE_FAILURE',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	'HOSTNAME_MISMATCH',
	'INVALID_CA',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'EPROTO',
];

const OPEN = [
	'ECONNRESET',
	'ECONNABORTED',
	'ETIMEDOUT',
	'EPIPE',
	'ERR_BAD_RESPONSE',
	'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
	'HPE_INVALID_CONSTANT',
	'Z_DATA_ERROR',
	'SOMETHING_NEW',
];

/** As n8n 1 and n8n 2 throw an error with this code. */
const thrown = (code: string): Array<[string, unknown]> => [
	['n8n 1', { message: 'Some text', httpCode: code }],
	['n8n 2', { message: 'Some text', httpCode: code, cause: { message: 'x', code } }],
];

describe.each(
	NOT_SENT.flatMap(thrown).map(([n8n, error], at) => [n8n, NOT_SENT[at >> 1], error] as const),
)('%s, %s', (_n8n, code, error) => {
	it('never left, so it may be tried again', () => {
		expect(unanswered(send, error, NO_PROXY, 3)).toMatchObject({
			message: expect.stringMatching(/ at Telesign's address | \[item 3\]$/),
			description: expect.stringMatching(new RegExp(`^This item was not sent\\. .* ${code}\\.$`)),
			may_have_been_sent: false,
			retryable: true,
		});
		expect(unanswered(send, error, NO_PROXY, 3).message).not.toContain(code);
	});
});

describe.each(OPEN.flatMap(thrown).map(([n8n, error], at) => [n8n, OPEN[at >> 1], error] as const))(
	'%s, %s',
	(_n8n, code, error) => {
		it('may have been sent, and is not tried again', () => {
			const failure = unanswered(send, error, NO_PROXY, 3);
			expect(failure).toMatchObject({
				message: expect.stringMatching(/^The code may have been sent, but .* \[item 3\]$/),
				may_have_been_sent: true,
				retryable: false,
			});
			expect(failure.message).not.toContain(code);
		});

		it('does no harm where the operation only asks', () => {
			expect(unanswered(get(smartVerify), error, NO_PROXY, 3)).toMatchObject({
				message: expect.stringMatching(/^Telesign did not give the status: /),
				may_have_been_sent: false,
				retryable: true,
			});
		});
	},
);

it.each([
	[
		'n8n allows other domains',
		{ message: 'x', cause: { message: 'Domain not allowed: This credential …' } },
		false,
	],
	['n8n 1 allows other domains', { message: 'Domain not allowed: This credential …' }, false],
	[
		'an address inside of the network',
		{
			message: 'x',
			cause: { message: 'The request was blocked because it resolves to a restricted IP address' },
		},
		false,
	],
	[
		'a connection that never came about',
		{
			message: 'x',
			cause: { code: 'ETIMEDOUT', cause: { code: 'ETIMEDOUT', syscall: 'connect' } },
		},
		false,
	],
	[
		'TLS that never came about',
		{
			message: 'x',
			cause: { code: 'ECONNRESET', request: { socket: { secureConnecting: true } } },
		},
		false,
	],
	[
		'TLS that had come about',
		{
			message: 'x',
			cause: { code: 'ECONNRESET', request: { socket: { secureConnecting: false } } },
		},
		true,
	],
	['an error without a code', { message: 'Maximum call stack size exceeded' }, true],
	['no error at all', undefined, true],
])('%s', (_what, error, isOpen) => {
	expect(unanswered(send, error, NO_PROXY, 0).may_have_been_sent).toBe(isOpen);
});

it('a time that is up leaves open what happened, whatever else is known', () => {
	const error = { httpCode: 'ECONNREFUSED' };
	expect(unanswered(send, error, LATE, 0).message).toBe(
		'The code may have been sent, but no answer came in time [item 0]',
	);
});

it('does not blame the Base URL where a proxy stands before it', () => {
	const failure = unanswered(send, { httpCode: 'ENOTFOUND' }, { isLate: false, byProxy: true }, 0);
	expect(failure.message).toBe('There is no connection through the proxy [item 0]');
	expect(failure.description).toMatch(/^This item was not sent\. Check 'Proxy' .* ENOTFOUND\.$/);
	expect(failure.may_have_been_sent).toBe(false);
});
