/**
 * The Verify API: JSON, and a list of methods of which the next is tried when one fails or its time is
 * up. Source: Telesign OpenAPI verify-api.json and verify-api-callbacks.json, and the pages
 * verify-api-verification-policy-and-fallback-time, verify-api-code-validity and verify-api-status-codes
 * on developer.telesign.com/enterprise/docs. What they leave open is in `sandbox/settings.ts` and
 * docs/telesign.md.
 */
import type { Account } from '../accounts';
import type { ApiRequest } from '../core/auth';
import { isCallbackUrl } from '../core/callbacks';
import { timestamp } from '../core/clock';
import { isExpired, newCode } from '../core/code';
import { errors, loginCodes, type Refusal } from '../core/errors';
import type { Channel, Fate } from '../core/inbox';
import { textOf } from '../core/texts';
import { anyMobile, rowOf, type Journey } from '../numbers';
import {
	isReferenceId,
	newId,
	readPhoneNumber,
	Store,
	type Answer,
	type Route,
	type World,
} from './product';

/** The methods that a person can finish with a code. Silent, push and QR need an app of one's own. */
const channels: readonly Channel[] = ['sms', 'voice', 'whatsapp', 'viber', 'rcs', 'email'];
const appMethods: readonly unknown[] = ['silent', 'push', 'qr'];

const totalSeconds = 300;
const mostMethods = 3;
const shortestFallback = 30;
const largestBody = 10 * 1024;

interface Rule {
	method: Channel;
	fallback_time?: number;
}

/** A method of a verification, and what became of it. */
interface Step {
	method: Channel;
	state: 'CREATED' | 'ONGOING' | 'VERIFIED' | 'FAILED' | 'REJECTED' | 'SKIPPED';
	code: number;
	triedAt: number;
	updatedAt: number;
	/** When the next method is tried, or the verification ends. */
	expiresAt: number;
	/** When it is known what became of the message; none once it is. */
	outcomeAt?: number;
}

interface Verification {
	id: string;
	account: Account;
	recipient: { phone_number?: string; email?: string };
	rules: readonly Rule[];
	externalId?: string;
	voiceLang?: string;
	callbackUrl: string | null;
	journey: Journey;
	createdAt: number;
	updatedAt: number;
	state: 'ONGOING' | 'VERIFIED' | 'FAILED' | 'REJECTED';
	steps: Step[];
	current: number;
	code: string;
	isOwnCode: boolean;
	/** Of the newest message with the code. */
	codeSentAt: number;
	tries: number;
	/** The callbacks so far, which keep their order. */
	reports: Promise<void>;
}

/** Why a request is refused: HTTP status and code, and what its text names. */
interface Refused {
	http: number;
	code: number;
	value?: string;
}

const refused = (code: number, value?: string, http = 400): Refused => ({ http, code, value });

/**
 * What became of a message, by the status that an SMS or a call to the number ends at. Our mapping:
 * Telesign has no such table.
 */
const codeByStatus: Readonly<Record<number, number>> = {
	...{ 100: 3000, 108: 3053, 200: 3000, 201: 3000, 203: 3002, 105: 3001, 210: 3030, 211: 3031 },
	...{ 220: 3032, 221: 3033, 222: 3034, 231: 3035, 232: 3052, 237: 3037, 238: 3038, 250: 3039 },
	...{ 251: 3004, 503: 3041, 504: 3042, 505: 3043, 506: 3044, 508: 3057, 509: 3045, 510: 3046 },
	...{ 511: 3047, 512: 3048, 513: 3049, 514: 3050, 515: 3051, 518: 3072, 520: 3035, 521: 3057 },
	...{ 599: 3039 },
};
const blockCodes = { risk: 3072, telesign: 3053, customer: 3052 } as const;

/** Codes after which the method goes on waiting for the person. */
const isWaiting = (code: number) => [3000, 3001, 3002, 3004, 3039, 3901].includes(code);

export class VerifyApi {
	private readonly verifications = new Store<Verification>();

	constructor(private readonly world: World) {}

	reset(): void {
		this.verifications.clear();
	}

	routes(): Route[] {
		const refuse: Route['refuse'] = (refusal, id) => this.refuse(this.counterpart(refusal), id);
		return [
			{
				method: 'POST',
				path: /^\/verification$/,
				answer: (request) => this.create(request),
				refuse,
			},
			{
				method: 'GET',
				path: /^\/verification\/([^/]+)$/,
				answer: (request, id) => this.read(request, id),
				refuse,
			},
			{
				method: 'PATCH',
				path: /^\/verification\/([^/]+)\/state$/,
				answer: (request, id) => this.finalize(request, id),
				refuse,
			},
		];
	}

	/** HTTP 400 has the status alone, others have an ID (Telesign OpenAPI verify-api.json). */
	refuse({ http, code, value }: Refused, id = ''): Answer {
		const status = { code, description: textOf(code, value) };
		if (http === 400) return { http, body: { status } };
		const updated_on = timestamp(this.world.clock.now());
		return { http, body: { reference_id: id || newId(), status: { ...status, updated_on } } };
	}

	/** What the Verify API says where the others say `refusal`. */
	counterpart({ http, verification }: Refusal, value?: string): Refused {
		const { loginCodes: choice } = this.world.settings;
		const isGeneral = loginCodes.includes(verification) && choice === '3400';
		// A host that is not allowed is a matter of the log-in here.
		const status = verification === 3413 ? 401 : http;
		return { http: status, code: isGeneral ? 3400 : verification, value };
	}

	private refuseRow(refusal: Refusal, to: string): Answer {
		const answer = this.counterpart(refusal, to);
		this.note(to, answer);
		return this.refuse(answer);
	}

	/** Shows a refusal on the phone page. */
	private note(to: string, { code, value }: Refused): void {
		const { inbox, clock } = this.world;
		const fate: Fate = { kind: 'refused', code, text: textOf(code, value) };
		const product = 'verification';
		inbox.add({ to, sent_on: timestamp(clock.now()), product, fate: () => fate });
	}

	private create(request: ApiRequest): Answer {
		const { gate, refusalOf } = this.world;
		const entry = gate.admit(request, 'verification', true);
		if (entry.kind === 'refused') return this.refuse(this.counterpart(entry.refusal));
		const asked = this.readRequest(request);
		if ('http' in asked) return this.refuse(asked);

		const { account } = entry;
		const { recipient } = asked;
		const to = recipient.phone_number ?? recipient.email ?? '';
		const row = rowOf(to);
		const refusal = refusalOf(row);
		if (refusal) return this.refuseRow(refusal, to);
		if (account.verifiedNumbers?.includes(to) === false) return this.refuseRow(errors.trial, to);
		const fault = row?.outcome.kind === 'fault' ? { fault: row.name } : {};
		if (fault.fault && !row?.delivers) return { http: 200, body: {}, ...fault };
		if (!gate.takeSend(account)) return this.refuseRow(errors.hardCap, to);
		const journey = row?.outcome.kind === 'journey' ? row.outcome : anyMobile;
		return { http: 200, body: this.start(asked, journey, account), ...fault };
	}

	/** The fields of a send, or why they are refused. */
	private readRequest(request: ApiRequest) {
		if (request.body.length > largestBody) return refused(3116, undefined, 413);
		const json = readObject(request);
		if (!json) return refused(3110);
		const recipient = readRecipient(json.recipient);
		if ('http' in recipient) return recipient;
		const rules = readPolicy(json.verification_policy, recipient);
		if ('http' in rules) return rules;

		const { security_factor: ownCode, external_id: externalId, voice_lang: voiceLang } = json;
		if (ownCode !== undefined && !isText(ownCode, /^\d{3,10}$/)) return refused(3110);
		if (externalId !== undefined && !isText(externalId, /^\p{ASCII}{0,100}$/u))
			return refused(3103);
		if (voiceLang !== undefined && typeof voiceLang !== 'string') return refused(3110);
		const { message_template: template, callback_url: url } = json;
		if (template !== undefined && !isText(part(template, 'name'), /^[a-z_]+$/))
			return refused(3110);
		if (url !== undefined && this.world.settings.verificationCallbackUrl === 'not enabled')
			return refused(3203, undefined, 401);
		if (url !== undefined && !isCallbackUrl(url)) return refused(3106, String(url));
		const callbackUrl = url ?? this.world.settings.callbackUrl;
		return { recipient, rules, ownCode, externalId, voiceLang, callbackUrl };
	}

	private start(
		asked: Exclude<ReturnType<VerifyApi['readRequest']>, Refused>,
		journey: Journey,
		account: Account,
	): Record<string, unknown> {
		const { settings, clock } = this.world;
		const { ownCode, ...fields } = asked;
		const now = clock.now();
		const verification: Verification = {
			...fields,
			id: newId(),
			account,
			journey,
			createdAt: now,
			updatedAt: now,
			state: 'ONGOING',
			steps: [],
			current: 0,
			code: ownCode ?? newCode(settings, 6),
			isOwnCode: ownCode !== undefined,
			codeSentAt: now,
			tries: 0,
			reports: Promise.resolve(),
		};
		this.verifications.add(verification);
		this.begin(verification, now);
		const { id, recipient, rules } = verification;
		const block = settings.blocks === 'later' ? undefined : journey.block;
		if (block) this.fail(verification, blockCodes[block], now, 'REJECTED');
		else void this.run(verification);
		const code = block ? blockCodes[block] : settings.verificationStarted;
		return {
			reference_id: id,
			recipient,
			state: verification.state,
			verification_policy: rules,
			status: { code, description: textOf(code) },
		};
	}

	/** Lets time do its work, until the verification has ended or is forgotten. */
	private async run(verification: Verification): Promise<void> {
		const { clock } = this.world;
		for (let due = dueAt(verification); due !== undefined; due = dueAt(verification)) {
			await clock.sleep(due - clock.now());
			if (this.verifications.get(verification.id) !== verification) return;
			this.settle(verification);
		}
	}

	/** Does what is due by now, each at its own time. */
	private settle(verification: Verification): void {
		const now = this.world.clock.now();
		for (let at = dueAt(verification); at !== undefined && at <= now; at = dueAt(verification)) {
			const step = verification.steps[verification.current];
			if (step.outcomeAt === at) this.learn(verification, step, at);
			else this.fail(verification, 3056, at);
		}
	}

	/** Sends by the next method, and says when its outcome is known. */
	private begin(verification: Verification, at: number): void {
		const { rules, createdAt, isOwnCode, steps } = verification;
		const { settings } = this.world;
		const index = steps.length;
		const { method } = rules[index];
		const end = createdAt + totalSeconds * 1000;
		// The last method has the rest of the time, whatever it was given.
		const isLast = index === rules.length - 1;
		const ownEnd = at + fallbackTimes(rules)[index] * 1000;
		const step: Step = {
			method,
			state: 'ONGOING',
			code: 3901,
			triedAt: at,
			updatedAt: at,
			expiresAt: isLast ? end : Math.min(end, ownEnd),
			outcomeAt: at + (method === 'voice' ? settings.voiceFinalMs : settings.smsFinalMs),
		};
		if (index > 0 && !isOwnCode && settings.codeAfterFallback === 'new')
			verification.code = newCode(settings, 6);
		verification.current = index;
		verification.codeSentAt = at;
		verification.updatedAt = at;
		steps.push(step);
		this.show(verification, step);
	}

	/** What became of a message: the person has it, or the next method is tried at once. */
	private learn(verification: Verification, step: Step, at: number): void {
		const code = outcomeOf(verification.journey, step.method);
		step.outcomeAt = undefined;
		if (!isWaiting(code)) return this.fail(verification, code, at);
		step.code = code === 3001 ? 3901 : code;
		step.updatedAt = at;
		verification.updatedAt = at;
		this.report(verification, at);
	}

	/** Ends the current method, and with the last one the verification. */
	private fail(
		verification: Verification,
		code: number,
		at: number,
		state: 'FAILED' | 'REJECTED' = 'FAILED',
	): void {
		const { steps, current, rules } = verification;
		const isOver = state === 'REJECTED' || current === rules.length - 1;
		endStep(steps[current], state, code, at);
		verification.updatedAt = at;
		if (isOver || at >= verification.createdAt + totalSeconds * 1000) verification.state = state;
		else this.begin(verification, at);
		this.report(verification, at);
	}

	/** Puts a message into the inbox, or what is blocked. */
	private show(verification: Verification, step: Step): void {
		const { id, account, recipient, code, journey, rules, voiceLang } = verification;
		const { method, triedAt } = step;
		const to = (method === 'email' ? recipient.email : recipient.phone_number) ?? '';
		const outcome = outcomeOf(journey, method);
		const isCall = method === 'voice';
		const next = rules[verification.steps.length]?.method;
		const hello = isCall ? 'Hello. Your verification code is' : 'Your verification code:';
		const message = {
			reference_id: id,
			to,
			channel: method,
			text: `${hello} ${code}${isCall ? '.' : ''}`,
			code,
			...(isCall ? { language: voiceLang ?? 'en-US' } : {}),
			sent_on: timestamp(triedAt),
			delivered: outcome === 3000,
			final_status: outcome,
			customer_id: account.customerId,
		};
		this.world.inbox.add({
			to,
			sent_on: timestamp(triedAt),
			product: 'verification',
			...(journey.block ? {} : { message }),
			fate: () => {
				this.settle(verification);
				const isWaitingOn = step.state === 'ONGOING' && step.outcomeAt !== undefined;
				const ended = outcome === 3000 ? 'arrived' : isWaiting(outcome) ? 'on its way' : 'lost';
				const kind = journey.block ? 'blocked' : isWaitingOn ? 'on its way' : ended;
				const at = timestamp(step.expiresAt);
				return {
					kind,
					code: step.code,
					text: textOf(step.code),
					...(step.state === 'ONGOING' && next ? { next: { method: next, at } } : {}),
				};
			},
		});
	}

	/** Posts how the verification stands at `at`, if there is somewhere to post it. */
	private report(verification: Verification, at: number): void {
		const { account, callbackUrl: url, state } = verification;
		const isDue = this.world.settings.callbackStatuses === 'every' || state !== 'ONGOING';
		if (url === null || !isDue) return;
		const body = this.bodyOf(verification);
		verification.reports = verification.reports.then(() =>
			this.world.callbacks.send({ account, url }, [{ at, body: () => body }]),
		);
	}

	/** How the verification stands: the body of a callback, and most of the answer to a GET. */
	private bodyOf({ id, createdAt, updatedAt, recipient, state, rules, steps }: Verification) {
		const untried = state === 'ONGOING' ? 'CREATED' : 'SKIPPED';
		const times = fallbackTimes(rules);
		return {
			reference_id: id,
			created_on: timestamp(createdAt),
			updated_on: timestamp(updatedAt),
			recipient,
			state,
			inner_methods: rules.map(({ method }, index) => {
				const step = steps[index];
				return step ? methodOf(step) : { method, state: untried };
			}),
			verification_policy: rules.map(({ method }, index) => ({
				method,
				fallback_time: times[index],
			})),
		};
	}

	/** The verification of an ID, or why it cannot be had. */
	private find(request: ApiRequest, id: string): { found: Verification } | { answer: Answer } {
		const { gate, settings, clock } = this.world;
		const entry = gate.admit(request, 'verification', false);
		if (entry.kind === 'refused')
			return { answer: this.refuse(this.counterpart(entry.refusal), id) };
		if (!isReferenceId(id)) return { answer: this.refuse(refused(3110)) };
		const found = this.verifications.get(id);
		const isKnown =
			found?.account.customerId === entry.account.customerId &&
			clock.now() - found.createdAt <= settings.retentionMs;
		const http = settings.unknownVerificationHttp;
		if (!isKnown) return { answer: this.refuse(refused(3110, undefined, http), id) };
		this.settle(found);
		return { found };
	}

	private read(request: ApiRequest, id: string): Answer {
		const search = this.find(request, id);
		if ('answer' in search) return search.answer;
		const { externalId, voiceLang } = search.found;
		const more = { external_id: externalId, voice_lang: voiceLang };
		return { http: 200, body: { ...this.bodyOf(search.found), ...more } };
	}

	private finalize(request: ApiRequest, id: string): Answer {
		const search = this.find(request, id);
		if ('answer' in search) return search.answer;
		const json = readObject(request);
		const entered = json?.security_factor;
		if (json?.action !== 'finalize' || !isText(entered, /./)) return this.refuse(refused(3110));
		const code = this.judge(search.found, entered);
		const isLate = [3908, 3931, 3935].includes(code);
		const http = isLate ? this.world.settings.lateCodeHttp : 200;
		return { http, body: { status: { code, description: textOf(code) } } };
	}

	/** Judges an entered code, which uses up a try. */
	private judge(verification: Verification, entered: string): number {
		const { settings, clock } = this.world;
		const now = clock.now();
		const { state, steps, current, codeSentAt, createdAt } = verification;
		if (state === 'FAILED' && now >= createdAt + totalSeconds * 1000) return 3908;
		if (state !== 'ONGOING') return 3931;
		if (isExpired(settings, codeSentAt, now)) return 3935;
		verification.tries += 1;
		const isRight = entered === verification.code;
		const wrong = settings.firstWrongCode;
		if (!isRight && (settings.codeAttempts === 0 || verification.tries < settings.codeAttempts))
			return wrong;
		const code = isRight ? 3900 : wrong === 3904 ? 3909 : 3904;
		const end = isRight ? 'VERIFIED' : 'REJECTED';
		endStep(steps[current], end, code, now);
		verification.state = end;
		verification.updatedAt = now;
		this.report(verification, now);
		return code;
	}
}

function endStep(step: Step, state: Step['state'], code: number, at: number): void {
	Object.assign(step, { state, code, updatedAt: at, outcomeAt: undefined });
}

/** When something happens next, in milliseconds since 1970; never once it has ended. */
function dueAt({ state, steps, current }: Verification): number | undefined {
	const { outcomeAt = Infinity, expiresAt } = steps[current];
	return state === 'ONGOING' ? Math.min(outcomeAt, expiresAt) : undefined;
}

const methodOf = ({ method, state, code, triedAt, updatedAt, expiresAt }: Step) => ({
	method,
	state,
	err_code: code,
	err_msg: textOf(code),
	tried_on: timestamp(triedAt),
	updated_on: timestamp(updatedAt),
	expires_on: timestamp(expiresAt),
});

/**
 * Seconds until the next method is tried: as asked for, or 60, for email 120; the last one has what is
 * left of 300 (in every example of Telesign's they add up to that).
 */
function fallbackTimes(rules: readonly Rule[]): number[] {
	const times = rules.map(
		({ method, fallback_time: time }) => time ?? (method === 'email' ? 120 : 60),
	);
	const before = times.slice(0, -1).reduce((sum, time) => sum + time, 0);
	const last = rules[rules.length - 1].fallback_time ?? Math.max(0, totalSeconds - before);
	return [...times.slice(0, -1), last];
}

/** What becomes of a message by a method, as the row of the number has it. */
function outcomeOf({ sms, voice, apps = true, block }: Journey, method: Channel): number {
	if (block) return blockCodes[block];
	if (method === 'email') return 3000;
	if (method !== 'sms' && method !== 'voice') return sms && apps ? 3000 : 3055;
	const statuses = method === 'sms' ? (sms ?? [222]) : voice;
	return codeByStatus[statuses[statuses.length - 1]] ?? 3003;
}

const isText = (value: unknown, pattern: RegExp): value is string =>
	typeof value === 'string' && pattern.test(value);

const part = (value: unknown, name: string): unknown =>
	typeof value === 'object' && value !== null
		? (value as Record<string, unknown>)[name]
		: undefined;

/** The JSON object of a request; an SDK sends it without a content type. */
function readObject({ headers, body }: ApiRequest): Record<string, unknown> | undefined {
	const type = String(headers['content-type'] ?? '')
		.split(';')[0]
		.trim();
	if (!['', 'application/json'].includes(type.toLowerCase())) return undefined;
	try {
		const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
		const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
		return isObject ? (json as Record<string, unknown>) : undefined;
	} catch {
		return undefined;
	}
}

function readRecipient(value: unknown): Verification['recipient'] | Refused {
	if (typeof value !== 'object' || value === null || Object.keys(value).length === 0)
		return refused(3110);
	const known = ['phone_number', 'email', 'push_app_token'];
	if (!Object.keys(value).every((name) => known.includes(name))) return refused(3110);
	const { phone_number: number, email } = value as Record<string, unknown>;
	const digits = typeof number === 'string' ? readPhoneNumber(number) : undefined;
	if (number !== undefined && digits === undefined) return refused(3101, String(number));
	if (email !== undefined && !isText(email, /^[^@\s]+@[^@\s]+\.[^@\s]+$/)) return refused(3119);
	return {
		...(digits === undefined ? {} : { phone_number: digits }),
		...(email === undefined ? {} : { email }),
	};
}

/** The methods in their order; SMS without any (fixed routing by country is not imitated). */
function readPolicy(value: unknown, recipient: Verification['recipient']): Rule[] | Refused {
	const list: unknown = value ?? [{ method: 'sms' }];
	if (!Array.isArray(list) || list.length === 0 || list.length > mostMethods) return refused(3110);
	const rules: Rule[] = [];
	for (const entry of list as unknown[]) {
		const method = part(entry, 'method');
		const time = part(entry, 'fallback_time');
		if (appMethods.includes(method)) return refused(3200, String(method));
		const channel = channels.find((name) => name === method);
		const isTime =
			time === undefined || (Number.isInteger(time) && Number(time) >= shortestFallback);
		if (!channel || !isTime) return refused(3110);
		if (channel === 'email' && !recipient.email) return refused(3309);
		if (channel !== 'email' && !recipient.phone_number) return refused(3302);
		rules.push(
			time === undefined ? { method: channel } : { method: channel, fallback_time: Number(time) },
		);
	}
	const total = rules.reduce((sum, { fallback_time: time = 0 }) => sum + time, 0);
	return total > totalSeconds ? refused(3110) : rules;
}
