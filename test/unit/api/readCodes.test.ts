import fc from 'fast-check';
import type { Family } from '../../../nodes/Telesign/api/codes/advice';
import { smartVerify } from '../../../nodes/Telesign/api/product';
import { ERROR_CODES } from '../../../nodes/Telesign/api/codes/errors';
import { busyOf, leavesOpen, readCodes, type Codes } from '../../../nodes/Telesign/api/codes/read';
import { STATUS_CODES } from '../../../nodes/Telesign/api/codes/status';

const codes = (table: Readonly<Record<number, unknown>>) => Object.keys(table).map(Number);

const answers: fc.Arbitrary<Codes> = fc.record(
	{
		httpStatus: fc.oneof(
			fc.integer({ min: 100, max: 599 }),
			fc.constantFrom(200, 400, 429, 500, 503),
		),
		statusCode: fc.oneof(fc.integer(), fc.constantFrom(...codes(STATUS_CODES))),
		errorCode: fc.oneof(fc.integer(), fc.constantFrom(...codes(ERROR_CODES))),
		errorText: fc.string(),
	},
	{ requiredKeys: ['httpStatus'] },
);

describe('readCodes', () => {
	const cases: Array<[string, Codes, Family, boolean]> = [
		// -10001 has several meanings
		[
			'a wrong parameter',
			{
				httpStatus: 400,
				statusCode: 500,
				errorCode: -10001,
				errorText: 'Invalid Request: PhoneNumber Parameter',
			},
			'input',
			false,
		],
		[
			'a malformed reference ID',
			{
				httpStatus: 400,
				errorCode: -10001,
				errorText: 'Invalid Request: ReferenceID Parameter: x',
			},
			'input',
			false,
		],
		[
			'an unknown reference ID',
			{ httpStatus: 404, errorCode: -10001, errorText: 'CustomerID/ReferenceID not found' },
			'notFound',
			false,
		],
		[
			'a host that is not allowed',
			{
				httpStatus: 401,
				errorCode: -10001,
				errorText: 'Not Allowed Host: Hostname Parameter: rest-ww.telesign.com',
			},
			'host',
			false,
		],
		[
			'an IP address that is not allowed',
			{
				httpStatus: 401,
				errorCode: -10001,
				errorText: 'Not Allowed Host: IP Parameter: 192.0.2.1',
			},
			'ipAddress',
			false,
		],
		[
			'a Customer ID that is refused as a parameter',
			{ httpStatus: 401, errorCode: -10001, errorText: 'Invalid Request: CustomerID Parameter: x' },
			'credentials',
			false,
		],
		[
			'an authentication ID that is refused',
			{ httpStatus: 401, errorCode: -10001, errorText: 'Invalid Request: AuthenticationID' },
			'credentials',
			false,
		],
		['-10001 without words', { httpStatus: 400, errorCode: -10001 }, 'input', false],
		// -40007 has two
		['too many requests', { httpStatus: 429, errorCode: -40007 }, 'rateLimit', true],
		['no data', { httpStatus: 400, errorCode: -40007 }, 'input', false],
		// Error code before status code before HTTP status
		['the hard cap', { httpStatus: 429, statusCode: 500, errorCode: -40008 }, 'hardCap', false],
		[
			'a wrong API key',
			{ httpStatus: 401, statusCode: 501, errorCode: -30015 },
			'credentials',
			false,
		],
		['an expired ID', { httpStatus: 404, statusCode: 599, errorCode: -10004 }, 'expired', false],
		['a system that is down', { httpStatus: 503, errorCode: -90001 }, 'unavailable', true],
		['a block with HTTP 200', { httpStatus: 200, statusCode: 2028 }, 'risk', false],
		['a busy line', { httpStatus: 200, statusCode: 107 }, 'unreachable', true],
		['no permission', { httpStatus: 401, statusCode: 501 }, 'credentials', false],
		[
			'an unknown error code',
			{ httpStatus: 200, statusCode: 230, errorCode: -1 },
			'blockedByTelesign',
			false,
		],
		['an error code without words', { httpStatus: 402, errorCode: -50002 }, 'funds', false],
		// Status 500 says less than the HTTP status
		['status 500 with HTTP 429', { httpStatus: 429, statusCode: 500 }, 'rateLimit', true],
		['status 500 with HTTP 503', { httpStatus: 503, statusCode: 500 }, 'unavailable', true],
		['status 500 alone', { httpStatus: 200, statusCode: 500 }, 'notAttempted', false],
		// HTTP status alone
		['HTTP 400', { httpStatus: 400 }, 'input', false],
		['HTTP 401', { httpStatus: 401 }, 'credentials', false],
		['HTTP 402', { httpStatus: 402 }, 'funds', false],
		['HTTP 403', { httpStatus: 403 }, 'credentials', false],
		['HTTP 404', { httpStatus: 404 }, 'host', false],
		['HTTP 405', { httpStatus: 405 }, 'host', false],
		['HTTP 413', { httpStatus: 413 }, 'input', false],
		['HTTP 415', { httpStatus: 415 }, 'host', false],
		['HTTP 429', { httpStatus: 429 }, 'rateLimit', true],
		['HTTP 504', { httpStatus: 504 }, 'unavailable', true],
		['HTTP 418', { httpStatus: 418 }, 'unknown', false],
		['a code on its way, with HTTP 500', { httpStatus: 500, statusCode: 290 }, 'unavailable', true],
		['a delivered code, with HTTP 502', { httpStatus: 502, statusCode: 200 }, 'unavailable', true],
		['a delivered code, with HTTP 418', { httpStatus: 418, statusCode: 200 }, 'unknown', false],
		['an unknown status code', { httpStatus: 200, statusCode: 777 }, 'unknown', false],
	];

	it.each(cases)('%s', (_what, answer, family, retryHelps) => {
		expect(readCodes(answer)).toEqual({ family, retryHelps });
	});

	it('always has advice', () => {
		fc.assert(
			fc.property(answers, (answer) => {
				expect(smartVerify.advice[readCodes(answer).family]).toMatch(/\.$/);
			}),
			{ numRuns: 300 },
		);
	});
});

describe('busyOf', () => {
	it('is set for the answers that say that nothing was attempted, and for no other', () => {
		const busy = {
			'429 500 -40007': 'tooFast',
			'500 500 -90001': 'unavailable',
			'503 500 -90001': 'unavailable',
			'429 3204 undefined': 'tooFast',
			...Object.fromEntries(
				[500, 503].flatMap((http) =>
					[3041, 3500].map((code) => [`${http} ${code} undefined`, 'unavailable']),
				),
			),
		};
		const statuses = fc.constantFrom(undefined, 500, 3041, 3204, 3500);
		fc.assert(
			fc.property(answers, statuses, (some, statusCode) => {
				const answer = { ...some, ...(statusCode !== undefined && { statusCode }) };
				const { httpStatus, errorCode } = answer;
				const found = Object.entries(busy).find(
					([codes]) => codes === `${httpStatus} ${answer.statusCode} ${errorCode}`,
				)?.[1];
				expect(busyOf(answer)).toBe(found);
			}),
			{ numRuns: 2000 },
		);
	});

	it.each([
		[{ httpStatus: 429, statusCode: 500, errorCode: -40007 }, 'tooFast'],
		[{ httpStatus: 500, statusCode: 500, errorCode: -90001 }, 'unavailable'],
		[{ httpStatus: 503, statusCode: 500, errorCode: -90001 }, 'unavailable'],
		[{ httpStatus: 429, statusCode: 290, errorCode: -40007 }, undefined],
		[{ httpStatus: 503, statusCode: 290, errorCode: -90001 }, undefined],
		[{ httpStatus: 429, errorCode: -40007 }, undefined],
		[{ httpStatus: 429, statusCode: 500, errorCode: -40008 }, undefined],
		[{ httpStatus: 429, statusCode: 500 }, undefined],
		[{ httpStatus: 400, statusCode: 500, errorCode: -40007 }, undefined],
		[{ httpStatus: 503, statusCode: 500 }, undefined],
		[{ httpStatus: 502, statusCode: 500, errorCode: -90001 }, undefined],
		[{ httpStatus: 200, statusCode: 500, errorCode: -90001 }, undefined],
		[{ httpStatus: 401, statusCode: 500, errorCode: -30000 }, undefined],
	])('%j: %p', (answer, expected) => {
		expect(busyOf(answer)).toBe(expected);
	});
});

describe('leavesOpen', () => {
	it.each<[Codes, boolean]>([
		// Telesign says that it did not.
		[{ httpStatus: 200, statusCode: 230 }, false],
		[{ httpStatus: 200, statusCode: 500 }, false],
		[{ httpStatus: 400, statusCode: 500, errorCode: -10001 }, false],
		[{ httpStatus: 401, statusCode: 501, errorCode: -30000 }, false],
		[{ httpStatus: 404, statusCode: 599, errorCode: -10004 }, false],
		[{ httpStatus: 404, statusCode: 777 }, false],
		[{ httpStatus: 408, statusCode: 500 }, false],
		[{ httpStatus: 503, statusCode: 500 }, false],
		// Its status says that the code is on its way, or may have come.
		...[400, 404, 408, 425, 429, 499, 500, 503].flatMap((httpStatus) =>
			[100, 103, 200, 203, 250, 251, 290, 1900, 2000].map((statusCode): [Codes, boolean] => [
				{ httpStatus, statusCode, errorCode: -10001 },
				true,
			]),
		),
		[{ httpStatus: 200, statusCode: 102 }, true],
		[{ httpStatus: 200, statusCode: 207 }, true],
		[{ httpStatus: 200, statusCode: 777 }, true],
		[{ httpStatus: 200, statusCode: 0 }, true],
		// Somebody may have passed it on.
		[{ httpStatus: 302, statusCode: 302 }, true],
		[{ httpStatus: 307, statusCode: 500 }, true],
		[{ httpStatus: 408, statusCode: 777 }, true],
		[{ httpStatus: 499, statusCode: 777 }, true],
		[{ httpStatus: 500, statusCode: 230 }, true],
		[{ httpStatus: 502, statusCode: 777 }, true],
	])('%j: %p', (answer, expected) => {
		expect(leavesOpen(answer)).toBe(expected);
	});
});
