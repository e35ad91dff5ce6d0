/** `npm run settle` finds out how the sandbox is set, from the wire and the phone alone. */
import { defaultOf, settingRows } from '../../sandbox/settings';
import { probes } from '../../tools/settle/probes';
import { settleIn, type Differences } from './run';

const choices = settingRows.filter(({ why }) => why !== undefined);

/** Of whole numbers: those that a document names, and some between. */
const numbers: Readonly<Record<string, number[]>> = {
	templateMaxLength: [160, 1600],
	codeLifetimeMs: [0, 60_000, 120_000, 180_000, 240_000, 300_000],
	codeAttempts: [0, 1, 2, 3, 5, 10],
};

const cases = choices.flatMap(({ name, values = numbers[name] ?? ['no values to try'] }) =>
	values.map((value): [string, unknown] => [name, value]),
);

it.each(cases)(
	'a sandbox with %s %p: finds that, and nothing else that is not so',
	async (name, value) => {
		const { finding } = await settleIn({ settings: { [name]: value } });
		expect(finding(name)).toMatchObject({ kind: 'settled', value });
		const wrong = choices.filter((row) => {
			const other = finding(row.name);
			return row.name !== name && other?.kind === 'settled' && other.value !== defaultOf(row);
		});
		expect(wrong).toEqual([]);
	},
);

const refuse = {
	status: 400,
	body: { errors: [{ code: -10001, description: 'Invalid Request' }], status: { code: 500 } },
};
const taken = (status = 290) => ({
	body: { reference_id: 'A'.repeat(32), sub_resource: 'sms', errors: [], status: { code: status } },
});

/** A server that refuses every send of which the body is so, and is else a sandbox. */
const refusing = (body: RegExp): Differences => ({
	server: async (request, pass) => (body.test(request.body) ? refuse : await pass()),
});

/** A server that takes every such send. */
const taking = (body: RegExp, status?: number): Differences => ({
	server: async (request, pass) => (body.test(request.body) ? taken(status) : await pass()),
});

/** What is answered instead, where `is` says so. */
const instead = (is: RegExp, answer: object): Differences => ({
	server: async ({ method, url, headers, body }, pass) =>
		is.test(`${method} ${url} ${headers.authorization} ${body}`) ? answer : await pass(),
});

/** Reports on a send of Smart Verify with a URL, to that one or to `path` there. */
const reporting = (path?: string): Differences => ({
	async server({ url, body }, pass) {
		const answer = await pass();
		const callback = new URLSearchParams(body).get('callback_url');
		if (url !== '/v1/verify/smart' || !callback) return answer;
		const { reference_id } = answer.body;
		const report = JSON.stringify({ reference_id, status: { code: 200 } });
		await fetch(new URL(path ?? '', callback), { method: 'POST', body: report });
		return answer;
	},
});

const unauthorized = (code: number, text: string, status = 401) => ({
	status,
	body: { errors: [{ code, description: text }], status: { code: 501 } },
});
const notFound = (code: number) => ({
	status: 404,
	body: {
		errors: [{ code, description: 'CustomerID/ReferenceID not found' }],
		status: { code: 599 },
	},
});
const wrongHost = (status: number) => unauthorized(-10001, 'Not Allowed Host: IP/Hostname', status);
const oldReference = 'B'.repeat(32);
const old = (differences: Differences): Differences => ({
	...differences,
	setup: { oldReference },
});
const withoutRepeats: Differences = {
	reports: (all) =>
		all.filter(({ body }, index) => !all.slice(0, index).some((one) => one.body.equals(body))),
};

/** Questions without a setting: how the server differs from the sandbox, and what is to be found. */
const answers: ReadonlyArray<[name: string, value: unknown, differences: Differences]> = [
	['reportSignature', 'authorization: TSA ID:signature, x-ts-authorization: signature', {}],
	[
		'reportSignature',
		'authorization: absent, x-ts-authorization: absent',
		{ settings: { callbackFault: 'unsigned' } },
	],
	['reportRepeats', 5, {}],
	['reportRepeats', 7, { settings: { callbackRetryMs: 7000 } }],
	['reportRepeats', 'never', withoutRepeats],
	['reportOfCall', 'call', {}],
	[
		'reportOfCall',
		'voice',
		{
			reports: (all) =>
				all.map((one) => ({ ...one, json: { ...one.json, sub_resource: 'voice' } })),
		},
	],
	['smartCallbackUrl', 'no report', {}],
	['smartCallbackUrl', 'read', reporting()],
	['smartCallbackUrl', 'not read', reporting('/account')],
	['smartCallbackUrl', 'refused', refusing(/callback_url/)],
	['ignoreRisk', 'risk', {}],
	['ignoreRisk', 'risk and blocklist', taking(/ignore_risk/)],
	['ignoreRisk', 'neither', taking(/ignore_risk/, 2028)],
	['signInFirst', true, {}],
	['signInFirst', false, instead(/^GET \/v1\/verify\/0/, notFound(-10001))],
	['wrongCustomerId', -30000, {}],
	[
		'wrongCustomerId',
		-20001,
		instead(/MDAwMDAwMDAt/, unauthorized(-20001, 'Invalid Request: CustomerID')),
	],
	['wrongHost', 'works', { other: notFound(-10001) }],
	['wrongHost', 'HTTP 400, 501, -10001', { other: wrongHost(400) }],
	['wrongHost', 'HTTP 401, 501, -10001', { other: wrongHost(401) }],
	['expiredReference', 'HTTP 404, 599, -10004', old(instead(/B{32}/, notFound(-10004)))],
	['expiredReference', 'HTTP 404, 500, -10001', old({})],
	['digestOnPatch', 'taken', {}],
	[
		'digestOnPatch',
		'refused',
		instead(/^PATCH .*TSA/, { status: 401, body: { status: { code: 3400 } } }),
	],
	['codeDigits', 'Smart Verify 6, SMS Verify 7, Voice Verify 5, Verify API 6', {}],
	[
		'codeDigits',
		'Smart Verify 8, SMS Verify 8, Voice Verify 8, Verify API 8',
		{ settings: { code: '01234567' } },
	],
	['verifyOnSend', false, {}],
	['verifyOnSend', true, instead(/^POST .*smart/, { body: { ...taken().body, verify: {} } })],
	['voiceSubResource', 'voice', {}],
	[
		'voiceSubResource',
		'call',
		instead(/preference=call/, { body: { ...taken(103).body, sub_resource: 'call' } }),
	],
	['statusPrice', undefined, {}],
	[
		'statusPrice',
		'has a price',
		instead(/^GET/, { body: { status: { code: 290 }, additional_info: { price: '0.01' } } }),
	],
	['ownCodeLength', 'refused', {}],
	['ownCodeLength', 'taken', taking(/84620173|846201$/)],
	['unknownLanguage', 'ignored', {}],
	['unknownLanguage', 'refused', refusing(/xx-ZZ/)],
	['unknownField', 'ignored', {}],
	['unknownField', 'refused', refusing(/no_such_field/)],
	['originatingIp', 'ignored', {}],
	['originatingIp', 'refused', refusing(/originating_ip/)],
	['preference', 'call and Voice Verify', {}],
	['preference', 'call', taking(/preference=Voice/)],
	['preference', 'Voice Verify', taking(/preference=call/)],
	['preference', 'neither', taking(/preference=/)],
	['messageLength', 'SMS 1601, voice 2001', {}],
	['messageLength', 'SMS 161, voice under 2001', refusing(/message=.{1500}/)],
	['messageLength', 'SMS under 161, voice under 2001', refusing(/message=.{150}/)],
];

it.each(answers)('a Telesign of which %s is %p', async (name, value, differences) => {
	const { finding } = await settleIn({ ...differences, only: [name] });
	expect(finding(name)).toMatchObject(
		value === undefined ? { kind: 'open' } : { kind: 'settled', value },
	);
});

it('each question without a setting is answered above in several ways', () => {
	const others = probes.filter(({ name }) => choices.every((row) => row.name !== name));
	const waysOf = (name: string) => answers.filter(([one]) => one === name).length;
	expect(others.map(({ name }) => name).filter((name) => waysOf(name) < 2)).toEqual([]);
});

it('says what the node does otherwise', async () => {
	const nodeOf = async (differences: Differences) => (await settleIn(differences)).result.node;
	expect(await nodeOf({})).toEqual([]);
	expect(await nodeOf({ settings: { ownCode: 'ignored' } })).toEqual([
		'ownCode: It offers Own Code for Smart Verify.',
	]);
	expect(await nodeOf({ ...instead(/preference=call/, taken(299)), only: ['preference'] })).toEqual(
		['preference: It sends "call".', 'It does not know the code 299.'],
	);
	expect(
		await nodeOf({ settings: { callbackFault: 'unsigned' }, only: ['reportSignature'] }),
	).toEqual([expect.stringMatching(/^reportSignature: The trigger refuses the report: /)]);
	const blind = { ...instead(/^GET \/v1\/verify\/0/, notFound(-10001)), only: ['signInFirst'] };
	expect(await nodeOf(blind)).toEqual([
		expect.stringMatching(/^signInFirst: The credential test passes/),
	]);
});
