import fc from 'fast-check';
import {
	readReport,
	refusalByAge,
	type DeliveryReport,
} from '../../nodes/Telesign/trigger/deliveryReport';
import { toItem } from '../../nodes/Telesign/trigger/item';
import { STATUS_CODES } from '../../nodes/Telesign/api/codes/status';
import docTable from '../../testbed/docTable';
import { API_KEY, callbackText, documented, sign, signedHeaders } from '../helpers/callbacks';

const JSON_TYPE = { 'content-type': 'application/json' };

/** Reads a body with Telesign's signature. */
const read = (body: string | Buffer, headers: Record<string, unknown> = JSON_TYPE) =>
	readReport({ headers: { ...signedHeaders(body), ...headers }, body: Buffer.from(body) }, API_KEY);

/** The same, of a body that is taken. */
function taken(body: string): DeliveryReport {
	const callback = read(body);
	if ('error' in callback) throw new Error(callback.error);
	return callback;
}

const REFERENCE_ID = '0123456789ABCDEF0123456789ABCDEF';

describe('readReport', () => {
	it("takes the example of Telesign's documents", () => {
		expect(taken(JSON.stringify(documented))).toEqual({
			json: { ...documented, verify: { code_state: documented.verify.code_state } },
			statusCode: 200,
			statusText: documented.status.description,
			meaning: STATUS_CODES[200],
			id: expect.stringMatching(/^[\w+/]{16}$/),
		});
	});

	it.each([
		'application/json',
		'application/json; charset=utf-8',
		'Application/JSON ;charset=UTF-8',
	])('takes the content type %s', (contentType) => {
		expect(read('{}', { 'content-type': contentType })).toHaveProperty('json', {});
	});

	it.each(['application/jsonp', 'text/plain', 'application/x-www-form-urlencoded', '', undefined])(
		'refuses the content type %s',
		(contentType) => {
			const refusal = read('{}', { 'content-type': contentType });
			expect(refusal).toEqual({
				httpStatus: 415,
				error: `The content type is ${contentType || 'missing'}. Send application/json.`,
			});
		},
	);

	it.each([
		['{', 'is not JSON'],
		['[]', 'is not a JSON object'],
		['{"a":1,"a":2}', 'has the key "a" twice'],
	])('refuses %s', (body, why) => {
		expect(read(body)).toEqual({
			httpStatus: 400,
			error: `The body ${why}. Send one JSON object.`,
		});
	});

	it('takes 64 KiB and not a byte more, before it looks at the signature', () => {
		const body = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`;
		expect(read(body(65_536))).toHaveProperty('json');
		const tooLarge = { httpStatus: 413, error: expect.stringContaining('65536 bytes') };
		expect(read(body(65_537))).toEqual(tooLarge);
		expect(read(body(65_537), { authorization: 'x' })).toEqual(tooLarge);
	});

	it.each([
		['{}', undefined, 'There is no signature'],
		['{}', sign('{ }'), 'The signature is wrong'],
		['not JSON', 'junk', 'The signature is wrong'],
	])('looks at the signature of %s before anything else of it', (text, signature, words) => {
		const headers = { 'x-ts-authorization': signature, 'content-type': 'text/html' };
		expect(readReport({ headers, body: Buffer.from(text) }, API_KEY)).toEqual({
			httpStatus: 401,
			error: expect.stringContaining(words),
		});
	});

	it('refuses bytes that are not UTF-8', () => {
		const body = Buffer.from('{"text":"é"}', 'latin1');
		expect(read(body)).toMatchObject({ httpStatus: 400 });
	});

	it('gives nothing without a right signature, whatever is sent, and never throws', () => {
		const name = fc.constantFrom('authorization', 'x-ts-authorization', 'content-type');
		const header = fc.oneof(
			fc.anything(),
			fc.string(),
			fc.base64String(),
			fc.constant('application/json'),
		);
		const body = fc.oneof(
			fc.uint8Array({ maxLength: 500 }),
			fc.json().map((text) => Buffer.from(text)),
			fc.constantFrom(200, 103).map((code) => Buffer.from(callbackText(code))),
		);
		fc.assert(
			fc.property(fc.dictionary(name, header), body, (headers, bytes) => {
				const result = readReport({ headers, body: Buffer.from(bytes) }, API_KEY);
				expect(result).toEqual({ httpStatus: 401, error: expect.any(String) });
			}),
			{ numRuns: 300 },
		);
	});

	it('gives a callback or a refusal for anything that is signed, and never throws', () => {
		const json = fc.oneof(
			fc.json(),
			fc.jsonValue().map((status) => JSON.stringify({ ...documented, status })),
			fc.jsonValue().map((code) => JSON.stringify({ ...documented, status: { code } })),
			fc
				.dictionary(fc.constantFrom(...Object.keys(documented)), fc.jsonValue())
				.map((callback) => JSON.stringify(callback)),
		);
		fc.assert(
			fc.property(json, (body) => {
				const result = read(body);
				if ('error' in result) {
					expect(result.httpStatus).toBe(400);
				} else {
					expect(() => refusalByAge(result, 0)).not.toThrow();
					const { state, final, status_code } = toItem(result);
					expect({ state, final }).toEqual({
						state: result.meaning.state,
						final: result.meaning.final,
					});
					expect(status_code === null || Number.isInteger(status_code)).toBe(true);
				}
			}),
			{ numRuns: 300 },
		);
	});
});

describe('the ID by which a repeat is known', () => {
	const idOf = (body: string) => taken(body).id;

	it.each([
		['the same transaction and status', callbackText(200), callbackText(200)],
		[
			'another time, order or extra',
			callbackText(200, REFERENCE_ID, { submit_timestamp: 'later', additional_info: {} }),
			JSON.stringify({ reference_id: REFERENCE_ID, status: { code: '200' } }),
		],
		['the same bytes without a status code', '{"text":"Hi"}', '{"text":"Hi"}'],
	])('is the same for %s', (_, first, second) => {
		expect(idOf(first)).toBe(idOf(second));
	});

	it('is another one for another transaction, another status, or other bytes', () => {
		const bodies = [
			callbackText(200),
			callbackText(203),
			callbackText(200, REFERENCE_ID.replace('0', '1')),
			callbackText(20, `${REFERENCE_ID} 0`),
			callbackText(23, 'A1'),
			callbackText(3, 'A12'),
			'{"status":{"code":200}}',
			'{"status":{"code":200} }',
			'{"status":{"code":200},"reference_id":""}',
			'{"status":{"code":200},"reference_id":5}',
			`{"reference_id":"${REFERENCE_ID}"}`,
			`{"reference_id":"${REFERENCE_ID}","status":{}}`,
			`{"reference_id":"${REFERENCE_ID}","status":{"code":"200 OK"}}`,
		];
		expect(new Set(bodies.map(idOf)).size).toBe(bodies.length);
	});
});

describe('refusalByAge', () => {
	const now = Date.parse('2026-03-02T12:00:00Z');
	const refusal = (updated_on: unknown) =>
		refusalByAge(taken(JSON.stringify({ status: { code: 200, updated_on } })), now);

	it.each([
		'2026-03-02T11:59:59.999999Z',
		'2026-03-01T12:00:00Z', // exactly a day
		'2026-03-01T14:00:00+02:00',
		'2026-03-02T12:00:01Z',
		'2030-01-01T00:00:00Z',
		'2022-31-03T00:00:00Z', // as in an example of Telesign's
		'2016-10-21 14:05:36', // no zone
		'2016-10-21T14:05:36',
		'yesterday',
		'',
		null,
		1,
		1_000_000,
		{},
		undefined,
	])('takes a status of %p', (updatedOn) => {
		expect(refusal(updatedOn)).toBeUndefined();
	});

	it.each([
		'2026-03-01T11:59:59.999Z',
		'2026-03-01T13:59:59+02:00',
		'2016-10-21T14:05:36.181346Z',
		'2016-10-21T14:05:36+0000',
	])('refuses a status of %s', (updatedOn) => {
		expect(refusal(updatedOn)).toEqual({
			httpStatus: 400,
			error: expect.stringMatching(/more than 24 hours ago.*check the clock/),
		});
	});

	it('takes a callback without a status', () => {
		expect(refusalByAge(taken('{}'), now)).toBeUndefined();
		expect(refusalByAge(taken('{"status":"2016-10-21T14:05:36Z"}'), now)).toBeUndefined();
	});
});

describe('toItem', () => {
	const simplified = (callback: object) => toItem(taken(JSON.stringify(callback)));

	it("gives the useful parts of Telesign's example, in order, and no code", () => {
		const output = simplified({ ...documented, verify: { code_entered: '042917' } });
		expect(Object.entries(output)).toEqual([
			['reference_id', 'B56259E45884010488343BAA15FB0002'],
			['state', 'delivered'],
			['final', true],
			['channel', 'sms'],
			['status_code', 200],
			['status_description', 'Delivered to handset'],
			['submitted_on', '2016-01-01T01:01:01.010101Z'],
			['updated_on', '2016-10-21T14:05:36.181346Z'],
			['price', '0.5112'],
			['currency', 'USD'],
		]);
	});

	it('leaves out what Telesign did not give, but for the parts that every report has', () => {
		const output = simplified({
			status: { code: 103 },
			sub_resource: 'call',
			additional_info: { price: null },
			score_status: null,
		});
		expect(output).toEqual({
			reference_id: null,
			state: 'in_progress',
			final: false,
			channel: 'voice',
			status_code: 103,
			status_description: null,
			submitted_on: null,
			updated_on: null,
		});
	});

	it('says nothing of a callback without a status', () => {
		expect(simplified({ message: 'Hi', sub_resource: 'inbound', status: [200] })).toMatchObject({
			state: 'unknown',
			final: false,
			channel: 'inbound',
			status_code: null,
		});
	});

	it.each(Object.entries(STATUS_CODES))('knows the state of %s', (code, { state, final }) => {
		for (const written of [Number(code), code]) {
			expect(simplified({ status: { code: written } })).toMatchObject({
				state,
				final,
				status_code: Number(code),
			});
		}
	});

	it.each([999, '2999'])('does not guess what %p means', (code) => {
		expect(simplified({ status: { code } })).toMatchObject({
			state: 'unknown',
			final: false,
			status_code: Number(code),
		});
	});
});

it('has its refusals in the documents', () => {
	const old = JSON.stringify(documented);
	const text = '{}';
	const refusals: Array<[string, ReturnType<typeof read> | undefined]> = [
		['Larger than 64 KiB', read(Buffer.alloc(65_537))],
		['Not signed', readReport({ headers: {}, body: Buffer.from(text) }, API_KEY)],
		['Signed by another key, or changed on the way', read(text, signedHeaders('{ }'))],
		['Not JSON by its content type', read(text, { 'content-type': 'text/plain' })],
		['Not UTF-8', read(Buffer.from([0xff]))],
		['JSON, but no object', read('[]')],
		['A key twice in one object', read('{"status":1,"status":2}')],
		['Lists or objects in more than 20 levels', read(`{"a":${'['.repeat(20)}${']'.repeat(20)}}`)],
		['A status that is more than 24 hours old', refusalByAge(taken(old), Date.now())],
	];
	const rows = refusals.map(([when, refusal]) => {
		if (!refusal || !('error' in refusal)) throw new Error(`${when} is not refused`);
		return `| ${when} | ${refusal.httpStatus} | ${refusal.error} |`;
	});
	const table = ['| What comes | HTTP | The answer, in `error` |', '| --- | --- | --- |', ...rows];
	const lines = table.join('\n');
	expect(docTable('docs/trigger.md', 'refusals', lines)).toBe(lines);
});
