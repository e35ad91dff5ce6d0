/**
 * The Verify API: JSON, and a list of methods of which the next is tried when one fails or its time is
 * up. Source: Telesign OpenAPI verify-api.json and verify-api-callbacks.json, and the pages
 * verify-api-verification-policy-and-fallback-time, verify-api-code-validity and verify-api-status-codes
 * on developer.telesign.com/enterprise/docs. What they leave open is in `sandbox/settings.json` and
 * docs/telesign.md.
 */
import Ajv from 'ajv';
import type { Account } from '../accounts';
import type { ApiRequest } from '../core/auth';
import { isCallbackUrl } from '../core/callbacks';
import { timestamp } from '../core/clock';
import { isExpired, newCode } from '../core/code';
import { errors, loginCodes, refuse, type Refusal } from '../core/errors';
import type { Channel, Fate } from '../core/inbox';
import { textOf } from '../core/texts';
import type { Journey } from '../numbers';
import { newId, passage, Store, type Answer, type Call, type Route, type World } from './product';
import schema from './verification.schema.json';

/** The body of a send (Telesign OpenAPI verify-api.json; `callback_url` is implied by error 3203). */
interface Asked {
	recipient: { phone_number?: string; email?: string };
	verification_policy?: Array<{ method: Channel; fallback_time?: number }>;
	security_factor?: string;
	external_id?: string;
	voice_lang?: string;
	callback_url?: string;
}

/** A method as an answer shows it; all but the first two once it has been tried. */
interface Step {
	method: Channel;
	state: 'CREATED' | 'ONGOING' | 'VERIFIED' | 'FAILED' | 'REJECTED' | 'SKIPPED';
	err_code?: number;
	err_msg?: string;
	tried_on?: string;
	updated_on?: string;
	expires_on?: string;
}

/** Times are milliseconds since 1970. */
interface Verification {
	id: string;
	account: Account;
	asked: Asked;
	policy: Array<{ method: Channel; fallback_time: number }>;
	journey: Journey;
	callbackUrl: string | null;
	sentAt: number;
	updatedAt: number;
	state: 'ONGOING' | 'VERIFIED' | 'FAILED' | 'REJECTED';
	steps: Step[];
	/** The step that is being tried: which one, and since when the code of its message counts. */
	current: number;
	code: string;
	codeSentAt: number;
	/** When what became of its message is known; never once it is. */
	outcomeAt: number;
	/** When the next one is tried, or the verification ends. */
	expiresAt: number;
	tries: number;
	/** The callbacks so far, which keep their order. */
	reports: Promise<void>;
}

const isAsked = new Ajv().compile<Asked>(schema);

/** Codes by the place of what the schema refuses; 3110 for any other. */
const codesByPlace: Readonly<Record<string, number>> = {
	'/recipient/phone_number': 3101,
	'/recipient/email': 3119,
	'/external_id': 3103,
};

const totalMs = 300_000;
const largestBody = 10 * 1024;

/**
 * What became of a message, by the status that an SMS or a call to the number ends at; 3003 for any
 * other. Our mapping: Telesign has no such table.
 */
const codesByStatus: Readonly<Record<number, number>> = {
	...{ 100: 3000, 108: 3053, 200: 3000, 201: 3000, 203: 3002, 105: 3901, 210: 3030, 211: 3031 },
	...{ 220: 3032, 221: 3033, 222: 3034, 231: 3035, 232: 3052, 237: 3037, 238: 3038, 250: 3039 },
	...{ 251: 3004, 503: 3041, 504: 3042, 505: 3043, 506: 3044, 508: 3057, 509: 3045, 510: 3046 },
	...{ 511: 3047, 512: 3048, 513: 3049, 514: 3050, 515: 3051, 518: 3072, 520: 3035, 521: 3057 },
	...{ 599: 3039 },
};
const blockCodes = { risk: 3072, telesign: 3053, customer: 3052 } as const;

/** What a message says, if not what an SMS does. WhatsApp's words are fixed, the code aside. */
const texts: Partial<Record<Channel, string>> = {
	voice: 'Hello. Your verification code is $$CODE$$.',
	whatsapp: '$$CODE$$ is your verification code.',
};

/** Codes after which the method goes on waiting for the person. */
const waiting: readonly number[] = [3000, 3002, 3004, 3039, 3901];

/** Refuses with a code of the Verify API's own; `value` is named in its text. */
const wrong = (verification: number, value?: string, http = 400): never =>
	refuse({ ...errors.badRequest, http, verification, value });

export function verification(world: World): Route[] {
	const { settings, clock, inbox, callbacks, ended } = world;
	const verifications = new Store<Verification>(world, 50_000);

	function create(call: Call): Answer {
		const json = readJson(call.request);
		const { recipient } = (json ?? {}) as Partial<Asked>;
		call.to = String(recipient?.phone_number ?? recipient?.email ?? '').replace('+', '');
		const asked = readRequest(call.request, json, settings.verificationCallbackUrl === 'enabled');
		const { journey, fault } = passage(world, call.account, call.to, 'Verify API');
		return { http: 200, body: journey ? start(asked, journey, call.account) : {}, fault };
	}

	function start(asked: Asked, journey: Journey, account: Account): Record<string, unknown> {
		const now = clock.now();
		// Fixed routing by country is not imitated.
		const rules = asked.verification_policy ?? [{ method: 'sms' as const }];
		const started: Verification = {
			id: newId(),
			account,
			asked,
			policy: filledIn(rules),
			journey,
			callbackUrl: asked.callback_url ?? settings.callbackUrl,
			sentAt: now,
			updatedAt: now,
			state: 'ONGOING',
			steps: rules.map(({ method }) => ({ method, state: 'CREATED' })),
			current: -1,
			code: asked.security_factor ?? newCode(settings, 6),
			codeSentAt: now,
			outcomeAt: Infinity,
			expiresAt: Infinity,
			tries: 0,
			reports: Promise.resolve(),
		};
		verifications.add(started);
		begin(started, now);
		const block = settings.blocks === 'later' ? undefined : journey.block;
		const code = block ? blockCodes[block] : settings.verificationStarted;
		if (block) end(started, 'REJECTED', code, now);
		// With one method and nobody to tell, it is enough to look when somebody asks.
		else if (rules.length > 1 || started.callbackUrl !== null) void run(started);
		return {
			reference_id: started.id,
			recipient: asked.recipient,
			state: started.state,
			verification_policy: rules,
			status: { code, description: textOf(code) },
		};
	}

	/** Lets time do its work, until the verification has ended or everything is forgotten. */
	async function run(one: Verification): Promise<void> {
		while (one.state === 'ONGOING') {
			await clock.sleep(dueAt(one) - clock.now());
			if (ended.aborted) return;
			settle(one);
		}
	}

	/** Does what is due by now, each at its own time. */
	function settle(one: Verification): void {
		while (one.state === 'ONGOING' && dueAt(one) <= clock.now()) {
			const { outcomeAt, expiresAt, steps, current, journey } = one;
			const code = outcomeOf(journey, steps[current].method);
			if (expiresAt < outcomeAt) fail(one, 3056, expiresAt);
			else if (!waiting.includes(code)) fail(one, code, outcomeAt);
			else mark(one, 'ONGOING', code, outcomeAt);
		}
	}

	/** Notes how the current method stands, and reports it. */
	function mark(one: Verification, state: Step['state'], code: number, at: number): void {
		noteStep(one, state, code, at);
		one.outcomeAt = Infinity;
		report(one, at);
	}

	/** Ends the current method, and with the last one the verification. */
	function fail(one: Verification, code: number, at: number): void {
		const isOver = one.current === one.steps.length - 1 || at >= one.sentAt + totalMs;
		if (isOver) return end(one, 'FAILED', code, at);
		noteStep(one, 'FAILED', code, at);
		begin(one, at);
		report(one, at);
	}

	function end(
		one: Verification,
		state: 'VERIFIED' | 'FAILED' | 'REJECTED',
		code: number,
		at: number,
	): void {
		one.state = state;
		for (const step of one.steps) if (step.state === 'CREATED') step.state = 'SKIPPED';
		mark(one, state, code, at);
	}

	/** Sends by the next method, and says when its outcome is known. */
	function begin(one: Verification, at: number): void {
		const { policy, sentAt, asked, steps } = one;
		const current = one.current + 1;
		const { method, fallback_time: seconds } = policy[current];
		// The last method has the rest of the time, whatever it was given.
		const isLast = current === policy.length - 1;
		const expiresAt = isLast ? sentAt + totalMs : Math.min(sentAt + totalMs, at + seconds * 1000);
		const outcomeAt = at + (method === 'voice' ? settings.voiceFinalMs : settings.smsFinalMs);
		const isNewCode = current > 0 && settings.codeAfterFallback === 'new' && !asked.security_factor;
		if (isNewCode) one.code = newCode(settings, 6);
		Object.assign(one, { current, codeSentAt: at, expiresAt, outcomeAt });
		noteStep(one, 'ONGOING', 3901, at);
		Object.assign(steps[current], { tried_on: timestamp(at), expires_on: timestamp(expiresAt) });
		show(one, steps[current], steps[current + 1]?.method);
	}

	/** Puts the message of a method into the inbox, or what is blocked. */
	function show(one: Verification, step: Step, nextMethod: string | undefined): void {
		const { id, account, asked, code, journey } = one;
		const { method } = step;
		const { recipient, voice_lang: language = 'en-US' } = asked;
		const to = (method === 'email' ? recipient.email : recipient.phone_number) ?? '';
		const sent_on = timestamp(one.codeSentAt);
		const outcome = outcomeOf(journey, method);
		const isCall = method === 'voice';
		const message = {
			reference_id: id,
			to,
			channel: method,
			text: (texts[method] ?? 'Your verification code: $$CODE$$').replace('$$CODE$$', () => code),
			code,
			...(isCall ? { language } : {}),
			sent_on,
			delivered: outcome === 3000,
			final_status: outcome,
			customer_id: account.customerId,
		};
		const last = outcome === 3000 ? 'arrived' : waiting.includes(outcome) ? 'on its way' : 'lost';
		const fate = (): Fate => {
			settle(one);
			const isTried = step.state === 'ONGOING';
			const isOnItsWay = isTried && one.outcomeAt !== Infinity;
			const next = { method: nextMethod!, at: step.expires_on! };
			const isBlocked = journey.block && !isOnItsWay;
			return {
				kind: isBlocked ? 'blocked' : isOnItsWay ? 'on its way' : last,
				code: step.err_code!,
				text: step.err_msg!,
				...(isTried && nextMethod ? { next } : {}),
			};
		};
		const shown = journey.block ? {} : { message };
		inbox.add({ to, sent_on, product: 'verification', ...shown, fate });
	}

	/** Posts how the verification stands at `at`, if there is somewhere to post it. */
	function report(one: Verification, at: number): void {
		const { account, callbackUrl: url, state } = one;
		if (url === null || (settings.callbackStatuses === 'final' && state === 'ONGOING')) return;
		const body = structuredClone(bodyOf(one));
		const post = async () => await callbacks.send({ account, url }, at, () => body);
		one.reports = one.reports.then(post);
	}

	function read(call: Call): Answer {
		const found = verifications.find(call);
		settle(found);
		const { external_id, voice_lang } = found.asked;
		return { http: 200, body: { ...bodyOf(found), external_id, voice_lang } };
	}

	function finalize(call: Call): Answer {
		const found = verifications.find(call);
		settle(found);
		const json = (readJson(call.request) ?? {}) as Record<string, unknown>;
		const { action, security_factor: entered } = json;
		if (action !== 'finalize' || typeof entered !== 'string' || entered === '') return wrong(3110);
		const code = judge(found, entered);
		return { http: 200, body: { status: { code, description: textOf(code) } } };
	}

	/** Judges an entered code, which uses up a try. */
	function judge(one: Verification, entered: string): number {
		const { firstWrongCode, codeAttempts } = settings;
		const now = clock.now();
		if (one.state === 'FAILED' && now >= one.sentAt + totalMs) return 3908;
		if (one.state !== 'ONGOING') return 3931;
		if (isExpired(settings, one.codeSentAt, now)) return 3935;
		one.tries += 1;
		const isRight = entered === one.code;
		const isLast = codeAttempts > 0 && one.tries >= codeAttempts;
		if (!isRight && !isLast) return firstWrongCode;
		const verdict = isRight ? 3900 : firstWrongCode === 3904 ? 3909 : 3904;
		end(one, isRight ? 'VERIFIED' : 'REJECTED', verdict, now);
		return verdict;
	}

	/**
	 * Says in its own way what the others say with a refusal. HTTP 400 has the status alone, others have
	 * an ID (Telesign OpenAPI verify-api.json).
	 */
	function refused(refusal: Refusal, id: string): Answer {
		const { verification: finer, value } = refusal;
		const isGeneral = loginCodes.includes(finer) && settings.loginCodes === '3400';
		const status = { code: isGeneral ? 3400 : finer, description: '' };
		status.description = textOf(status.code, value);
		const isUnknown = refusal.http === 404 && refusal.code !== errors.notFound.code;
		// A host that is not allowed is a matter of the log-in here.
		const usual = finer === 3413 ? 401 : refusal.http;
		const http = isUnknown ? settings.unknownVerificationHttp : usual;
		if (http === 400) return { http, body: { status } };
		const updated_on = timestamp(clock.now());
		return { http, body: { reference_id: id || newId(), status: { ...status, updated_on } } };
	}

	const product = 'verification';
	const [post, get, patch] = [
		/^\/verification$/,
		/^\/verification\/([^/]+)$/,
		/^\/verification\/([^/]+)\/state$/,
	];
	return [
		{ method: 'POST', path: post, product, isSend: true, answer: create, refuse: refused },
		{ method: 'GET', path: get, product, answer: read, refuse: refused },
		{ method: 'PATCH', path: patch, product, answer: finalize, refuse: refused },
	];
}

const dueAt = ({ outcomeAt, expiresAt }: Verification) => Math.min(outcomeAt, expiresAt);

/** How the current method stands at a time. */
function noteStep(one: Verification, state: Step['state'], code: number, at: number): void {
	const note = { state, err_code: code, err_msg: textOf(code), updated_on: timestamp(at) };
	Object.assign(one.steps[one.current], note);
	one.updatedAt = at;
}

/** How a verification stands: the body of a callback, and most of the answer to a GET. */
const bodyOf = ({ id, sentAt, updatedAt, asked, state, steps, policy }: Verification) => ({
	reference_id: id,
	created_on: timestamp(sentAt),
	updated_on: timestamp(updatedAt),
	recipient: asked.recipient,
	state,
	inner_methods: steps,
	verification_policy: policy,
});

/** The fields of a send, the number without a `+`. */
function readRequest({ body }: ApiRequest, json: unknown, takesUrl: boolean): Asked {
	if (body.length > largestBody) return wrong(3116, undefined, 413);
	if (!isAsked(json)) {
		const { recipient } = (json ?? {}) as Partial<Asked>;
		const code = codesByPlace[isAsked.errors![0].instancePath] ?? 3110;
		return wrong(code, String(recipient?.phone_number));
	}
	const { phone_number: number, email } = json.recipient;
	const policy = json.verification_policy ?? [{ method: 'sms' }];
	for (const { method } of policy) {
		if (['silent', 'push'].includes(method)) return wrong(3200, method);
		if (method === 'email' ? !email : !number) return wrong(method === 'email' ? 3309 : 3302);
	}
	const total = policy.reduce((sum, { fallback_time: time = 0 }) => sum + time * 1000, 0);
	if (total > totalMs) return wrong(3110);
	const { callback_url: url } = json;
	if (url !== undefined && !takesUrl) return wrong(3203, undefined, 401);
	if (url !== undefined && !isCallbackUrl(url)) return wrong(3106, String(url));
	const recipient = number ? { phone_number: number.replace('+', '') } : {};
	return { ...json, recipient: { ...recipient, ...(email ? { email } : {}) } };
}

/**
 * With seconds until the next method is tried: as asked for, or 60, for email 120; the last one has what
 * is left of 300 (in every example of Telesign's they add up to that).
 */
function filledIn(rules: NonNullable<Asked['verification_policy']>): Verification['policy'] {
	let left = totalMs / 1000;
	return rules.map(({ method, fallback_time: asked }, index) => {
		const usual = index === rules.length - 1 ? Math.max(0, left) : method === 'email' ? 120 : 60;
		left -= asked ?? usual;
		return { method, fallback_time: asked ?? usual };
	});
}

/** What becomes of a message by a method, as the row of the number has it. */
function outcomeOf({ sms, voice, apps = true, block }: Journey, method: Channel): number {
	if (block) return blockCodes[block];
	if (method === 'email') return 3000;
	if (method !== 'sms' && method !== 'voice') return sms && apps ? 3000 : 3055;
	const statuses = method === 'sms' ? (sms ?? [222]) : voice;
	return codesByStatus[statuses[statuses.length - 1]] ?? 3003;
}

/** The JSON of a request; an SDK sends it without a content type. */
function readJson({ headers, body }: ApiRequest): unknown {
	const [type] = String(headers['content-type'] ?? '').split(';');
	if (!['', 'application/json'].includes(type.trim().toLowerCase())) return undefined;
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
	} catch {
		return undefined;
	}
}
