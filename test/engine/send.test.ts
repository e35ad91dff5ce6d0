import type { IDataObject } from 'n8n-workflow';
import { VERSION } from '../../nodes/Telesign/version';
import { startSandbox } from '../../sandbox/server';
import { runNode, type NodeRun } from './engine';
import { ON_ERROR } from './invariants';
import { useSandbox } from './useSandbox';

const sandbox = useSandbox();

const run = async (rows: IDataObject[], more: Partial<NodeRun> = {}) =>
	await runNode({
		rows,
		parameters: { phoneNumber: '={{ $json.phone }}' },
		credential: { ...sandbox().account, baseUrl: sandbox().url, requestsPerSecond: 0 },
		...more,
	});

const phones = (...numbers: unknown[]): IDataObject[] =>
	numbers.map((phone) => ({ phone }) as IDataObject);

describe('on the wire', () => {
	it('sends every field under its own name, and nothing else', async () => {
		await run(phones('+1 (310) 555-0100'), {
			parameters: {
				phoneNumber: '={{ $json.phone }}',
				additionalFields: {
					ucid: 'ATCK',
					smsMessage: 'Code $$CODE$$ & more + 100% 🔐\nשלום',
					ttsMessage: 'Your code: $$CODE$$',
					language: 'en-GB',
					preference: 'call',
					ignoreRisk: true,
					verifyCode: '042 917',
					originatingIp: '203.0.113.7',
					sessionId: 'a b',
				},
			},
		});
		const [request, ...others] = sandbox().requests();
		expect(others).toEqual([]);
		expect(request).toMatchObject({
			method: 'POST',
			url: '/v1/verify/smart',
			body:
				'phone_number=13105550100&preference=call&originating_ip=203.0.113.7&session_id=a+b' +
				'&ignore_risk=true&language=en-GB&verify_code=042917' +
				'&sms_message=Code+%24%24CODE%24%24+%26+more+%2B+100%25+%F0%9F%94%90%0A%D7%A9%D7%9C%D7%95%D7%9D' +
				'&ucid=ATCK&tts_message=Your+code%3A+%24%24CODE%24%24',
		});
		expect(request.headers).toMatchObject({
			'content-type': 'application/x-www-form-urlencoded',
			accept: 'application/json',
			'user-agent': `n8n-nodes-telesign/${VERSION}`,
			authorization: `Basic ${Buffer.from(
				`${sandbox().account.customerId}:${sandbox().account.apiKey}`,
			).toString('base64')}`,
		});
	});

	it('leaves out what is not filled in', async () => {
		await run(phones('13105550100'), {
			parameters: {
				phoneNumber: '={{ $json.phone }}',
				additionalFields: {
					ucid: '',
					smsMessage: '',
					ttsMessage: '={{ $json.none }}',
					language: '={{ null }}',
					ignoreRisk: false,
					verifyCode: '={{ undefined }}',
					originatingIp: ' ',
				},
			},
		});
		expect(
			sandbox()
				.requests()
				.map(({ body }) => body),
		).toEqual(['phone_number=13105550100']);
	});

	it.each([
		'$$CODE$$',
		'a&b=c $$CODE$$',
		'1+1 %20 $$CODE$$',
		'🔐👩‍👩‍👧 $$CODE$$ é ß',
		'الرمز $$CODE$$ هو',
		'  two\n\nlines\t$$CODE$$ ',
	])('brings %j to the handset as it was written', async (smsMessage) => {
		await run(phones('13105550100'), {
			parameters: { phoneNumber: '={{ $json.phone }}', additionalFields: { smsMessage } },
		});
		const [message] = sandbox().messages();
		expect(message.text).toBe(smsMessage.split('$$CODE$$').join(message.code));
	});

	it.each([
		['+1 (310) 555-0100', '13105550100'],
		['0044 20 7946 0018', '442079460018'],
		['tel:+44-7700-900123', '447700900123'],
		[13105550100, '13105550100'],
		["'+1.310.555.0100", '13105550100'],
	])('reads %j as %s', async (written, digits) => {
		await run(phones(written));
		expect(
			sandbox()
				.messages()
				.map(({ to }) => to),
		).toEqual([digits]);
	});
});

describe('output', () => {
	it('is flat under Simplify, one item for each row, linked to it', async () => {
		const rows = phones('13105550100', '13105550101', '447700900123');
		const { out, linked } = await run(rows);
		const messages = sandbox().messages();
		expect(sandbox().requests()).toHaveLength(3);
		expect(out.map(({ json }) => json)).toEqual(
			['sms', 'voice', 'sms'].map((channel, item) => ({
				reference_id: expect.stringMatching(/^[0-9A-F]{32}$/),
				phone_number: rows[item].phone,
				channel,
				state: 'in_progress',
				status_code: channel === 'sms' ? 290 : 103,
				status_description: channel === 'sms' ? 'Message in progress' : 'Call in progress',
				updated_on: expect.stringMatching(/^\d{4}-.*Z$/),
				phone_type: channel === 'sms' ? 'MOBILE' : 'FIXED_LINE',
				carrier: 'Sandbox Telecom',
			})),
		);
		expect(out.map(({ json }) => json.reference_id).sort()).toEqual(
			messages.map(({ reference_id }) => reference_id).sort(),
		);
		expect(linked.out).toEqual(rows);
	});

	it('calls the channel of a call voice', async () => {
		const { out } = await run(phones('13105550101'));
		expect(out[0].json.channel).toBe('voice');
	});

	it("is Telesign's own JSON without Simplify", async () => {
		const { out } = await run(phones('13105550100'), {
			parameters: { phoneNumber: '={{ $json.phone }}', simplify: false },
		});
		expect(out[0].json).toMatchObject({
			reference_id: expect.any(String),
			sub_resource: 'sms',
			errors: [],
			status: { code: 290, description: 'Message in progress' },
			numbering: expect.any(Object),
			phone_type: { code: '2', description: 'MOBILE' },
		});
	});

	it('has the risk recommendation where the account has it', async () => {
		sandbox().settings.accountFeatures = ['risk'];
		const { out } = await run(phones('13105550131'));
		expect(out[0].json).toMatchObject({ risk_recommendation: 'flag', state: 'in_progress' });
		expect(out[0].json).not.toHaveProperty('carrier');
	});
});

/** What can't be sent: the fields, and what the user reads. */
const REFUSED: Array<[what: string, row: IDataObject, says: RegExp]> = [
	['no number', { phone: '' }, /'Phone Number' is empty/],
	['letters', { phone: '1-800-FLOWERS' }, /'Phone Number' "1-800-FLOWERS" has letters/],
	['too short', { phone: '+1 310' }, /'Phone Number' "\+1 310" has 4 digits/],
	['voice without language', { tts: 'Code $$CODE$$' }, /'Language' is empty/],
	['SMS without the code', { sms: 'Hello' }, /'SMS Message' has no \$\$CODE\$\$/],
	[
		'voice without the code',
		{ tts: 'Hello', lang: 'en-US' },
		/'Voice Message' has no \$\$CODE\$\$/,
	],
	['own code with letters', { code: '12a4' }, /'Own Code' has something other than digits/],
	['half a character', { sms: '$$CODE$$ \ud83d' }, /'SMS Message' has half of a character/],
	['too long', { sms: `$$CODE$$${'x'.repeat(1593)}` }, /'SMS Message' has 1601 characters/],
];

describe('refused before anything is sent', () => {
	const parameters = {
		phoneNumber: '={{ $json.phone ?? "13105550100" }}',
		additionalFields: {
			smsMessage: '={{ $json.sms }}',
			ttsMessage: '={{ $json.tts }}',
			language: '={{ $json.lang }}',
			verifyCode: '={{ $json.code }}',
		},
	};

	it.each(REFUSED)(
		'%s: stops before the first request and names the item',
		async (_what, row, says) => {
			const { out, error } = await run([{}, row, {}], { parameters });
			expect(sandbox().requests()).toEqual([]);
			expect(out).toEqual([]);
			expect(error!.message).toMatch(says);
			expect(error!.message).toMatch(/\[item 1\]$/);
			expect(error!.description).toMatch(
				/^None of 3 items was sent\. .*This item was not sent\. \S/,
			);
		},
	);

	it('lists every item that is refused, with its reason', async () => {
		const rows = [{}, ...REFUSED.map(([, row]) => row), {}];
		const { error } = await run(rows, { parameters });
		expect(sandbox().requests()).toEqual([]);
		expect(error!.message).toBe(
			`${REFUSED.length} of ${rows.length} items can't be sent (first: item 1), so nothing was sent`,
		);
		const lines = error!.description!.split('<br>');
		expect(lines).toHaveLength(REFUSED.length);
		REFUSED.forEach(([, , says], index) => {
			expect(lines[index]).toMatch(says);
			expect(lines[index]).toContain(`[item ${index + 1}]`);
		});
	});

	it('shows ten lines at most, as text and not as HTML; the details have all', async () => {
		const digits = [1, 2, 3, 4, 5, 6, 16, 17, 18, 19, 20, 21].map((length) => '1'.repeat(length));
		const rows = phones('call <b>me</b> `2`', ...digits);
		const { error } = await run(rows);
		const lines = error!.description!.split('<br>');
		expect(lines).toHaveLength(11);
		expect(lines[0]).toContain('call &lt;b&gt;me&lt;/b&gt; &#96;2&#96;');
		expect(lines[10]).toBe('And 3 more; the details below list all.');
		const { refused } = (error!.context as { data: IDataObject } & IDataObject).data;
		expect((refused as IDataObject[]).map(({ item }) => item)).toEqual(rows.map((_, n) => n));
	});

	it('puts items with the same reason on one line, whatever their values', async () => {
		const { error } = await run(
			phones('call me', 'n/a', 'call me', '', 'call me', '12025550123', 'tba', '', '+1', '', ''),
		);
		expect(error!.message).toMatch(/^10 of 11 items can't be sent \(first: item 0\)/);
		expect(error!.description!.split('<br>')).toEqual([
			expect.stringMatching(
				/^5 items: 'Phone Number' has letters in it \(items 0, 1, 2 and 2 more\): Use digits/,
			),
			expect.stringMatching(/^4 items: 'Phone Number' is empty \(items 3, 7, 9 and 10\): Enter/),
			expect.stringMatching(/^'Phone Number' "\+1" has 1 digit, .* \[item 8\]: Enter/),
		]);
	});

	it('keeps the value on the line where it is the same for all', async () => {
		const { error } = await run(phones(...Array<string>(50).fill('call me')));
		expect(error!.description).toMatch(
			/^50 items: 'Phone Number' "call me" has letters in it \(items 0, 1, 2 and 47 more\): Use/,
		);
	});

	it.each([
		['Phone Number', '{{ $json.phone }}', { phoneNumber: '{{ $json.phone }}' }],
		['Phone Number', '={{ $json.phone }}', { phoneNumber: ' ={{ $json.phone }}' }],
		[
			'SMS Message',
			'Hello {{$json.name}}, your cod…',
			{
				additionalFields: { smsMessage: 'Hello {{$json.name}}, your code is $$CODE$$' },
			},
		],
	])("tells an expression in '%s' that is set to Fixed: %s", async (label, quoted, parameters) => {
		const { error } = await run(phones('13105550100'), {
			parameters: { phoneNumber: '={{ $json.phone }}', ...parameters },
		});
		expect(sandbox().requests()).toEqual([]);
		expect(error).toMatchObject({
			message: `'${label}' is set to Fixed, but has an expression in it: "${quoted}" [item 0]`,
			description: `This item was not sent. Set '${label}' to Expression.`,
		});
	});

	it('takes braces that are no expression for text', async () => {
		const { out } = await run(phones('13105550100'), {
			parameters: {
				phoneNumber: '={{ $json.phone }}',
				additionalFields: { smsMessage: 'Your code is {{$$CODE$$}} {ok}' },
			},
		});
		expect(out).toHaveLength(1);
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'each for itself under %s',
		async (onError) => {
			const rows = [{ n: 0 }, ...REFUSED.map(([, row], i) => ({ n: i + 1, ...row })), { n: 99 }];
			const { out, errors, linked } = await run(rows, { parameters, onError });
			const failed = onError === 'continueErrorOutput' ? errors : out.slice(1, -1);
			expect(sandbox().messages()).toHaveLength(2);
			expect(failed).toHaveLength(REFUSED.length);
			REFUSED.forEach(([, row, says], index) => {
				expect(failed[index].json.error).toMatchObject({
					message: expect.stringMatching(says),
					may_have_been_sent: false,
					retryable: false,
					http_status: null,
				});
				if (onError === 'continueErrorOutput') expect(failed[index].json).toMatchObject(row);
			});
			expect([...linked.out, ...linked.errors].map(({ n }) => n).sort()).toEqual(
				rows.map(({ n }) => n).sort(),
			);
		},
	);

	it('an expression that cannot be resolved lets nothing out, wherever the item stands', async () => {
		const rows = phones('13105550100', '13105550100', '13105550100');
		const { error } = await run(rows, {
			parameters: { phoneNumber: '={{ $itemIndex === 1 ? $("Nowhere").item : $json.phone }}' },
		});
		expect(error!.message).toMatch(/^Referenced node .* \[item 1\]$/);
		expect(sandbox().requests()).toEqual([]);
	});

	it('holds back the first batch of Batching, too', async () => {
		const { error } = await run(phones('13105550100', '13105550101', 'none'), {
			parameters: {
				phoneNumber: '={{ $json.phone }}',
				requestOptions: { batching: { batch: { batchSize: 1, batchInterval: 20 } } },
			},
		});
		expect(error!.message).toMatch(/\[item 2\]/);
		expect(sandbox().requests()).toEqual([]);
	});

	it('numbers outside the allowed calling codes', async () => {
		const { errors, out } = await run(phones('13105550100', '447700900123', '+49 30 23125 000'), {
			onError: 'continueErrorOutput',
			parameters: {
				phoneNumber: '={{ $json.phone }}',
				allowedCallingCodes: '1, 4930',
			},
		});
		expect(out.map(({ json }) => json.phone_number)).toEqual(['13105550100', '493023125000']);
		expect(errors.map(({ json }) => (json.error as IDataObject).message)).toEqual([
			"'Phone Number' starts with none of the 'Allowed Calling Codes' (1, 4930) [item 1]",
		]);
	});
});

it('says what is wrong with Default Country Code alone, and not with the number for it', async () => {
	const { out } = await run(
		[
			{ phone: '(310) 555-0100', country: 'US' },
			{ phone: '3605550100', country: '' },
			{ phone: '+1 310 555 0100', country: null },
		],
		{
			parameters: {
				phoneNumber: '={{ $json.phone }}',
				options: { defaultCountryCode: '={{ $json.country }}' },
			},
			onError: 'continueRegularOutput',
		},
	);
	expect(out.map(({ json }) => (json.error as IDataObject | undefined)?.message)).toEqual([
		`'Default Country Code' is "US", which is not a country code [item 0]`,
		`'Phone Number' "3605550100" starts with neither + nor 00, and 'Default Country Code' is empty for it [item 1]`,
		undefined,
	]);
	expect(sandbox().requests()).toHaveLength(1);
});

describe('a refusal of Telesign', () => {
	it.each([
		['13105550118', 'Message blocked by Telesign', 200, null, 230],
		['14155550125', 'Invalid API Key', 401, -30015, 501],
		['14155550150', 'Rate Limit Exceeded', 429, -40007, 500],
	])(
		'%s stops the node in its words, with codes and advice',
		async (phone, words, http, code, status) => {
			const { error, out } = await run(phones(phone), {
				parameters: { phoneNumber: '={{ $json.phone }}', options: { maxWait: 0 } },
			});
			expect(out).toEqual([]);
			expect(sandbox().requests()).toHaveLength(1);
			expect(error).toMatchObject({
				message: `Telesign ${code === null ? 'blocked it and did not' : 'did not'} send the code: ${words} (${code ?? status}) [item 0]`,
				description: expect.stringMatching(/\.$/),
				httpCode: http >= 400 ? String(http) : null,
				context: {
					itemIndex: 0,
					data: {
						...(code !== null && { error_code: code }),
						status_code: status,
						http_status: http,
					},
				},
			});
		},
	);

	it('is tried again for as long as Keep Trying says, and never after that', async () => {
		// Of its own, since what is learned of its pace slows down whoever comes next.
		const slow = await startSandbox({ settings: { fault: 'rate-limited' } });
		const { out } = await run(phones('13105550100', '13105550101'), {
			parameters: { phoneNumber: '={{ $json.phone }}', options: { maxWait: 1 } },
			// The next turn comes after two seconds, when the time of the one before it is up.
			credential: { ...slow.account, baseUrl: slow.url, requestsPerSecond: 0.5 },
			onError: 'continueRegularOutput',
		});
		const requests = slow.requests();
		await slow.close();
		expect(out.map(({ json }) => (json.error as IDataObject).http_status)).toEqual([429, 429]);
		expect(requests).toHaveLength(2);
	});

	it('under On Error: stop, says what was sent before it and lets nothing out after it', async () => {
		const rows = phones(
			'13105550100',
			'13105550101',
			'13105550118',
			...Array(40).fill('13105550100'),
		);
		const { error } = await run(rows, {
			credential: { ...sandbox().account, baseUrl: sandbox().url, requestsPerSecond: 40 },
		});
		const messages = sandbox().messages();
		expect(messages.length).toBeLessThan(rows.length - 1);
		const data = (error!.context as IDataObject).data as IDataObject;
		expect((data.sent as IDataObject[]).map(({ reference_id }) => reference_id).sort()).toEqual(
			messages.map(({ reference_id }) => reference_id).sort(),
		);
		expect(error!.description).toMatch(
			new RegExp(
				`^Of ${rows.length} items, ${messages.length} were sent, .*details name them\\.<br>`,
			),
		);
		expect(error!.message).toMatch(/\[item 2\]$/);
	});
});

it.each(ON_ERROR)('links what comes out to the rows that went in (%s)', async (onError) => {
	const rows = Array.from({ length: 12 }, (_, n) => ({
		n,
		phone: n % 4 === 1 && onError !== 'stopWorkflow' ? '13105550116' : '13105550100',
	}));
	const { out, errors, linked } = await run(rows, { onError });
	expect(out.length + errors.length).toBe(rows.length);
	expect([...linked.out, ...linked.errors].sort((a, b) => Number(a.n) - Number(b.n))).toEqual(rows);
	if (onError === 'continueErrorOutput') {
		expect(linked.errors.map(({ n }) => n)).toEqual([1, 5, 9]);
		expect(errors.map(({ json }) => json.n)).toEqual([1, 5, 9]);
	}
});

it('sends one item under Execute Once', async () => {
	const { out } = await run(phones('13105550100', '13105550101'), { executeOnce: true });
	expect(out).toHaveLength(1);
	expect(sandbox().messages()).toHaveLength(1);
});

it('sends each item with the account that its credential names for it', async () => {
	const { customerId, apiKey } = sandbox().accounts.find(({ name }) => name === 'trial')!;
	await run(phones('447700900123', '13105550100'), {
		credential: (item) => ({
			...(item === 0 ? sandbox().account : { customerId, apiKey: ` ${apiKey}\n` }),
			baseUrl: sandbox().url,
		}),
	});
	const sentBy = sandbox()
		.messages()
		.map((message) => [message.to, message.customer_id]);
	expect(Object.fromEntries(sentBy)).toEqual({
		'447700900123': sandbox().account.customerId,
		'13105550100': customerId,
	});
});

it.each(ON_ERROR)('names the item whose credential n8n cannot read (%s)', async (onError) => {
	const rows = phones(...Array.from({ length: 60 }, (_, n) => `120255501${10 + n}`));
	const { out, errors, error, linked } = await run(rows, {
		onError,
		credential: (item) => {
			if (item === 30) throw new Error('The expression gives nothing');
			return { ...sandbox().account, baseUrl: sandbox().url, requestsPerSecond: 0 };
		},
	});
	const message = 'n8n could not read the credential: The expression gives nothing [item 30]';
	if (onError === 'stopWorkflow') {
		expect(error!.message).toBe(message);
		return;
	}
	const failed = [...out, ...errors].filter(({ json }) => json.error);
	expect(failed.map(({ json }) => json.error)).toEqual([
		expect.objectContaining({ message, may_have_been_sent: false }),
	]);
	expect(linked.out.length + linked.errors.length).toBe(rows.length);
	expect(sandbox().messages()).toHaveLength(rows.length - 1);
});

it.each([
	['domains', 'example.com'],
	['domains', ''],
	['none', ''],
])(
	'sends to the Base URL whatever domains the credential allows to others: %s %j',
	async (allowedHttpRequestDomains, allowedDomains) => {
		const account = { ...sandbox().account, baseUrl: sandbox().url };
		await run(phones('13105550100'), {
			credential: { ...account, allowedHttpRequestDomains, allowedDomains },
		});
		expect(sandbox().messages()).toHaveLength(1);
	},
);
