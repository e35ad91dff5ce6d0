import fc from 'fast-check';
import { readJsonObject } from '../../nodes/Telesign/trigger/jsonObject';

const bytes = (text: string) => Buffer.from(text, 'utf8');

/** An object in `levels` levels, in turn an object and a list. */
const nested = (levels: number): string =>
	levels === 0 ? '0' : levels % 2 ? `{"a":${nested(levels - 1)}}` : `[${nested(levels - 1)}]`;

describe('readJsonObject', () => {
	it.each([
		'{}',
		' {"a" : 1 , "b": [ {"a":1}, {"a":2} ]}\n',
		'{"a":{"a":{"a":1}}}',
		'{"a":"\\"a\\":1","b":"{\\"a\\":1,\\"a\\":2}"}',
		'{"a":"a","b":"a","":"a"}',
		'{"a":["b","b"],"b":["a:",":"]}',
		'{"sender_id":1,"sender_id ":2}',
		'{"a\\\\":1,"a\\"":2,"a":3}',
		'{"__proto__":{"a":1},"constructor":2,"toString":3}',
		'{"é":"🔐","e\\u0301":2}',
		nested(19),
		`{"a":${nested(18)},"b":[${nested(18)}]}`,
	])('reads %s', (text) => {
		expect(readJsonObject(bytes(text))).toEqual({ json: JSON.parse(text) });
	});

	it.each([
		['', 'is not JSON'],
		['{', 'is not JSON'],
		['{} {}', 'is not JSON'],
		["{'a':1}", 'is not JSON'],
		['\ufeff{}', 'is not JSON'],
		['<a/>', 'is not JSON'],
		['a=1&b=2', 'is not JSON'],
		['[]', 'is not a JSON object'],
		['null', 'is not a JSON object'],
		['"{}"', 'is not a JSON object'],
		['1', 'is not a JSON object'],
		[nested(21), 'is nested more than 20 levels deep'],
		[`{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`, 'is nested more than 20 levels deep'],
		['{"a":1,"a":1}', 'has the key "a" twice'],
		['{"a":1,"b":2,"a":{}}', 'has the key "a" twice'],
		['{"a":1,"\\u0061":2}', 'has the key "a" twice'],
		['{"/":1,"\\/":2}', 'has the key "/" twice'],
		['{"é":1,"\\u00e9":2}', 'has the key "é" twice'],
		['{"🔐":1,"\\ud83d\\udd10":2}', 'has the key "🔐" twice'],
		['{"__proto__":1,"__proto__":2}', 'has the key "__proto__" twice'],
		['{"a":[{"b":[1,{"c":1,"d":[],"c"\n:2}]}]}', 'has the key "c" twice'],
		['{"a":{"x":1},"b":{"x":1},"a":1}', 'has the key "a" twice'],
	])('refuses %.60s', (text, refusal) => {
		expect(readJsonObject(bytes(text))).toEqual({ refusal });
	});

	it.each([
		[[0xff]],
		[[0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x31, 0x7d]], // {"é":1} in Latin-1
		[[0xed, 0xa0, 0x80]], // a surrogate
		[[0xc0, 0xaf]], // an overlong slash
		[[0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]], // UTF-16
	])('refuses the bytes %j', (values) => {
		expect(readJsonObject(Buffer.from(values))).toEqual({ refusal: 'is not UTF-8' });
	});

	/** Any object that can be written as JSON, not too deep. */
	const object = fc
		.dictionary(
			fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'a":', '\\"', ' ')),
			fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }),
			{ noNullPrototype: true },
		)
		// A lone surrogate is written as an escape, so it is ASCII on the wire.
		.map((value) => JSON.stringify(value, null, 1));

	it('reads whatever is written by JSON.stringify, as JSON.parse does', () => {
		fc.assert(
			fc.property(object, (text) => {
				expect(readJsonObject(bytes(text))).toEqual({ json: JSON.parse(text) });
			}),
			{ numRuns: 500 },
		);
	});

	/** A key in JSON with some of its characters as escapes. */
	const spelled = (key: string, escaped: boolean[]) =>
		`"${Array.from({ length: key.length }, (_, at) => {
			const unit = key.charCodeAt(at);
			const plain = unit >= 0x20 && unit < 0x7f && unit !== 0x22 && unit !== 0x5c;
			return plain && !escaped[at % escaped.length]
				? key[at]
				: `\\u${unit.toString(16).padStart(4, '0')}`;
		}).join('')}"`;

	it('finds a second key, however it is spelled and wherever it stands', () => {
		const escaped = fc.array(fc.boolean(), { minLength: 1 });
		fc.assert(
			fc.property(
				fc.string({ unit: 'binary' }),
				escaped,
				escaped,
				object,
				fc.constantFrom(
					(inner: string) => inner,
					(inner: string) => `{"list":[1,${inner}]}`,
				),
				(key, first, second, between, wrap) => {
					const twice = `{${spelled(key, first)}:${between},"${key.length}-":{},${spelled(key, second)} : 0}`;
					fc.pre(key !== `${key.length}-`);
					const text = wrap(twice);
					expect(() => JSON.parse(text)).not.toThrow();
					expect(readJsonObject(bytes(text))).toEqual({
						refusal: expect.stringMatching(/^has the key ".*" twice$/s),
					});
				},
			),
			{ numRuns: 300 },
		);
	});

	it('takes any bytes without throwing', () => {
		fc.assert(
			fc.property(fc.oneof(fc.uint8Array(), fc.string({ unit: 'binary' }).map(bytes)), (body) => {
				const read = readJsonObject(Buffer.from(body));
				expect('json' in read || 'refusal' in read).toBe(true);
			}),
			{ numRuns: 300 },
		);
	});
});
