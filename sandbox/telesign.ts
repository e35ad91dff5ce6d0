/**
 * Smart Verify itself: sending a code, its status and check, and its completion.
 * Source: Telesign OpenAPI smart-verify-api.json for sending, sms-verify-api.json and
 * voice-verify-api.json for the two others; what they leave open is in `sandbox/choices.ts`.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { statusOf } from '../nodes/Telesign/api/codes/status';
import { USE_CASES } from '../nodes/Telesign/api/fields/choices';
import type { Account } from './accounts';
import { Authenticator, type ApiRequest } from './auth';
import { isCallbackUrl, type Callbacks } from './callbacks';
import type { Clock } from './clock';
import { errors, withText, type Refusal } from './errors';
import { readForm } from './form';
import {
	anyMobile,
	arrived,
	blockStatuses,
	onItsWay,
	phoneTypes,
	rowOf,
	rowOfFault,
	type Journey,
	type SandboxNumber,
} from './numbers';
import type { Settings } from './settings';

/** What goes back: a JSON value, and the name of the fault that happens to it on the way, if any. */
export interface Answer {
	http: number;
	body: Record<string, unknown>;
	fault?: string;
}

/** One message in the inbox. Names as in Telesign's own data. */
export interface DeliveredMessage {
	reference_id: string;
	/** Digits only. */
	to: string;
	channel: 'sms' | 'voice';
	/** As shown or spoken, the code put in. */
	text: string;
	code: string;
	/** As asked for; of a voice message `en-US` if not asked for. */
	language?: string;
	/** RFC 3339, UTC. */
	sent_on: string;
	/** False if it was sent but does not reach the handset. */
	delivered: boolean;
	/** The status code at which it ends. */
	final_status: number;
	customer_id: string;
}

type Channel = DeliveredMessage['channel'];
type Form = ReadonlyMap<string, string>;

interface Transaction {
	id: string;
	customerId: string;
	sentAt: number;
	channel: Channel;
	statuses: readonly number[];
	code: string;
	ownCode: boolean;
	tries: number;
	codeState: 'VALID' | 'INVALID' | 'UNKNOWN';
	entered: string;
}

/** Older transactions are forgotten beyond this many. */
const keptTransactions = 200_000;

const ucids = new Set<string>(USE_CASES.map(({ value }) => value));

const preferences: Readonly<Record<string, Channel>> = {
	call: 'voice',
	voice: 'voice',
	'voice verify': 'voice',
	sms: 'sms',
	'sms verify': 'sms',
};

/** Country codes by their length; enough to split a number as `numbering` does. */
const countryCode = /^(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/;

const referenceId = /^[0-9A-F]{32}$/i;

const newId = () => randomUUID().replaceAll('-', '').toUpperCase();

/** RFC 3339 in UTC with microseconds, as Telesign writes it. */
const timestamp = (ms: number) => new Date(ms).toISOString().replace('Z', '000Z');

/** A Telesign of one's own. Keeps everything in memory. */
export class Telesign {
	private readonly authenticator: Authenticator;
	private readonly transactions = new Map<string, Transaction>();
	/** How often the row of a number or fault has refused. */
	private readonly refused = new Map<string, number>();
	private readonly sends = new Map<string, number>();
	private readonly buckets = new Map<string, { tokens: number; at: number }>();

	constructor(
		private readonly settings: Settings,
		private readonly clock: Clock,
		private readonly deliver: (message: DeliveredMessage) => void,
		private readonly callbacks: Callbacks,
	) {
		this.authenticator = new Authenticator(settings);
	}

	/** Forgets everything that happened, and was to come. */
	reset(): void {
		this.authenticator.reset();
		this.callbacks.stop();
		for (const memory of [this.transactions, this.refused, this.sends, this.buckets])
			memory.clear();
	}

	/** Takes an API request and answers it; a message counts as delivered when this returns. */
	answer(request: ApiRequest): Answer {
		const row = this.settings.fault === null ? undefined : rowOfFault(this.settings.fault);
		if (row?.outcome.kind === 'refusal') {
			const refusal = this.refusalOf(row);
			if (refusal) return this.refuse(refusal, { reference_id: newId(), sub_resource: 'smart' });
		}
		if (row?.outcome.kind !== 'fault') return this.route(request);
		if (!row.delivers) return { http: 200, body: {}, fault: row.name };
		return { ...this.route(request), fault: row.name };
	}

	/** The body of the answer to a path that does not exist. */
	notFound(): Answer['body'] {
		return this.refuse(errors.notFound).body;
	}

	private route(request: ApiRequest): Answer {
		const [, version, product, name, id, ...rest] = request.path.split('/');
		const isVerify = version === 'v1' && product === 'verify' && name && rest.length === 0;
		if (isVerify && name === 'smart' && id === undefined)
			return this.authorized(request, 'POST', (account) => this.send(request, account));
		if (isVerify && name === 'completion' && id)
			return this.authorized(request, 'PUT', (account) => this.complete(id, account));
		if (isVerify && name !== 'completion' && id === undefined)
			return this.authorized(request, 'GET', (account) => this.status(name, request, account));
		return this.refuse(errors.notFound);
	}

	private authorized(
		request: ApiRequest,
		method: string,
		handle: (account: Account) => Answer,
	): Answer {
		if (request.method !== method) return this.refuse(errors.methodNotAllowed);
		const isSend = method === 'POST';
		const logIn = this.authenticator.logIn(request, this.clock.now());
		const refusal = 'refusal' in logIn ? logIn.refusal : logIn.account.refusal;
		if (refusal) {
			const hasId = isSend && this.settings.unauthorizedReferenceId === 'new';
			const ids = isSend ? { sub_resource: 'smart' } : { reference_id: null, sub_resource: null };
			const host = String(request.headers.host).replace(/:\d+$/, '');
			return this.refuse(withText(refusal, { host }), {
				...(hasId ? { reference_id: newId() } : {}),
				...ids,
				...('signatureString' in logIn ? { signature_string: logIn.signatureString } : {}),
			});
		}
		const { account } = logIn as { account: Account };
		if ((isSend || this.settings.rateLimitCounts === 'requests') && this.isOverLimit(account))
			return this.refuse(errors.rateLimit);
		return handle(account);
	}

	/** An error envelope; `ids` replace its reference_id and sub_resource. */
	private refuse(refusal: Refusal, ids?: Record<string, unknown>): Answer {
		const { settings } = this;
		let { http, status } = refusal;
		if (status === 501) status = settings.unauthorizedStatus;
		if (status === 599) status = settings.expiredStatus;
		if (refusal === errors.unavailable) http = settings.unavailableHttp;
		return {
			http,
			body: {
				...(ids ?? { reference_id: newId(), sub_resource: 'smart' }),
				errors: [{ code: refusal.code, description: refusal.description }],
				status: this.statusNow(status),
			},
		};
	}

	private statusNow(code: number, at = this.clock.now()) {
		return { code, description: statusOf(code).text, updated_on: timestamp(at) };
	}

	/** The refusal of a row, unless it has been given often enough. */
	private refusalOf({ name, outcome }: SandboxNumber): Refusal | undefined {
		if (outcome.kind !== 'refusal') return undefined;
		const times = (this.refused.get(name) ?? 0) + 1;
		if (outcome.times !== undefined && times > outcome.times) return undefined;
		this.refused.set(name, times);
		return outcome.refusal;
	}

	/** A token bucket, filled by the clock. */
	private isOverLimit({ customerId }: Account): boolean {
		const { rateLimit } = this.settings;
		if (rateLimit === null) return false;
		const now = this.clock.now();
		const bucket = this.buckets.get(customerId) ?? { tokens: rateLimit.burst, at: now };
		const filled = bucket.tokens + ((now - bucket.at) / 1000) * rateLimit.perSecond;
		const tokens = Math.min(rateLimit.burst, filled);
		const isOver = tokens < 1;
		this.buckets.set(customerId, { tokens: isOver ? tokens : tokens - 1, at: now });
		return isOver;
	}

	private send(request: ApiRequest, account: Account): Answer {
		const { settings } = this;
		const mediaType = String(request.headers['content-type'] ?? '').split(';')[0];
		if (mediaType.trim().toLowerCase() !== 'application/x-www-form-urlencoded')
			return this.refuse({ ...errors.mediaType, http: settings.wrongMediaTypeHttp });
		const form = readForm(request.body);
		if (!form) return this.refuse(errors.badRequest);
		if (form.size === 0 && settings.noData === -40007) return this.refuse(errors.noData);

		const wrong = this.wrongParameter(form);
		if (wrong) return this.refuse(wrong);
		const to = this.cleanse(form.get('phone_number') ?? '');
		const row = rowOf(to);
		if (row?.outcome.kind === 'refusal') {
			const refusal = this.refusalOf(row);
			if (refusal) return this.refuseNumber(refusal, to);
		}
		if (account.verifiedNumbers?.includes(to) === false)
			return this.refuse(withText(errors.trial, { number: to }));

		const sends = (this.sends.get(account.customerId) ?? 0) + 1;
		if (settings.hardCap !== null && sends > settings.hardCap)
			return this.refuse(withText(errors.hardCap, { product: settings.hardCapProduct }));

		const fault = row?.outcome.kind === 'fault' ? row.name : undefined;
		if (fault && !row?.delivers) return { http: 200, body: {}, fault };
		this.sends.set(account.customerId, sends);
		const journey = row?.outcome.kind === 'journey' ? row.outcome : anyMobile;
		const body = this.start(journey, to, form, account);
		return fault ? { http: 200, body, fault } : { http: 200, body };
	}

	/** A refusal that the number asks for, with the extras of its kind. */
	private refuseNumber(refusal: Refusal, number: string): Answer {
		const product = this.settings.hardCapProduct;
		const values = { number, product, host: '127.0.0.1', name: 'ucid', value: 'NONE' };
		const isSignature = refusal === errors.signature;
		const isUnauthorized = refusal.status === 501;
		const hasId = !isUnauthorized || this.settings.unauthorizedReferenceId === 'new';
		// `withText` makes a copy, and `refuse` knows this one by identity.
		const filled = refusal === errors.unavailable ? refusal : withText(refusal, values);
		return this.refuse(filled, {
			...(hasId ? { reference_id: newId() } : {}),
			sub_resource: 'smart',
			...(isSignature ? { signature_string: '' } : {}),
		});
	}

	private cleanse(number: string): string {
		const { numberCleansing } = this.settings;
		if (numberCleansing === 'plus') return number.replace(/^\+/, '');
		return numberCleansing === 'punctuation' ? number.replace(/\D/g, '') : number;
	}

	/** The first parameter that Telesign would refuse. */
	private wrongParameter(form: Form): Refusal | undefined {
		const { settings } = this;
		const bad = (name: string) =>
			withText(errors.badParameter, { name, value: form.get(name) ?? '' });

		const number = form.get('phone_number');
		if (!number) return withText(errors.missingParameter, { name: 'phone_number' });
		if (!/^[1-9]\d{6,14}$/.test(this.cleanse(number))) return errors.badPhoneNumber;

		const ucid = form.get('ucid');
		if (ucid !== undefined && !ucids.has(ucid) && settings.unknownUcid === 'refused')
			return bad('ucid');
		const preference = form.get('preference');
		if (
			preference !== undefined &&
			!(preference.toLowerCase() in preferences) &&
			settings.unknownPreference === 'refused'
		)
			return bad('preference');

		const callbackUrl = this.callbackUrlOf(form);
		if (callbackUrl !== null && !isCallbackUrl(callbackUrl)) return bad('callback_url');

		const code = settings.ownCode === 'used' ? form.get('verify_code') : undefined;
		if (code !== undefined) {
			const isInRange =
				code.length >= settings.ownCodeMinDigits && code.length <= settings.ownCodeMaxDigits;
			if (!/^\d+$/.test(code) || !isInRange) return bad('verify_code');
		}
		for (const name of ['sms_message', 'tts_message']) {
			const text = form.get(name);
			if (text === undefined || code !== undefined) continue;
			if (!text.includes('$$CODE$$') && settings.messageWithoutCode === 'refused') return bad(name);
		}
		const sms = form.get('sms_message') ?? '';
		if (settings.smsMaxLength > 0 && [...sms].length > settings.smsMaxLength)
			return bad('sms_message');
		return undefined;
	}

	/** Starts a transaction and delivers its message; returns the body of the answer. */
	private start(
		journey: Journey,
		to: string,
		form: Form,
		account: Account,
	): Record<string, unknown> {
		const { settings } = this;
		const wish = preferences[(form.get('preference') ?? '').toLowerCase()];
		const channel: Channel = journey.sms && wish !== 'voice' ? 'sms' : 'voice';
		const isLifted = journey.block === 'risk' && /^true$/i.test(form.get('ignore_risk') ?? '');
		const block = isLifted ? undefined : journey.block;
		const ownCode = settings.ownCode === 'used' ? form.get('verify_code') : undefined;
		const codes = (channel === 'sms' && journey.sms) || journey.voice;

		const transaction: Transaction = {
			id: newId(),
			customerId: account.customerId,
			sentAt: this.clock.now(),
			channel,
			statuses: block ? this.blocked(block, channel) : codes,
			code: ownCode ?? newCode(settings.codeDigits),
			ownCode: ownCode !== undefined,
			tries: 0,
			codeState: 'UNKNOWN',
			entered: '',
		};
		this.remember(transaction);
		if (!block && onItsWay.has(codes[0])) this.deliver(message(transaction, to, form));
		this.report(transaction, form, account);

		return {
			...this.envelope(transaction),
			...(settings.verifyOnSend ? { verify: { code_state: 'UNKNOWN', code_entered: '' } } : {}),
			...this.extras(journey, to),
		};
	}

	private blocked(block: keyof typeof blockStatuses, channel: Channel): number[] {
		const { settings } = this;
		const isSmart = block === 'risk' && settings.riskBlock === 'smart';
		const status = isSmart ? 2028 : blockStatuses[block][channel === 'sms' ? 0 : 1];
		if (settings.blocks === 'at once') return [status];
		return [channel === 'sms' ? 290 : 103, status];
	}

	private remember(transaction: Transaction): void {
		this.transactions.set(transaction.id, transaction);
		if (this.transactions.size <= keptTransactions) return;
		const [oldest] = this.transactions.keys();
		this.transactions.delete(oldest);
	}

	private subResource(channel: Channel): string {
		return channel === 'sms' ? 'sms' : this.settings.voiceSubResource;
	}

	/** When the statuses of a transaction come, in milliseconds after it was sent. */
	private steps(channel: Channel): number[] {
		const { smsGatewayMs, smsFinalMs, voiceFinalMs } = this.settings;
		return channel === 'sms' ? [0, smsGatewayMs, smsFinalMs] : [0, voiceFinalMs];
	}

	private envelope(transaction: Transaction) {
		const { channel, sentAt, statuses: codes } = transaction;
		const steps = this.steps(channel);
		const age = this.clock.now() - sentAt;
		const step = Math.min(codes.length, steps.filter((ms) => age >= ms).length) - 1;
		return {
			reference_id: transaction.id,
			sub_resource: this.subResource(channel),
			errors: [],
			status: this.statusNow(codes[step], sentAt + steps[step]),
		};
	}

	private callbackUrlOf(form: Form): string | null {
		const { callbackUrl, callbackUrlOfSend } = this.settings;
		return (callbackUrlOfSend === 'used' ? form.get('callback_url') : undefined) ?? callbackUrl;
	}

	/** Has the statuses that follow the answer reported, if there is somewhere to report to. */
	private report(transaction: Transaction, form: Form, account: Account): void {
		const url = this.callbackUrlOf(form);
		if (url === null) return;
		const { callbackStatuses } = this.settings;
		const steps = this.steps(transaction.channel);
		const reports = transaction.statuses
			.map((code, step) => ({ code, at: transaction.sentAt + steps[step] }))
			.slice(1)
			.filter(({ code }) => callbackStatuses === 'every' || statusOf(code).final)
			.map(({ code, at }) => ({ at, body: () => this.callbackBody(transaction, code, at) }));
		void this.callbacks.send({ account, url }, reports);
	}

	/** Names and order as in Telesign OpenAPI sms-verify-api-callbacks.json. */
	private callbackBody(transaction: Transaction, code: number, at: number) {
		const { id, channel, sentAt, entered } = transaction;
		const { callbackCodeEntered, callbackVoiceSubResource, accountFeatures } = this.settings;
		const codeEntered = { null: null, empty: '', entered: entered || null }[callbackCodeEntered];
		// The network that is kept for tests (ITU-T E.212), and a price that nobody pays.
		const network = { price: '0.0100', mnc: '01', mcc: '001', currency: 'USD' };
		return {
			status: this.statusNow(code, at),
			submit_timestamp: timestamp(sentAt),
			errors: [],
			reference_id: id,
			verify: {
				code_state: this.check(transaction, '').code_state,
				code_entered: codeEntered,
			},
			sub_resource: channel === 'sms' ? 'sms' : callbackVoiceSubResource,
			...(accountFeatures.includes('additional_info')
				? {
						additional_info: channel === 'sms' ? { message_parts_count: 1, ...network } : network,
					}
				: {}),
		};
	}

	/** The parts of an answer that depend on what is switched on for the account. */
	private extras({ phone, block, risk }: Journey, to: string): Record<string, unknown> {
		const features = this.settings.accountFeatures;
		const [country] = countryCode.exec(to) ?? [''];
		const national = to.slice(country.length);
		const cleansed = {
			cleansed_code: 100,
			country_code: country,
			max_length: national.length,
			min_length: national.length,
			phone_number: national,
		};
		const numbering = {
			original: { phone_number: national, complete_phone_number: to, country_code: country },
			cleansing: { call: cleansed, sms: cleansed },
		};
		const risks = {
			block: { level: 'high', recommendation: 'block', score: 900 },
			flag: { level: 'medium', recommendation: 'flag', score: 501 },
			allow: { level: 'low', recommendation: 'allow', score: 101 },
		};
		return {
			...(features.includes('numbering') ? { numbering } : {}),
			...(features.includes('phone_type')
				? { phone_type: { code: phoneTypes[phone], description: phone } }
				: {}),
			...(features.includes('carrier')
				? { carrier: { carrier_id: '1', name: 'Sandbox Telecom' } }
				: {}),
			...(features.includes('risk')
				? { risk: risks[block === 'risk' ? 'block' : (risk ?? 'allow')] }
				: {}),
		};
	}

	/** The transaction of an id, or why it cannot be had. */
	private find(id: string, account: Account): Transaction | Answer {
		const transaction = this.transactions.get(id.toUpperCase());
		const ids = { reference_id: id, sub_resource: this.settings.refusedSubResource };
		if (transaction?.customerId !== account.customerId)
			return this.refuse(errors.unknownReferenceId, ids);
		if (this.clock.now() - transaction.sentAt > this.settings.retentionMs)
			return this.refuse(errors.expiredReferenceId, ids);
		return transaction;
	}

	private status(id: string, { query }: ApiRequest, account: Account): Answer {
		if (!referenceId.test(id))
			return this.refuse(errors.badReferenceId, { reference_id: 'None', sub_resource: '' });
		const form = readForm(Buffer.from(query));
		if (!form) return this.refuse(errors.badRequest);
		const found = this.find(id, account);
		if ('http' in found) return found;
		const verify = this.check(found, form.get('verify_code') ?? '');
		return { http: 200, body: { ...this.envelope(found), verify } };
	}

	/** Judges an entered code, which uses up a try; without a code, tells the state. */
	private check(transaction: Transaction, entered: string) {
		const { settings } = this;
		const { codeAttempts, codeLifetimeMs } = settings;
		const isJudged = settings.checkOwnCode || !transaction.ownCode;
		if (entered !== '') transaction.entered = entered;
		const codeEntered = settings.codeEntered === 'entered' ? transaction.entered : '';
		const state = (code_state: string) => ({ code_state, code_entered: codeEntered });

		if (!isJudged) return state('UNKNOWN');
		const isVerified = transaction.codeState === 'VALID';
		if (entered === '' && (isVerified || !settings.statusKeepsCodeState))
			return state(settings.statusKeepsCodeState ? 'VALID' : 'UNKNOWN');
		if (isVerified) {
			const isRight = entered === transaction.code && settings.rightCodeAgain === 'VALID';
			return state(isRight ? 'VALID' : 'INVALID');
		}
		const age = this.clock.now() - transaction.sentAt;
		if (codeLifetimeMs > 0 && age > codeLifetimeMs) return state('EXPIRED');
		if (entered !== '') {
			transaction.tries += 1;
			if (codeAttempts === 0 || transaction.tries <= codeAttempts)
				transaction.codeState = entered === transaction.code ? 'VALID' : 'INVALID';
		}
		const isOver = codeAttempts > 0 && transaction.tries > codeAttempts;
		return state(isOver ? 'MAX_ATTEMPTS_EXCEEDED' : transaction.codeState);
	}

	private complete(id: string, account: Account): Answer {
		if (!referenceId.test(id)) {
			const isParameter = this.settings.completionOfBadId === -10001;
			return this.refuse(isParameter ? errors.badReferenceId : errors.completionId, {
				reference_id: 'None',
				sub_resource: '',
			});
		}
		const found = this.find(id, account);
		if ('http' in found) return found;
		return {
			http: 200,
			body: {
				reference_id: found.id,
				sub_resource: found.channel,
				errors: [],
				status: this.statusNow(1900),
			},
		};
	}
}

/** Random digits; leading zeros count. */
function newCode(digits: number): string {
	return Array.from({ length: digits }, () => randomInt(10)).join('');
}

/** What the handset shows or says. */
function message(transaction: Transaction, to: string, form: Form): DeliveredMessage {
	const { channel, code } = transaction;
	const template =
		channel === 'sms'
			? (form.get('sms_message') ?? 'Your verification code: $$CODE$$')
			: (form.get('tts_message') ?? 'Hello. Your verification code is $$CODE$$.');
	const language = form.get('language') ?? (channel === 'voice' ? 'en-US' : undefined);
	const finalStatus = transaction.statuses[transaction.statuses.length - 1];
	return {
		reference_id: transaction.id,
		to,
		channel,
		text: template.split('$$CODE$$').join(code),
		code,
		...(language === undefined ? {} : { language }),
		sent_on: timestamp(transaction.sentAt),
		delivered: arrived.has(finalStatus),
		final_status: finalStatus,
		customer_id: transaction.customerId,
	};
}
