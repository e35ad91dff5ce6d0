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
import { loginCodes, type Refusal } from '../core/errors';
import type { Channel, Fate } from '../core/inbox';
import { textOf } from '../core/texts';
import type { Journey } from '../numbers';
import {
	isReferenceId,
	newId,
	passage,
	Store,
	type Answer,
	type Route,
	type World,
} from './product';
import schema from './verification.schema.json';

/** The body of a send (Telesign OpenAPI verify-api.json; `callback_url` is implied by error 3203). */
interface Asked {
	recipient: { phone_number?: string; email?: string };
	verification_policy?: Array<{ method: Channel; fallback_time?: number }>;
	security_factor?: string;
	external_id?: string;
	voice_lang?: string;
	callback_url?: unknown;
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
	createdAt: number;
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

/** Why a request is refused: HTTP status and code, and what its text names. */
interface Refused {
	http: number;
	code: number;
	value?: string;
}

const refused = (code: number, value?: string, http = 400): Refused => ({ http, code, value });

const isAsked = new Ajv().compile<Asked>(schema);

/** Codes by the place of what the schema refuses; 3110 for any other. */
const codesByPlace: Readonly<Record<string, number>> = {
	'/recipient/phone_number': 3101,
	'/recipient/email': 3119,
	'/external_id': 3103,
};

const totalSeconds = 300;
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

/** Codes after which the method goes on waiting for the person. */
const waiting: readonly number[] = [3000, 3002, 3004, 3039, 3901];

export class VerifyApi {
	private readonly verifications = new Store<Verification>(50_000);

	constructor(private readonly world: World) {}

	reset(): void {
		this.verifications.clear();
	}

	routes(): Route[] {
		const route = (method: string, path: RegExp, answer: Route['answer']): Route => {
			return { method, path, answer, refuse: (refusal, id) => this.refuseAs(refusal, id) };
		};
		return [
			route('POST', /^\/verification$/, (request) => this.create(request)),
			route('GET', /^\/verification\/([^/]+)$/, (request, id) => this.read(request, id)),
			route('PATCH', /^\/verification\/([^/]+)\/state$/, (...call) => this.finalize(...call)),
		];
	}

	/** Says in its own way what the others say with `refusal`; `to` is shown on the phone's page. */
	refuseAs({ http, verification }: Refusal, id = '', to?: string): Answer {
		const isGeneral =
			loginCodes.includes(verification) && this.world.settings.loginCodes === '3400';
		const code = isGeneral ? 3400 : verification;
		// A host that is not allowed is a matter of the log-in here.
		const refusal = refused(code, to, verification === 3413 ? 401 : http);
		if (to !== undefined) this.world.inbox.refuse(to, 'verification', code, textOf(code, to));
		return this.refuse(refusal, id);
	}

	/** HTTP 400 has the status alone, others have an ID (Telesign OpenAPI verify-api.json). */
	private refuse({ http, code, value }: Refused, id = ''): Answer {
		const status = { code, description: textOf(code, value) };
		if (http === 400) return { http, body: { status } };
		const updated_on = timestamp(this.world.clock.now());
		return { http, body: { reference_id: id || newId(), status: { ...status, updated_on } } };
	}

	private create(request: ApiRequest): Answer {
		const entry = this.world.gate.admit(request, 'verification', true);
		if (entry.kind === 'refused') return this.refuseAs(entry.refusal);
		const asked = this.readRequest(request);
		if ('http' in asked) return this.refuse(asked);
		const { phone_number: number, email } = asked.recipient;
		const to = number ?? email ?? '';
		const way = passage(this.world, entry.account, to);
		if (way.kind === 'refused') return this.refuseAs(way.refusal, '', to);
		if (way.kind === 'lost') return { http: 200, body: {}, fault: way.fault };
		const body = this.start(asked, way.journey, entry.account);
		return { http: 200, body, fault: way.fault };
	}

	/** The fields of a send, the number without a `+`; or why they are refused. */
	private readRequest(request: ApiRequest): Asked | Refused {
		if (request.body.length > largestBody) return refused(3116, undefined, 413);
		const json = readJson(request);
		if (!isAsked(json)) {
			const code = codesByPlace[isAsked.errors![0].instancePath] ?? 3110;
			const { recipient } = (json ?? {}) as Partial<Asked>;
			return refused(code, String(recipient?.phone_number));
		}
		const { phone_number: number, email } = json.recipient;
		const policy = json.verification_policy ?? [{ method: 'sms' }];
		for (const { method } of policy) {
			if (['silent', 'push'].includes(method)) return refused(3200, method);
			if (method === 'email' ? !email : !number) return refused(method === 'email' ? 3309 : 3302);
		}
		const total = policy.reduce((sum, { fallback_time: time = 0 }) => sum + time, 0);
		if (total > totalSeconds) return refused(3110);
		const { callback_url: url } = json;
		if (url !== undefined && this.world.settings.verificationCallbackUrl === 'not enabled')
			return refused(3203, undefined, 401);
		if (url !== undefined && !isCallbackUrl(url)) return refused(3106, String(url));
		const recipient = number ? { phone_number: number.replace('+', '') } : {};
		return { ...json, recipient: { ...recipient, ...(email ? { email } : {}) } };
	}

	private start(asked: Asked, journey: Journey, account: Account): Record<string, unknown> {
		const { settings, clock } = this.world;
		const now = clock.now();
		// Fixed routing by country is not imitated.
		const rules = asked.verification_policy ?? [{ method: 'sms' as const }];
		const verification: Verification = {
			id: newId(),
			account,
			asked,
			policy: filledIn(rules),
			journey,
			callbackUrl: (asked.callback_url as string | undefined) ?? settings.callbackUrl,
			createdAt: now,
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
		this.verifications.add(verification);
		this.begin(verification, now);
		const block = settings.blocks === 'later' ? undefined : journey.block;
		const code = block ? blockCodes[block] : settings.verificationStarted;
		if (block) this.end(verification, 'REJECTED', code, now);
		// With one method and nobody to tell, it is enough to look when somebody asks.
		else if (rules.length > 1 || verification.callbackUrl !== null) void this.run(verification);
		return {
			reference_id: verification.id,
			recipient: asked.recipient,
			state: verification.state,
			verification_policy: rules,
			status: { code, description: textOf(code) },
		};
	}

	/** Lets time do its work, until the verification has ended or is forgotten. */
	private async run(verification: Verification): Promise<void> {
		const { clock } = this.world;
		while (verification.state === 'ONGOING') {
			await clock.sleep(dueAt(verification) - clock.now());
			if (this.verifications.get(verification.id) !== verification) return;
			this.settle(verification);
		}
	}

	/** Does what is due by now, each at its own time. */
	private settle(verification: Verification): void {
		const now = this.world.clock.now();
		while (verification.state === 'ONGOING' && dueAt(verification) <= now) {
			const { outcomeAt, expiresAt, steps, current, journey } = verification;
			const code = outcomeOf(journey, steps[current].method);
			if (expiresAt < outcomeAt) this.fail(verification, 3056, expiresAt);
			else if (!waiting.includes(code)) this.fail(verification, code, outcomeAt);
			else this.mark(verification, 'ONGOING', code, outcomeAt);
		}
	}

	/** Notes how the current method stands, and reports it. */
	private mark(verification: Verification, state: Step['state'], code: number, at: number): void {
		const { steps, current } = verification;
		const [err_msg, updated_on] = [textOf(code), timestamp(at)];
		Object.assign(steps[current], { state, err_code: code, err_msg, updated_on });
		Object.assign(verification, { updatedAt: at, outcomeAt: Infinity });
		this.report(verification, at);
	}

	/** Ends the current method, and with the last one the verification. */
	private fail(verification: Verification, code: number, at: number): void {
		const { current, steps, createdAt } = verification;
		const isOver = current === steps.length - 1 || at >= createdAt + totalSeconds * 1000;
		if (isOver) return this.end(verification, 'FAILED', code, at);
		const [err_msg, updated_on] = [textOf(code), timestamp(at)];
		Object.assign(steps[current], { state: 'FAILED', err_code: code, err_msg, updated_on });
		this.begin(verification, at);
		this.report(verification, at);
	}

	private end(
		verification: Verification,
		state: 'VERIFIED' | 'FAILED' | 'REJECTED',
		code: number,
		at: number,
	): void {
		verification.state = state;
		for (const step of verification.steps) if (step.state === 'CREATED') step.state = 'SKIPPED';
		this.mark(verification, state, code, at);
	}

	/** Sends by the next method, and says when its outcome is known. */
	private begin(verification: Verification, at: number): void {
		const { settings } = this.world;
		const { policy, createdAt, asked, steps } = verification;
		const current = verification.current + 1;
		const { method, fallback_time: seconds } = policy[current];
		const end = createdAt + totalSeconds * 1000;
		// The last method has the rest of the time, whatever it was given.
		const isLast = current === policy.length - 1;
		const expiresAt = isLast ? end : Math.min(end, at + seconds * 1000);
		const outcomeAt = at + (method === 'voice' ? settings.voiceFinalMs : settings.smsFinalMs);
		const isNewCode = current > 0 && settings.codeAfterFallback === 'new' && !asked.security_factor;
		if (isNewCode) verification.code = newCode(settings, 6);
		Object.assign(verification, { current, codeSentAt: at, updatedAt: at, expiresAt, outcomeAt });
		Object.assign(steps[current], {
			state: 'ONGOING',
			err_code: 3901,
			err_msg: textOf(3901),
			tried_on: timestamp(at),
			updated_on: timestamp(at),
			expires_on: timestamp(expiresAt),
		});
		this.show(verification, steps[current], steps[current + 1]?.method);
	}

	/** Puts the message of a method into the inbox, or what is blocked. */
	private show(verification: Verification, step: Step, nextMethod: string | undefined): void {
		const { id, account, asked, code, journey } = verification;
		const { method } = step;
		const { recipient, voice_lang: language = 'en-US' } = asked;
		const to = (method === 'email' ? recipient.email : recipient.phone_number) ?? '';
		const sent_on = timestamp(verification.codeSentAt);
		const outcome = outcomeOf(journey, method);
		const isCall = method === 'voice';
		const message = {
			reference_id: id,
			to,
			channel: method,
			text: isCall
				? `Hello. Your verification code is ${code}.`
				: `Your verification code: ${code}`,
			code,
			...(isCall ? { language } : {}),
			sent_on,
			delivered: outcome === 3000,
			final_status: outcome,
			customer_id: account.customerId,
		};
		const ended = outcome === 3000 ? 'arrived' : waiting.includes(outcome) ? 'on its way' : 'lost';
		const fate = (): Fate => {
			this.settle(verification);
			const isTried = step.state === 'ONGOING';
			const isOnItsWay = isTried && verification.outcomeAt !== Infinity;
			const next = { method: nextMethod!, at: step.expires_on! };
			return {
				kind: journey.block ? 'blocked' : isOnItsWay ? 'on its way' : ended,
				code: step.err_code!,
				text: step.err_msg!,
				...(isTried && nextMethod ? { next } : {}),
			};
		};
		const shown = journey.block ? {} : { message };
		this.world.inbox.add({ to, sent_on, product: 'verification', ...shown, fate });
	}

	/** Posts how the verification stands at `at`, if there is somewhere to post it. */
	private report(verification: Verification, at: number): void {
		const { account, callbackUrl: url, state } = verification;
		const { settings, callbacks } = this.world;
		if (url === null || (settings.callbackStatuses === 'final' && state === 'ONGOING')) return;
		const body = structuredClone(bodyOf(verification));
		verification.reports = verification.reports.then(() =>
			callbacks.send({ account, url }, [{ at, body: () => body }]),
		);
	}

	/** The verification of an ID, or why it cannot be had. */
	private find(request: ApiRequest, id: string): Verification | Answer {
		const { gate, settings, clock } = this.world;
		const entry = gate.admit(request, 'verification', false);
		if (entry.kind === 'refused') return this.refuseAs(entry.refusal, id);
		if (!isReferenceId(id)) return this.refuse(refused(3110));
		const found = this.verifications.get(id);
		const isKnown =
			found?.account.customerId === entry.account.customerId &&
			clock.now() - found.createdAt <= settings.retentionMs;
		if (!isKnown)
			return this.refuse(refused(3110, undefined, settings.unknownVerificationHttp), id);
		this.settle(found);
		return found;
	}

	private read(request: ApiRequest, id: string): Answer {
		const found = this.find(request, id);
		if ('http' in found) return found;
		const { external_id, voice_lang } = found.asked;
		return { http: 200, body: { ...bodyOf(found), external_id, voice_lang } };
	}

	private finalize(request: ApiRequest, id: string): Answer {
		const found = this.find(request, id);
		if ('http' in found) return found;
		const { action, security_factor: entered } = (readJson(request) ?? {}) as Record<
			string,
			unknown
		>;
		if (action !== 'finalize' || typeof entered !== 'string' || entered === '')
			return this.refuse(refused(3110));
		const code = this.judge(found, entered);
		const isLate = [3908, 3931, 3935].includes(code);
		const http = isLate ? this.world.settings.lateCodeHttp : 200;
		return { http, body: { status: { code, description: textOf(code) } } };
	}

	/** Judges an entered code, which uses up a try. */
	private judge(verification: Verification, entered: string): number {
		const { settings, clock } = this.world;
		const { firstWrongCode, codeAttempts } = settings;
		const now = clock.now();
		const { state, codeSentAt, createdAt, code } = verification;
		if (state === 'FAILED' && now >= createdAt + totalSeconds * 1000) return 3908;
		if (state !== 'ONGOING') return 3931;
		if (isExpired(settings, codeSentAt, now)) return 3935;
		verification.tries += 1;
		const isRight = entered === code;
		const isLast = codeAttempts > 0 && verification.tries >= codeAttempts;
		if (!isRight && !isLast) return firstWrongCode;
		const verdict = isRight ? 3900 : firstWrongCode === 3904 ? 3909 : 3904;
		this.end(verification, isRight ? 'VERIFIED' : 'REJECTED', verdict, now);
		return verdict;
	}
}

const dueAt = ({ outcomeAt, expiresAt }: Verification) => Math.min(outcomeAt, expiresAt);

/** How a verification stands: the body of a callback, and most of the answer to a GET. */
const bodyOf = ({ id, createdAt, updatedAt, asked, state, steps, policy }: Verification) => ({
	reference_id: id,
	created_on: timestamp(createdAt),
	updated_on: timestamp(updatedAt),
	recipient: asked.recipient,
	state,
	inner_methods: steps,
	verification_policy: policy,
});

/**
 * With seconds until the next method is tried: as asked for, or 60, for email 120; the last one has what
 * is left of 300 (in every example of Telesign's they add up to that).
 */
function filledIn(rules: NonNullable<Asked['verification_policy']>): Verification['policy'] {
	let left = totalSeconds;
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
