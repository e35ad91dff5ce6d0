/**
 * One probe for each question that Telesign's documents leave open (docs/telesign.md): what it asks and
 * sends in `questions.json`, and here a function that finds the answer. Where the sandbox has a setting
 * for it, the setting has the name of the probe, and can have the value that is found.
 */
import { STATUS_CODES } from '../../nodes/Telesign/api/codes/status';
import { channelOf, part, toLine, type Json } from '../../nodes/Telesign/api/envelope';
import { readReport } from '../../nodes/Telesign/trigger/deliveryReport';
import type { Answer, Ask, Product, Sent } from './ask';
import questions from './questions.json';
import { formsOf } from './receiver';

type Value = string | number | boolean;

/** `node`: what the node does otherwise. */
export type Finding =
	| { kind: 'settled'; value: Value; what: string; node?: string }
	| { kind: 'open'; what: string };

export interface Probe {
	name: string;
	question: string;
	/** How it is asked. */
	how: string;
	/** What to change if it is the other way. */
	then: string;
	/** What it cannot do without. */
	needs?: string[];
	/** Messages and calls, as a rule and at most; parts of a long text count. */
	messages?: number[];
	/** Waits for minutes, beside the others. */
	isSlow?: boolean;
	find(ask: Ask): Promise<Finding>;
}

/** Questions that are not put, and why. */
export const notAsked = [
	['At what pace does 429 come?', 'It would take more than one request a second'],
	['Is session_id read?', 'Nothing in an answer shows it'],
	['Which languages are there?', 'The pages of languages tell, when signed in'],
	['Does a plus before the number matter?', 'The node sends digits alone'],
] as const;

const titles: Readonly<Record<Product, string>> = {
	smart: 'Smart Verify',
	sms: 'SMS Verify',
	call: 'Voice Verify',
	verification: 'Verify API',
};
const v1 = ['smart', 'sms', 'call'] as const;
const all = [...v1, 'verification'] as const;
const unknownId = '0'.repeat(32);
const wrongCode = '000000';

/** A code of one's own, and what marks messages whose code nobody is asked for. */
const ownCode = { smart: '846201', sms: '8462017', call: '84620', verification: '846201' } as const;
const aside = 'Not asked for: $$CODE$$';
const asides: Readonly<Record<Product, object>> = {
	smart: { sms_message: aside },
	sms: { template: aside },
	call: { tts_message: aside, language: 'en-US' },
	verification: { security_factor: ownCode.verification },
};

/** Settled, or open if there is no value; texts of the other side's are one line. */
function found(value: Value | undefined, what: string, node?: string | false): Finding {
	if (value === undefined) return { kind: 'open', what: toLine(what) };
	const line = typeof value === 'string' ? toLine(value) : value;
	return { kind: 'settled', value: line, what: toLine(what), ...(node ? { node } : {}) };
}

/** Asks product after product; settled if those that could tell say the same. */
async function inEach(
	products: readonly Product[],
	find: (product: Product) => Promise<Value | undefined>,
): Promise<Finding> {
	const values: Array<Value | undefined> = [];
	for (const product of products) values.push(await find(product));
	const told = [...new Set(values)].filter((value) => value !== undefined);
	const what = products.map((one, index) => `${titles[one]}: ${values[index] ?? 'cannot tell'}`);
	return found(told.length === 1 ? told[0] : undefined, what.join('; '));
}

/** The state of a code, or the code that the Verify API says instead. */
const verdict = ({ json, code }: Answer) => part(json, 'verify').code_state ?? code;
const isRefused = ({ http }: Answer) => http === 400;
const isCall = ({ json, code = 0 }: Answer) =>
	channelOf(json.sub_resource) === 'voice' || (code >= 100 && code < 200);
const isBlock = ({ read }: Answer) => read?.meaning.state === 'blocked';
const isFinal = ({ read }: Answer) => read?.meaning.final ?? true;

/** Unless the node tells its user to look at that. */
const unlessFamily = (family: string, { read, said }: Answer) =>
	read?.family !== family && `It does not read ${said} as "${family}".`;

/** Something that is done once for a product, whichever probes look at it. */
const shared =
	<T>(name: string, work: (ask: Ask, product: Product) => Promise<T>) =>
	async (ask: Ask, product: Product): Promise<T> =>
		await ask.once(`${name} ${product}`, async () => await work(ask, product));

/** A message to the mobile as anybody would send it, and the code that it brought. */
const usual = shared('usual', async (ask, product) => {
	const sent = await ask.send(product);
	const what = `the last ${product === 'call' ? 'call' : 'message'} of ${titles[product]}`;
	return { ...sent, code: sent.id ? await ask.person(`Code of ${what}?`) : '' };
});

/** That code: entered, asked about, entered once more. */
const verified = shared('verified', async (ask, product) => {
	const { id, code } = await usual(ask, product);
	if (!id || code === '') return undefined;
	const first = verdict(await ask.check(product, id, code));
	const between = await ask.read(product, id);
	const again = await ask.check(product, id, code);
	return first === 'VALID' ? { between, again } : undefined;
});

const mostTries = 12;

/** Wrong codes until they are no longer judged. */
const wrongTries = shared('wrong', async (ask, product) => {
	const isV1 = product !== 'verification';
	const { id } = await ask.send(product, asides[product]);
	const verdicts: unknown[] = [];
	let state: unknown = isV1 ? 'INVALID' : 'ONGOING';
	while (id && verdicts.length < mostTries && ['INVALID', 'ONGOING'].includes(String(state))) {
		verdicts.push(verdict(await ask.check(product, id, wrongCode)));
		state = isV1 ? verdicts.at(-1) : (await ask.read(product, id)).json.state;
	}
	return { verdicts, state };
});

/** What a check says of a code of one's own. */
const ownVerdict = shared('own', async (ask, product) => {
	const { id, answer } = await ask.send(product, { verify_code: ownCode[product] });
	return id ? verdict(await ask.check(product, id, ownCode[product])) : answer.said;
});

/** Values and fields that no document has, in one message; each alone only if that was refused. */
const strange: Readonly<Record<Product, Record<string, string>>> = {
	smart: { ucid: 'ZZZZ', preference: 'zzzz', language: 'xx-ZZ', originating_ip: 'nobody' },
	sms: { ucid: 'ZZZZ', is_primary: 'zzzz', language: 'xx-ZZ', originating_ip: 'nobody' },
	call: { ucid: 'ZZZZ', language: 'xx-ZZ', originating_ip: 'nobody' },
	verification: { voice_lang: 'xx-ZZ' },
};
const fates = shared('strange', async (ask, product) => {
	const fields = { ...strange[product], no_such_field: '1' };
	const { id, answer } = await ask.send(product, fields);
	const fates: Record<string, string> = {};
	for (const [name, value] of Object.entries(fields)) {
		const alone = isRefused(answer) ? await ask.send(product, { [name]: value }) : { id, answer };
		if (alone.id) fates[name] = 'ignored';
		else if (isRefused(alone.answer)) fates[name] = 'refused';
	}
	return fates;
});
const fateOf = async (ask: Ask, products: readonly Product[], ...names: string[]) =>
	await inEach(products, async (product) => {
		const fate = await fates(ask, product);
		const values = [...new Set(names.flatMap((name) => fate[name] ?? []))];
		return values.length === 1 ? values[0] : undefined;
	});

/** How a transaction stands, every 3 seconds until it is final, or for so many. */
async function follow(ask: Ask, product: Product, id: string, seconds: number) {
	const answers: Answer[] = [];
	const end = ask.now() + seconds * 1000;
	while (ask.now() < end && !(answers.length > 0 && isFinal(answers.at(-1)!))) {
		await ask.wait(3);
		answers.push(await ask.read(product, id));
	}
	return answers;
}

/** When a block shows, and by which answer. */
const blocked = shared('blocked', async (ask, product) => {
	const { answer, id } = await ask.send(product, {}, 'risk');
	if (isBlock(answer)) return { when: 'at once', answer };
	const last = id ? (await follow(ask, product, id, 60)).at(-1)! : answer;
	return { when: isBlock(last) ? 'later' : '', answer: last };
});

/** A send that is reported on, until the reports have come. */
const reported = shared('reported', async (ask, product) => {
	const url = `${ask.setup.callbackUrl}/${product}`;
	const { answer, id, at } = await ask.send(product, { ...asides[product], callback_url: url });
	if (!id) return { answer, seen: [], reports: [] };
	const isV1 = product !== 'verification';
	const seen = await follow(ask, product, id, isV1 ? 180 : 30);
	// Ends it, so that there is something final to report.
	for (let tries = isV1 ? 5 : 0; tries < 5; tries += 1) await ask.check(product, id, wrongCode);
	await ask.wait(40);
	const reports = ask.reports(id);
	for (const { at: came, path, headers, body } of reports) {
		const asked = `(report at ${path}, ${(came - at) / 1000} s)`;
		ask.note(asked, `${formsOf(headers)}; ${body.toString()}`);
	}
	return { answer, seen, reports };
});

/** Whether a status is between the first and the last: of a message that is on its way. */
function isBetween(json: Json): boolean {
	const [method] = (json.inner_methods ?? []) as Json[];
	if (method) return [3000, 3001, 3002].includes(method.err_code as number);
	const code = part(json, 'status').code as number;
	return code !== 290 && STATUS_CODES[code]?.final === false;
}

/** The longest text of these that is taken, and what the next one got. */
async function longest(lengths: readonly number[], send: (text: string) => Promise<Sent>) {
	let taken = 0;
	for (const length of lengths) {
		const sent = await send(`$$CODE$$ ${'1234567890'.repeat(200)}`.slice(0, length));
		if (!sent.id) return { taken, isRefused: isRefused(sent.answer), said: sent.answer.said };
		taken = length;
	}
	return { taken, isRefused: false, said: `${taken} characters are taken` };
}

const byCall = shared('call of', async (ask, product) => {
	return await ask.send(product, { preference: 'call' });
});

const byFallback = shared('fallback of', async (ask, product) => {
	const policy = [{ method: 'sms', fallback_time: 30 }, { method: 'voice' }];
	const sent = await ask.send(product, { verification_policy: policy });
	return { ...sent, code: sent.id ? await ask.person('Code of the SMS of Verify API?') : '' };
});

const lookUp = { method: 'GET', path: `/v1/verify/${unknownId}` } as const;

const finders: Readonly<Record<string, (ask: Ask) => Promise<Finding>>> = {
	async codeAfterFallback(ask) {
		const { id, answer, code } = await byFallback(ask, 'verification');
		if (!id || code === '') return found(undefined, answer.said);
		await ask.wait(40);
		await ask.read('verification', id);
		const got = verdict(await ask.check('verification', id, code));
		if (got === 3900) return found('same', 'The code of the SMS still counts');
		const next = await ask.person('Code of the call of Verify API that followed?');
		const isRight = next !== '' && verdict(await ask.check('verification', id, next)) === 3900;
		return found(isRight ? 'new' : undefined, `The code of the SMS got ${String(got)}`);
	},

	async codeLifetimeMs(ask) {
		// Otherwise nobody could tell its message from these.
		await byFallback(ask, 'verification');
		const find = async (product: Product): Promise<Value | undefined> => {
			// In turn, since few tries are left to a code; at 300 seconds a verification ends anyway.
			const order = product === 'sms' ? [0, 1, 2, 0, 1] : [0, 1, 0, 1];
			const sent: Sent[] = [];
			while (sent.length <= Math.max(...order))
				sent.push(await ask.send(product, product === 'sms' ? asides.sms : {}));
			for (const [index, one] of order.entries()) {
				const { id, at } = sent[one];
				if (!id) return undefined;
				await ask.wait(Math.max(0, (at - ask.now()) / 1000 + 61 + 60 * index));
				const got = verdict(await ask.check(product, id, wrongCode));
				if (got === 'EXPIRED' || got === 3935) return (index + 1) * 60_000;
				if (!['INVALID', 3904, 3909].includes(got as string)) return undefined;
			}
			return product === 'sms' ? 0 : undefined;
		};
		const [sms, verification] = await Promise.all([find('sms'), find('verification')]);
		return await inEach(['sms', 'verification'], async (product) =>
			product === 'sms' ? sms : verification,
		);
	},

	callbackStatuses: async (ask) =>
		await inEach(['sms', 'verification'], async (product) => {
			const { seen, reports } = await reported(ask, product);
			if (reports.some(({ json }) => isBetween(json))) return 'every';
			return reports.length > 0 && seen.some(({ json }) => isBetween(json)) ? 'final' : undefined;
		}),

	async reportSignature(ask) {
		const sms = await reported(ask, 'sms');
		const reports = [...sms.reports, ...(await reported(ask, 'verification')).reports];
		const forms = new Set(reports.map(({ headers }) => formsOf(headers)));
		const refused = reports.flatMap((one) => {
			const read = readReport(one, ask.setup.apiKey);
			return 'error' in read ? [`The trigger refuses the report: ${read.error}`] : [];
		});
		const value = forms.size > 0 ? [...forms].join(' / ') : undefined;
		return found(value, `${reports.length} reports after ${sms.answer.said}`, refused[0]);
	},

	async reportRepeats(ask) {
		const [first, ...others] = (await reported(ask, 'sms')).reports;
		const again = first && others.find(({ body }) => body.equals(first.body));
		const seconds = again && Math.round((again.at - first.at) / 1000);
		return found(first && (seconds ?? 'never'), 'Seconds after the first attempt');
	},

	async verificationCallbackUrl(ask) {
		const { answer, reports } = await reported(ask, 'verification');
		const value =
			answer.code === 3203 ? 'not enabled' : answer.http === 200 ? 'enabled' : undefined;
		return found(value, `${answer.said}; ${reports.length} reports`);
	},

	async reportOfCall(ask) {
		const [first] = (await reported(ask, 'call')).reports;
		return found(
			first && String(first.json.sub_resource),
			Object.keys(first?.json ?? {}).join(', '),
		);
	},

	async smartCallbackUrl(ask) {
		const { reports, answer } = await reported(ask, 'smart');
		if (answer.http !== 200) return found(isRefused(answer) ? 'refused' : undefined, answer.said);
		const isRead = reports.some(({ path }) => path.endsWith('/smart'));
		const value = isRead ? 'read' : reports.length > 0 ? 'not read' : 'no report';
		return found(value, `${reports.length} reports; "not read": at the address of the account`);
	},

	async blocks(ask) {
		const whens: string[] = [];
		for (const product of all) whens.push((await blocked(ask, product)).when);
		const what = all
			.map((one, index) => `${titles[one]}: ${whens[index] || 'no block'}`)
			.join('; ');
		const [smart, sms, call] = whens;
		const isOne = smart !== '' && smart === sms && ['', sms].includes(call);
		const isByProduct = smart === 'at once' && sms === 'later' && call !== 'later';
		return found(isOne ? sms : isByProduct ? 'by product' : undefined, what);
	},

	async riskBlock(ask) {
		const { answer } = await blocked(ask, 'smart');
		const values: Readonly<Record<number, string>> = {
			2028: 'smart',
			233: 'channel',
			133: 'channel',
		};
		return found(values[answer.code!], answer.said);
	},

	async ignoreRisk(ask) {
		const isLifted: boolean[] = [];
		for (const role of ['risk', 'blocked'] as const) {
			const { id, answer } = await ask.send('smart', { ignore_risk: 'true' }, role);
			if (!id) return found(undefined, answer.said);
			isLifted.push(!isBlock(answer) && !(await follow(ask, 'smart', id, 60)).some(isBlock));
		}
		const lifted = ['risk', 'blocklist'].filter((_one, index) => isLifted[index]).join(' and ');
		const node = lifted !== 'risk' && 'Ignore Risk is said to lift a risk block, and no blocklist.';
		return found(lifted || 'neither', 'Blocks that are lifted', node);
	},

	async signInFirst(ask) {
		const right = await ask.request(lookUp);
		const wrong = await ask.request({ ...lookUp, as: 'wrong key' });
		const what = `Right key: ${right.said}; wrong key: ${wrong.said}`;
		if (right.code === undefined || wrong.code === undefined) return found(undefined, what);
		const isFirst = wrong.http === 401 && right.http !== 401;
		const isOther = !isFirst || right.http !== 404;
		const node = isOther && 'The credential test passes for HTTP 404, and only after the sign-in.';
		return found(isFirst, what, node);
	},

	async wrongKey(ask) {
		const answers: Answer[] = [];
		for (const product of v1) {
			const fields = { phone_number: ask.setup.numbers.mobile };
			const path = `/v1/verify/${product}`;
			answers.push(await ask.request({ method: 'POST', path, fields, as: 'wrong key' }));
		}
		const what = v1.map((one, index) => `${titles[one]}: ${answers[index].said}`).join('; ');
		const node = answers.map((one) => unlessFamily('credentials', one)).find(Boolean);
		return found(answers[0].code, what, node);
	},

	async wrongCustomerId(ask) {
		const answer = await ask.request({ ...lookUp, as: 'wrong ID' });
		return found(answer.code, answer.said, unlessFamily('credentials', answer));
	},

	async wrongHost(ask) {
		const answer = await ask.request({ ...lookUp, as: 'other host' });
		const isThere = answer.http === 404;
		const value = answer.code && (isThere ? 'works' : answer.said);
		return found(value, answer.said, !isThere && unlessFamily('host', answer));
	},

	async expiredReference(ask) {
		const answer = await ask.read('smart', ask.setup.oldReference!);
		return found(answer.code && answer.said, answer.said, unlessFamily('notFound', answer));
	},

	async loginCodes(ask) {
		const fields = { recipient: { phone_number: ask.setup.numbers.mobile } };
		const send = { method: 'POST', path: '/verification', fields } as const;
		const key = await ask.request({ ...send, as: 'wrong key' });
		const id = await ask.request({ ...send, as: 'wrong ID' });
		const codes = [key, id].map(({ code = 0 }) => code);
		const isFiner = codes.every((code) => code > 3400 && code < 3500);
		const value = codes.every((code) => code === 3400) ? '3400' : isFiner ? 'finer' : undefined;
		return found(value, `Wrong key: ${key.said}; wrong ID: ${id.said}`);
	},

	async unknownVerificationHttp(ask) {
		const { http, code, said } = await ask.read('verification', unknownId);
		return found(code && http >= 400 ? http : undefined, said);
	},

	async digestOnPatch(ask) {
		const path = `/verification/${unknownId}/state`;
		const fields = { action: 'finalize', security_factor: wrongCode };
		const { http, code, said } = await ask.request({ method: 'PATCH', path, fields, as: 'digest' });
		return found(code && (http === 401 ? 'refused' : 'taken'), said);
	},

	async codeDigits(ask) {
		const digits: string[] = [];
		for (const product of all) {
			const { code } = await usual(ask, product);
			if (code !== '') digits.push(`${titles[product]} ${code.length}`);
		}
		return found(digits.join(', ') || undefined, 'As they were typed');
	},

	async verifyOnSend(ask) {
		const { answer, id } = await usual(ask, 'smart');
		return found(id === undefined ? id : answer.json.verify !== undefined, answer.said);
	},

	async verificationStarted(ask) {
		const { answer, id } = await usual(ask, 'verification');
		return found(id && answer.code, answer.said);
	},

	async statusPrice(ask) {
		const { id, answer } = await usual(ask, 'sms');
		const { json, said } = id ? await ask.read('sms', id) : answer;
		const has = JSON.stringify(json).includes('"price"');
		return found(has ? 'has a price' : undefined, `${said}. Without a price, the bill has to tell`);
	},

	statusKeepsCodeState: async (ask) =>
		await inEach(v1, async (product) => {
			const { between } = (await verified(ask, product)) ?? {};
			const state = between && String(verdict(between));
			return state === 'VALID' || (state === 'UNKNOWN' ? false : undefined);
		}),

	rightCodeAgain: async (ask) =>
		await inEach(v1, async (product) => {
			const { again } = (await verified(ask, product)) ?? {};
			const state = again && String(verdict(again));
			return state === 'VALID' || state === 'INVALID' ? state : undefined;
		}),

	codeAttempts: async (ask) =>
		await inEach(all, async (product) => {
			const { verdicts, state } = await wrongTries(ask, product);
			if (state === 'INVALID' || state === 'ONGOING') return verdicts.length ? 0 : undefined;
			if (state === 'MAX_ATTEMPTS_EXCEEDED') return verdicts.length - 1;
			return product === 'verification' && state !== undefined ? verdicts.length : undefined;
		}),

	async firstWrongCode(ask) {
		const { verdicts, state } = await wrongTries(ask, 'verification');
		const [first, second] = verdicts as number[];
		const what = `${verdicts.join(', ')}; state ${String(state)}`;
		if (first !== 3904 && first !== 3909) return found(undefined, what);
		// Where the first is the last one, it has the code of the last.
		return found(second === undefined ? 3904 + 3909 - first : first, what);
	},

	async ownCode(ask) {
		const got = String(await ownVerdict(ask, 'smart'));
		const question = `Does the last message of Smart Verify show ${ownCode.smart}?`;
		const keys = { y: 'yes', n: 'no', x: 'none came' };
		const key = got === 'UNKNOWN' ? await ask.person(question, keys) : '';
		const isIgnored = got === 'INVALID' || key === 'n';
		const value = got === 'VALID' || key === 'y' ? 'used' : isIgnored ? 'ignored' : undefined;
		return found(value, `A check says ${got}`, isIgnored && 'It offers Own Code for Smart Verify.');
	},

	checkOwnCode: async (ask) =>
		await inEach(['sms', 'call'], async (product) => {
			const got = await ownVerdict(ask, product);
			return got === 'VALID' || (got === 'UNKNOWN' ? false : undefined);
		}),

	ownCodeLength: async (ask) =>
		await inEach(['sms', 'call', 'verification'], async (product) => {
			const code = { sms: '84620173', call: '846201', verification: '84620173951', smart: '' }[
				product
			];
			const name = product === 'verification' ? 'security_factor' : 'verify_code';
			const { id, answer } = await ask.send(product, { [name]: code });
			return id ? 'taken' : isRefused(answer) ? 'refused' : undefined;
		}),

	unknownValue: async (ask) => await fateOf(ask, v1, 'ucid', 'preference', 'is_primary'),
	unknownLanguage: async (ask) => await fateOf(ask, all, 'language', 'voice_lang'),
	unknownField: async (ask) => await fateOf(ask, all, 'no_such_field'),
	originatingIp: async (ask) => await fateOf(ask, v1, 'originating_ip'),

	async preference(ask) {
		const word = (await byCall(ask, 'smart')).answer;
		const name = (await ask.send('smart', { preference: 'Voice Verify' })).answer;
		const what = `call: ${word.said}; Voice Verify: ${name.said}`;
		if (word.http !== 200 && name.http !== 200) return found(undefined, what);
		const works = [isCall(word) && 'call', isCall(name) && 'Voice Verify'].filter(Boolean);
		return found(works.join(' and ') || 'neither', what, !isCall(word) && 'It sends "call".');
	},

	async voiceSubResource(ask) {
		const { answer } = await byCall(ask, 'smart');
		return found(isCall(answer) ? String(answer.json.sub_resource) : undefined, answer.said);
	},

	async templateMaxLength(ask) {
		const send = async (template: string) => await ask.send('sms', { template });
		const most = await longest([161, 1601], send);
		if (most.taken === 161) return found(most.isRefused ? 1600 : undefined, `1,601: ${most.said}`);
		if (most.taken > 161) return found(most.taken, most.said, 'It refuses more than 1,600.');
		const least = most.isRefused ? await longest([160], send) : most;
		return found(least.taken || undefined, `161: ${most.said}; ${least.said}`);
	},

	async messageLength(ask) {
		const sms = await longest(
			[161, 1601],
			async (text) => await ask.send('smart', { sms_message: text }),
		);
		const call = { preference: 'call', language: 'en-US' };
		const voice = await longest(
			[2001],
			async (text) => await ask.send('smart', { ...call, tts_message: text }),
		);
		const what = `SMS: ${sms.said}; voice: ${voice.said}`;
		if (!sms.taken && !sms.isRefused) return found(undefined, what);
		return found(`SMS ${sms.taken || 'under 161'}, voice ${voice.taken || 'under 2001'}`, what);
	},
};

/** All of them; those that wait longest first. */
export const probes: readonly Probe[] = questions.map((row) => ({
	...row,
	find: finders[row.name],
}));
