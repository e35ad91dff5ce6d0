import fc from 'fast-check';
import { verifySecrets } from '../../../nodes/Telesign/api/product';
import { hiderOf, withoutSecrets } from '../../../nodes/Telesign/api/secrets';

const base64 = Buffer.from('Telesign api key, not a secret??>?').toString('base64');

describe('hiderOf', () => {
	it.each([
		[`key ${base64}.`, 'key [hidden].'],
		[`${base64}${base64}`, '[hidden]'],
		[`${base64.replace('==', '')} and more`, '[hidden] and more'],
		['045558', '[hidden]'],
		['code=045558&x', 'code=[hidden]&x'],
		['x045-558y', 'x[hidden]y'],
		['45558', '[hidden]'],
		['0 0-0.045558', '[hidden]'],
		[`${'0'.repeat(30)}45558`, '[hidden]'],
		['0 '.repeat(5000), '0 '.repeat(5000)],
		['%30%34%35%35%35%38', '[hidden]'],
		['&#48;45558', '[hidden]'],
		['1045558', '1045558'],
		['0455581', '0455581'],
		['0123456789ABCDEF012A045558BCDEF0', '0123456789ABCDEF012A045558BCDEF0'],
		['2026-11-24T08:00:00.045558Z', '2026-11-24T08:00:00.045558Z'],
		['100% of it & nothing \\ else', '100% of it & nothing \\ else'],
		['', ''],
	])('%j becomes %j', (text, shown) => {
		expect(hiderOf(base64, ['045558']).text(text)).toBe(shown);
	});

	it.each(['e', '12', 'not', '', '  ', 'found it', 7, null, undefined, {}])(
		'takes %j for no code',
		(code) => {
			const text = 'CustomerID/ReferenceID not found 12 e 7';
			expect(hiderOf(base64, [code]).text(text)).toBe(text);
		},
	);

	it('takes a number for a code, and what is far too long for none', () => {
		expect(hiderOf('', [123456]).text('x 123456')).toBe('x [hidden]');
		for (const digits of [101, 10_000, 1_000_000]) {
			expect(hiderOf('', ['1'.repeat(digits), '045558']).text('111 045558')).toBe('111 [hidden]');
		}
	});

	it.each(['123', '9876', '04291', '045558', '0123456789'])('finds %s in base64', (code) => {
		for (const text of [code, `verify_code=${code}&x=1`, `x ${code} y`, `{"code":"${code}"}`]) {
			for (const encoding of ['base64', 'base64url'] as const) {
				const encoded = Buffer.from(text).toString(encoding);
				const shown = hiderOf('', [code]).text(`in "${encoded}", as it were`);
				expect(shown).toMatch(/^in "\[hidden\]=*", as it were$/);
			}
		}
	});

	it('finds a short key as a whole word only', () => {
		expect(hiderOf('wrong', []).text('wrong wrongly')).toBe('[hidden] wrongly');
	});

	it('hides any code and any key in any text, and nothing else', () => {
		const code = fc.stringMatching(/^\d{3,10}$/);
		const key = fc.base64String({ minLength: 24, maxLength: 88 });
		const around = fc.string({ unit: fc.constantFrom(...'abc .,:;"<>{}') });
		fc.assert(
			fc.property(code, key, around, around, around, (digits, apiKey, a, b, c) => {
				fc.pre(apiKey.replace(/=+$/, '').length >= 16);
				const shown = hiderOf(apiKey, [digits]).text(`${a} ${digits} ${b} ${apiKey} ${c}`);
				expect(shown).not.toContain(apiKey.replace(/=+$/, ''));
				expect(shown.startsWith(a)).toBe(true);
				expect(shown.endsWith(c)).toBe(true);
				expect(shown).toContain(` [hidden] ${b} [hidden]`);
			}),
		);
	});

	it('cuts after it has hidden', () => {
		const { text } = hiderOf(base64, []);
		for (const before of [9_990, 9_999, 10_000, 19_980]) {
			expect(text('x'.repeat(before) + base64)).not.toMatch(/VGVsZ/);
		}
		expect(text('&'.repeat(5_000_000))).toHaveLength(10_000);
	});
});

describe('withoutSecrets', () => {
	const clean = (json: unknown) => withoutSecrets(json, hiderOf(base64, ['045558']), verifySecrets);

	it.each([
		[{ verify: { code_state: 'VALID', code_entered: '1' } }, { verify: { code_state: 'VALID' } }],
		[{ verify: [{ code_entered: '1', code_state: 'VALID' }] }, {}],
		[{ verify: { code_state: { code: '765432' } } }, { verify: {} }],
		[{ verify: ['765432'] }, {}],
		[{ verify: '1' }, {}],
		[{ a: [{ code_entered: 1 }], verify_code: 1 }, { a: [{}] }],
		[
			{ n: 45558, m: 45559 },
			{ n: '[hidden]', m: 45559 },
		],
		[{ [base64]: [[base64]] }, { '[hidden]': [['[hidden]']] }],
		[
			{ status: { code: 290 }, errors: [{ code: -10001 }] },
			{ status: { code: 290 }, errors: [{ code: -10001 }] },
		],
		[null, null],
		['045558', '[hidden]'],
	])('%j becomes %j', (json, shown) => {
		expect(clean(json)).toEqual(shown);
	});

	it('does not take a known code of Telesign for the passcode', () => {
		const json = { status: { code: 290 }, errors: [{ code: '-10001' }], x: { code: 290 } };
		expect(withoutSecrets(json, hiderOf(base64, ['290', '10001']), verifySecrets)).toEqual({
			status: { code: 290 },
			errors: [{ code: '-10001' }],
			x: { code: '[hidden]' },
		});
	});

	it('keeps keys that mean something to JavaScript, and leaves out what is too deep', () => {
		const json = JSON.parse(`{"__proto__":{"a":1},"deep":${'['.repeat(5000)}${']'.repeat(5000)}}`);
		const shown = clean(json) as object;
		expect(Object.keys(shown)).toEqual(['__proto__', 'deep']);
		expect(JSON.stringify(shown).length).toBeLessThan(300);
	});

	it('never throws, and changes nothing that has no secret in it', () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 6 }), (json) => {
				fc.pre(!/verify|code|45558/.test(JSON.stringify(json)));
				expect(clean(json)).toEqual(json);
			}),
		);
	});

	it.each([
		['long texts', Array(1000).fill('045558 '.repeat(3000))],
		['short texts', Array(1_000_000).fill('045558')],
		['numbers', Array(1_000_000).fill(45558)],
		['objects', Array(200_000).fill({ a: { b: '045558' } })],
		['keys', Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => [`045558 ${at}`, at]))],
	])('looks at no more than so much of an answer, and shows no more: %s', (_what, json) => {
		const { text, number } = hiderOf(base64, ['045558']);
		let seen = 0;
		const counting = {
			text: (written: string) => {
				seen += Math.min(written.length, 20_000);
				return text(written);
			},
			number: (value: number) => {
				seen += 10;
				return number(value);
			},
		};
		const shown = JSON.stringify(withoutSecrets(json, counting, verifySecrets));
		expect(seen).toBeLessThan(500_000);
		expect(shown.length).toBeLessThan(1_000_000);
		expect(shown).not.toMatch(/45558/);
	});
});
