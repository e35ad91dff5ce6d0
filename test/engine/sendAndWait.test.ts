/** Send Code and Wait: the execution that waits, and the person at its page. */
import Ajv from 'ajv';
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { properties } from '../../nodes/Telesign/resources';
import captureOutput from '../helpers/captureOutput';
import readText from '../helpers/readText';
import { errorItems, ON_ERROR } from './invariants';
import { runOperation } from './operations';
import { useSandbox } from './useSandbox';
import {
	actionOf,
	addressOf,
	Browser,
	startWaiting,
	timedOut,
	wordsOf,
	type Seen,
} from './waiting';

const sandbox = useSandbox();

const PHONE = '13105550100';
const WRONG = ['000001', '000002', '000003', '000004'];

/** Requests that sent a code, and requests that checked one. */
const sends = () =>
	sandbox()
		.requests()
		.filter(({ method }) => method === 'POST').length;
const checks = () =>
	sandbox()
		.requests()
		.filter(({ url }) => /verify_code=|\/state$/.test(url)).length;

/** The newest code on the phone. */
const newest = () => sandbox().messages().at(-1)!;

/** Begins a verification, and opens its page. */
async function begin(parameters: IDataObject = {}) {
	const outcome = await startWaiting(sandbox(), parameters);
	expect(outcome.error).toBeUndefined();
	const browser = new Browser(outcome, sandbox());
	return { outcome, browser, page: await browser.get(addressOf(outcome)) };
}

/** Another process: the same execution, and nothing remembered. */
async function afterRestart(outcome: Awaited<ReturnType<typeof startWaiting>>): Promise<Browser> {
	let browser: Browser | undefined;
	await jest.isolateModulesAsync(async () => {
		const { Telesign } = await import('../../nodes/Telesign/Telesign.node');
		browser = new Browser(outcome, sandbox(), new Telesign());
	});
	return browser!;
}

/** The computer's clock, so many seconds on. */
function later(seconds: number) {
	const now = Date.now.bind(Date);
	jest.spyOn(Date, 'now').mockImplementation(() => now() + seconds * 1000);
}

afterEach(() => {
	jest.restoreAllMocks();
});

const item = ({ goesOn }: Seen) => goesOn?.[0][0].json;

describe.each(['smartVerify', 'smsVerify', 'verification', 'voiceVerify'])('%s', (resource) => {
	it('sends, waits, and goes on with the right code', async () => {
		const { outcome, browser, page } = await begin({ resource });
		const { code, reference_id } = newest();
		expect(outcome.run.waitTill).toBeInstanceOf(Date);
		expect(outcome.out[0].json).toEqual({
			page_url: expect.stringMatching(/^http:.*\/webhook-waiting|^http:/),
			page_html: expect.stringContaining('http-equiv="refresh"'),
			reference_id,
			phone_number: PHONE,
		});
		expect(page.goesOn).toBeUndefined();
		expect(wordsOf(page)).toBe(
			'Enter the code We have sent a code to your phone. Code Continue Send another code',
		);
		const seen = await browser.post(actionOf(page), { code });
		expect(wordsOf(seen)).toBe('Thank you. You can close this page.');
		expect(seen.goesOn).toEqual([
			[
				{
					json: {
						verified: true,
						approved: true,
						code_state: 'VALID',
						reference_id,
						phone_number: PHONE,
						tries: 1,
						codes_sent: 1,
						timed_out: false,
					},
					pairedItem: { item: 0 },
				},
			],
		]);
		expect([sends(), checks()]).toEqual([1, 1]);
	});

	it('gives what its output schema says', async () => {
		const path = `nodes/Telesign/__schema__/v1.0.0/${resource}/sendAndWait.json`;
		const schema = JSON.parse(readText(path));
		const ajv = new Ajv({ allowUnionTypes: true });
		ajv.addKeyword('version'); // n8n's own: of the schema file
		const validate = ajv.compile(schema);
		const { outcome, browser, page } = await begin({ resource });
		const done = await browser.post(actionOf(page), { code: newest().code });
		for (const json of [item(done)!, timedOut(outcome)]) {
			expect(validate(json) ? [] : validate.errors).toEqual([]);
			expect(Object.keys(json)).toEqual(Object.keys(schema.properties));
		}
	});

	it('has the fields of Send, apart from two', () => {
		const names = (operation: string) =>
			properties
				.filter(({ displayOptions }) => {
					const { show } = displayOptions ?? {};
					return show?.resource?.includes(resource) && show.operation?.includes(operation);
				})
				.flatMap(({ name, options }) => [
					name,
					...(options ?? []).map((option) => `${name}.${option.name}`),
				]);
		const [send, wait] = [names('send'), names('sendAndWait')];
		const gone = ['simplify', 'additionalFields.verifyCode'];
		expect(wait).toEqual(expect.arrayContaining(send.filter((name) => !gone.includes(name))));
		expect(wait).not.toEqual(expect.arrayContaining([gone[0]]));
		expect(wait).not.toEqual(expect.arrayContaining([gone[1]]));
	});
});

it("is SMS Verify's in n8n's human review, which takes the first one", () => {
	const [first] = properties.filter(
		({ name, options }) =>
			name === 'operation' && options?.some((one) => 'value' in one && one.value === 'sendAndWait'),
	);
	expect(first.displayOptions!.show!.resource).toEqual(['smsVerify']);
});

describe('what is waited for', () => {
	it('goes on unverified if nobody comes', async () => {
		const { outcome } = await begin({ options: { waitMinutes: 5 } });
		expect(timedOut(outcome)).toEqual({
			verified: false,
			approved: false,
			code_state: 'UNKNOWN',
			reference_id: newest().reference_id,
			phone_number: PHONE,
			tries: null,
			codes_sent: null,
			timed_out: true,
		});
		const minutes = (outcome.run.waitTill!.getTime() - Date.now()) / 60_000;
		expect(minutes).toBeGreaterThan(5);
		expect(minutes).toBeLessThan(6);
	});

	it('takes nothing any more once the time is over', async () => {
		const { browser, page } = await begin();
		later(10 * 60 + 1);
		const late = await browser.get(actionOf(page));
		expect([wordsOf(late), late.goesOn]).toEqual([
			'Your phone was not verified. You can close this page.',
			undefined,
		]);
		const seen = await browser.post(actionOf(page), { code: newest().code });
		expect(item(seen)).toMatchObject({ verified: false, timed_out: true, tries: 0, codes_sent: 1 });
		expect(checks()).toBe(0);
	});

	it('leaves it to n8n when n8n goes on by itself', async () => {
		const { browser, page } = await begin();
		later(10 * 60 + 29);
		const seen = await browser.post(actionOf(page), { code: newest().code });
		expect(seen.goesOn).toBeUndefined();
	});

	it('goes on after the last wrong code', async () => {
		const { browser, page } = await begin({ options: { tries: 2 } });
		const seen = await browser.post(actionOf(page), { code: WRONG[0] });
		expect(wordsOf(seen)).toMatch(/That was not the code. Tries left: 1/);
		expect(seen.goesOn).toBeUndefined();
		const last = await browser.post(actionOf(seen), { code: WRONG[1] });
		expect(wordsOf(last)).toBe('Your phone was not verified. You can close this page.');
		expect(item(last)).toMatchObject({ verified: false, code_state: 'INVALID', tries: 2 });
	});

	it('sends another code after the pause, and only that one counts', async () => {
		const { browser, page } = await begin();
		const early = await browser.post(actionOf(page), { another: '1' });
		expect(wordsOf(early)).toMatch(/You can have another code in (30|29) seconds\./);
		expect(sends()).toBe(1);
		later(31);
		const first = newest();
		const seen = await browser.post(actionOf(early), { another: '1' });
		expect(wordsOf(seen)).toMatch(/Another code is on its way\./);
		expect(sends()).toBe(2);
		const done = await browser.post(actionOf(seen), { code: newest().code });
		expect(item(done)).toMatchObject({
			verified: true,
			codes_sent: 2,
			reference_id: newest().reference_id,
		});
		expect(newest().reference_id).not.toBe(first.reference_id);
	});

	it('sends no more codes than it may', async () => {
		const { browser, page } = await begin({ options: { mostCodes: 2, secondsBetween: 0 } });
		let seen = page;
		for (let n = 0; n < 4; n++) seen = await browser.post(actionOf(seen), { another: '1' });
		expect(sends()).toBe(2);
		expect(wordsOf(seen)).not.toMatch(/Send another code/);
	});

	it('offers another code when one has expired, and uses no try for it', async () => {
		const { browser, page } = await begin({ options: { secondsBetween: 0 } });
		sandbox().settings.codeLifetimeMs = 0.001;
		const seen = await browser.post(actionOf(page), { code: newest().code });
		expect(wordsOf(seen)).toBe('Enter the code That code is no longer valid. Send another code');
		const again = await browser.post(actionOf(page), { code: newest().code });
		expect(wordsOf(again)).toMatch(/no longer valid/);
		expect(checks()).toBe(1);
		sandbox().settings.codeLifetimeMs = 300_000;
		const other = await browser.post(actionOf(again), { another: '1' });
		const done = await browser.post(actionOf(other), { code: newest().code });
		expect(item(done)).toMatchObject({ verified: true, codes_sent: 2 });
	});

	it('ends when a code has expired and no other may be sent', async () => {
		const { browser, page } = await begin({ options: { mostCodes: 1 } });
		sandbox().settings.codeLifetimeMs = 0.001;
		const seen = await browser.post(actionOf(page), { code: newest().code });
		expect(item(seen)).toMatchObject({ verified: false, code_state: 'EXPIRED' });
	});

	it('shows the texts of the builder and no English', async () => {
		const pageTexts = {
			pageTitle: 'Votre code',
			pageText: 'Il est arrivé par SMS.',
			pageCode: 'Le code',
			pageButton: 'Continuer',
			pageAnother: 'Un autre code',
			pageWrong: 'Ce n’est pas le code. Reste {tries}.',
			pageLanguage: 'fr',
		};
		const { browser, page } = await begin({ pageTexts });
		expect(page.html).toContain('<html lang="fr">');
		expect(wordsOf(page)).toBe('Votre code Il est arrivé par SMS. Le code Continuer Un autre code');
		const seen = await browser.post(actionOf(page), { code: WRONG[0] });
		expect(wordsOf(seen)).toContain('Ce n’est pas le code. Reste 2.');
	});

	it('goes where the builder says when it is over', async () => {
		const { browser, page } = await begin({
			options: { doneUrl: '=https://shop.example.com/?a=1&b="{{ $json.phone }}' },
		});
		const seen = await browser.post(actionOf(page), { code: newest().code });
		expect(seen.html).toContain(
			'content="0;url=https://shop.example.com/?a=1&#38;b=&#34;13105550100"',
		);
	});

	it('puts the address of the page into the message', async () => {
		const { outcome, browser } = await begin({
			additionalFields: { smsMessage: '=$$CODE$$ or {{ "$$LINK$$" }}' },
		});
		const { text, code } = newest();
		expect(text).toBe(`${code} or ${addressOf(outcome)}`);
		expect((await browser.get(addressOf(outcome))).status).toBe(200);
	});
});

describe('refused, or failed before it waits', () => {
	it('several persons in one execution', async () => {
		for (const onError of ON_ERROR) {
			const outcome = await runOperation(
				sandbox(),
				[{ phone: PHONE }, { phone: '13105550102' }],
				{ operation: 'sendAndWait', phoneNumber: '={{ $json.phone }}' },
				{ onError },
			);
			expect(sends()).toBe(0);
			expect(outcome.run.waitTill).toBeUndefined();
			const error = outcome.error ?? errorItems(outcome)[1];
			expect(error.message).toMatch(/^One execution can wait for only one person \[item/);
			expect(error.description).toMatch(/Loop Over Items/);
		}
	});

	it.each(ON_ERROR)('a number that is not allowed (%s)', async (onError) => {
		const outcome = await startWaiting(sandbox(), { allowedCallingCodes: '44' }, { onError });
		expect([sends(), outcome.run.waitTill]).toEqual([0, undefined]);
		const error = outcome.error ?? errorItems(outcome)[0];
		expect(error.message).toMatch(/'Phone Number' starts with none of the 'Allowed Calling Codes'/);
	});

	it.each(ON_ERROR)('a lost answer, with Retry On Fail (%s)', async (onError) => {
		const outcome = await startWaiting(
			sandbox(),
			{},
			{ onError, maxTries: 3 },
			{ phone: '16465550131' },
		);
		expect([sends(), outcome.run.waitTill]).toEqual([1, undefined]);
		const error = outcome.error ?? errorItems(outcome)[0];
		expect(error.message).toMatch(/^The code may have been sent/);
	});

	it('as a tool, if nobody would get to the page', async () => {
		const { error, run } = await startWaiting(sandbox(), {}, { asTool: true });
		expect([sends(), run.waitTill]).toEqual([0, undefined]);
		expect(error!.message).toMatch(/^Nobody would get to the page: there is no \$\$LINK\$\$/);
		const smsMessage = 'Enter $$CODE$$ at $$LINK$$';
		const asTool = await startWaiting(
			sandbox(),
			{ additionalFields: { smsMessage } },
			{ asTool: true },
		);
		expect(asTool.run.waitTill).toBeDefined();
	});

	it('called by an agent in a way in which nothing can wait', async () => {
		const { error, run } = await startWaiting(sandbox(), {}, { byRoutingEngine: true });
		expect([sends(), run.waitTill]).toEqual([0, undefined]);
		expect(error!.message).toMatch(/^Nothing can wait for a person where this tool is called/);
	});
});

describe('under attack', () => {
	it('30 posts at once use up no more than the tries that are left', async () => {
		const { browser, page } = await begin();
		const action = actionOf(page);
		const seen = await Promise.all(
			Array.from({ length: 30 }, async (_, n) =>
				browser.request('POST', action, { code: String(100_000 + n) }),
			),
		);
		expect(checks()).toBe(3);
		expect(seen.filter(({ goesOn }) => goesOn)).toHaveLength(1);
		expect(seen.map(item).find(Boolean)).toMatchObject({ verified: false, tries: 3 });
	});

	it('30 requests at once for another code send no more than are allowed', async () => {
		const { browser, page } = await begin({ options: { secondsBetween: 0, mostCodes: 3 } });
		await Promise.all(
			Array.from({ length: 30 }, async () =>
				browser.request('POST', actionOf(page), { another: '1' }),
			),
		);
		expect(sends()).toBe(3);
	});

	it('a double click on the right code goes on once', async () => {
		const { browser, page } = await begin();
		const { code } = newest();
		const seen = await Promise.all(
			Array.from({ length: 6 }, async () => browser.request('POST', actionOf(page), { code })),
		);
		expect(seen.filter(({ goesOn }) => goesOn)).toHaveLength(1);
		expect(checks()).toBe(1);
		expect(new Set(seen.map(wordsOf))).toEqual(new Set(['Thank you. You can close this page.']));
	});

	it('a double click, a reload and a second tab with a wrong code use up one try', async () => {
		const { browser, page } = await begin();
		const body = { code: WRONG[0] };
		await Promise.all([1, 2, 3].map(async () => browser.request('POST', actionOf(page), body)));
		const seen = await browser.post(actionOf(page), { code: '00 00-01' });
		expect(wordsOf(seen)).toMatch(/Tries left: 2/);
		expect(checks()).toBe(1);
	});

	it('an old page gains nothing: the furthest counts', async () => {
		const { browser, page } = await begin();
		for (const code of WRONG.slice(0, 2)) await browser.post(actionOf(page), { code });
		const seen = await browser.post(actionOf(page), { code: WRONG[2] });
		expect(item(seen)).toMatchObject({ verified: false, tries: 3 });
	});

	it('opening the address changes nothing, whatever its query says', async () => {
		const { browser, outcome, page } = await begin();
		for (const address of [addressOf(outcome), actionOf(page)]) {
			for (const more of ['', `&code=${newest().code}`, '&another=1']) {
				await browser.get(address + more);
			}
		}
		expect([sends(), checks()]).toEqual([1, 0]);
	});

	it('only an address that n8n has signed for this verification is of use', async () => {
		const { browser, outcome, page } = await begin();
		const other = await begin();
		const { code } = sandbox().messages()[0];
		const address = new URL(addressOf(outcome));
		const action = new URL(actionOf(page), address);
		const changed = (url: URL, name: string, value: string) => {
			const changedUrl = new URL(url);
			changedUrl.searchParams.set(name, value);
			return changedUrl.href;
		};
		const bare = new URL(address.pathname, address).href;
		const strange = [
			bare,
			changed(address, 'signature', '0'.repeat(64)),
			changed(address, 'signature', 'ü'.repeat(64)),
			changed(address, 'c', '0'),
			changed(action, 't', '-9'),
			changed(action, 'r', '0'.repeat(32)),
			changed(action, 'm', 'pageWrong'),
			addressOf(other.outcome),
			actionOf(other.page),
			`${action.href}&x=1`,
		];
		for (const one of strange) {
			const seen = await browser.request('POST', one, { code });
			expect([one, seen.status, seen.goesOn]).toEqual([one, 403, undefined]);
		}
	});

	it('is as far as the open page after a restart, and checks the newest code', async () => {
		const { browser, outcome, page } = await begin({ options: { secondsBetween: 0 } });
		const wrong = await browser.post(actionOf(page), { code: WRONG[0] });
		const other = await browser.post(actionOf(wrong), { another: '1' });
		const restarted = await afterRestart(outcome);
		const seen = await restarted.post(actionOf(other), { code: WRONG[1] });
		expect(wordsOf(seen)).toMatch(/Tries left: 1/);
		const done = await restarted.post(actionOf(seen), { code: newest().code });
		expect(item(done)).toMatchObject({
			verified: true,
			tries: 3,
			codes_sent: 2,
			reference_id: newest().reference_id,
		});
	});

	it("Telesign's own limit holds where an old page is used after a restart", async () => {
		const { browser, outcome, page } = await begin({ options: { mostCodes: 1 } });
		for (const code of WRONG.slice(0, 2)) await browser.post(actionOf(page), { code });
		const restarted = await afterRestart(outcome);
		const third = await restarted.post(actionOf(page), { code: WRONG[2] });
		expect(wordsOf(third)).toMatch(/Tries left: 2/);
		const seen = await restarted.post(actionOf(page), { code: newest().code });
		expect(item(seen)).toMatchObject({ verified: false, code_state: 'MAX_ATTEMPTS_EXCEEDED' });
	});

	it('whatever is posted gives a page, and lets nothing go on', async () => {
		const { browser, page } = await begin();
		const bodies: IDataObject[] = [
			{},
			{ code: '' },
			{ code: ['1', '2'] },
			{ code: { a: 1 } },
			{ code: 'x'.repeat(1000) },
			{ code: 12 },
		];
		for (const body of [
			...bodies,
			undefined as unknown as IDataObject,
			null as unknown as IDataObject,
		]) {
			const seen = await browser.post(actionOf(page), body);
			expect(seen.goesOn).toBeUndefined();
			expect(wordsOf(seen)).not.toBe('');
		}
		expect(checks()).toBe(0);
	});

	it('a failure of Telesign is a sentence, and uses up no try', async () => {
		const { browser, page } = await begin();
		for (const [name, value] of [
			['baseUrl', 'http://127.0.0.1:9'],
			['apiKey', 'd3Jvbmc='],
			['apiKey', ''],
		]) {
			const { [name]: right } = browser.credential;
			browser.credential[name] = value;
			const seen = await browser.post(actionOf(page), { code: newest().code });
			expect(wordsOf(seen)).toMatch(/That did not work/);
			expect(seen.goesOn).toBeUndefined();
			browser.credential[name] = right;
		}
		const seen = await browser.post(actionOf(page), { code: newest().code });
		expect(item(seen)).toMatchObject({ verified: true, tries: 1 });
	});

	it("a failure of the page's own lets nothing go on", async () => {
		const { outcome } = await begin();
		const { contextData } = outcome.run.data.executionData!;
		const broken = { ...outcome, run: JSON.parse(JSON.stringify(outcome.run)) };
		for (const key of Object.keys(contextData)) broken.run.data.executionData.contextData[key] = {};
		const output = captureOutput();
		const seen = await new Browser(broken, sandbox())
			.post(addressOf(outcome), { code: newest().code })
			.finally(output.restore);
		expect([seen.status, seen.goesOn]).toEqual([503, undefined]);
	});

	it('whatever is done, from whichever page, in whichever order', async () => {
		const action = fc.record({
			what: fc.constantFrom('wrong', 'old', 'right', 'another', 'open', 'nothing'),
			/** Of all pages so far; several at once from the same one. */
			page: fc.nat(20),
			times: fc.integer({ min: 1, max: 3 }),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(action, { maxLength: 12 }), async (actions) => {
				sandbox().reset();
				const { browser, page: first } = await begin({
					options: { secondsBetween: 0, mostCodes: 2 },
				});
				const pages = [actionOf(first)];
				const gone: IDataObject[] = [];
				let entered = 0;
				for (const { what, page, times } of actions) {
					const address = pages[page % pages.length];
					const body = {
						wrong: { code: String(900_000 + entered++) },
						old: { code: sandbox().messages()[0].code },
						right: { code: newest().code },
						another: { another: '1' },
						open: {},
						nothing: { code: '' },
					}[what] as IDataObject;
					const seen = await Promise.all(
						Array.from({ length: times }, async () =>
							what === 'open' ? await browser.get(address) : await browser.post(address, body),
						),
					);
					for (const one of seen) {
						if (one.goesOn) gone.push(item(one)!);
						if (one.html.includes('action=')) pages.push(actionOf(one));
					}
				}
				expect(sends()).toBeLessThanOrEqual(2);
				expect(checks()).toBeLessThanOrEqual(3);
				expect(gone.length).toBeLessThanOrEqual(1);
				for (const { verified, tries, codes_sent, reference_id } of gone) {
					expect({ tries, codes_sent }).toEqual({ tries: checks(), codes_sent: sends() });
					expect(reference_id).toBe(newest().reference_id);
					const asked = sandbox().requests().at(-1)!.url;
					expect(verified).toBe(asked.endsWith(`verify_code=${newest().code}`));
				}
			}),
			{ numRuns: 60 },
		);
	});

	it('is guarded by its headers, and has no script', async () => {
		const { browser, page } = await begin();
		const wrong = await browser.request('POST', actionOf(page), { code: WRONG[0] });
		const done = await browser.request('POST', actionOf(page), { code: newest().code });
		for (const seen of [page, wrong, done, await browser.get('http://x/?v=1')]) {
			expect(seen.headers).toMatchObject({
				'content-security-policy': expect.stringMatching(
					/^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
				),
				'cache-control': 'no-store',
				'referrer-policy': 'no-referrer',
				'x-frame-options': 'DENY',
			});
			expect(seen.html).not.toMatch(/<script|https?:\/\//);
		}
		expect(page.html).toMatch(/<input [^>]*autocomplete="one-time-code" [^>]*inputmode="numeric"/);
	});

	it('texts of the builder cannot break out of the page', async () => {
		await fc.assert(
			fc.asyncProperty(fc.string({ minLength: 1 }), async (text) => {
				const nasty = `"><script>${text}</script>'`;
				const { page } = await begin({ pageTexts: { pageTitle: nasty, pageLanguage: nasty } });
				expect(page.html).not.toContain('<script');
			}),
			{ numRuns: 10 },
		);
	});

	it('the code is in nothing that is kept, shown or logged', async () => {
		const output = captureOutput();
		const { browser, outcome, page } = await begin();
		const { code } = newest();
		const wrong = await browser.request('POST', actionOf(page), { code: '987654' });
		const after = await browser.get(wrong.headers.location);
		browser.credential.baseUrl = 'http://127.0.0.1:9';
		const failed = await browser.request('POST', actionOf(after), { code });
		browser.credential.baseUrl = sandbox().url;
		const done = await browser.request('POST', actionOf(after), { code });
		output.restore();
		expect(item(done)).toMatchObject({ verified: true });
		const all = JSON.stringify([outcome.run, page, wrong, after, failed, done, output.written]);
		const { apiKey } = sandbox().account;
		expect([code, '987654', apiKey].map((secret) => all.split(secret).length - 1)).toEqual([
			0, 0, 0,
		]);
	});
});
