/**
 * `/v1/verify`: what Smart Verify, SMS Verify and Voice Verify share, which is all but the fields of a
 * send. Source: Telesign OpenAPI sms-verify-api.json and voice-verify-api.json; for the callbacks
 * sms-verify-api-callbacks.json. What they leave open is in `sandbox/settings.ts` and docs/telesign.md.
 */
import type { Account } from '../accounts';
import type { ApiRequest } from '../core/auth';
import { isCallbackUrl } from '../core/callbacks';
import { timestamp } from '../core/clock';
import { judge, newPasscode, type Passcode } from '../core/code';
import { errors, withText, type Refusal } from '../core/errors';
import { readForm } from '../core/form';
import type { DeliveredMessage, Fate } from '../core/inbox';
import { isFinal, textOf } from '../core/texts';
import { arrived, blockStatuses, onItsWay, phoneTypes, type Journey } from '../numbers';
import type { AccountFeature, Settings } from '../settings';
import {
	example,
	isReferenceId,
	newId,
	passage,
	Store,
	type Answer,
	type Route,
	type World,
} from './product';

export type Form = ReadonlyMap<string, string>;
export type V1Channel = 'sms' | 'voice';

/** A product of `/v1/verify`: what is different about it. */
export interface V1Product {
	/** Last part of its path, and `sub_resource` of its errors. */
	name: 'smart' | 'sms' | 'call';
	/** As error -40008 writes it. */
	title: string;
	/** Digits of a code that Telesign makes. */
	codeDigits: number;
	ownCode: RegExp;
	/** Whether `verify_code` is read at all. */
	takesOwnCode(settings: Settings): boolean;
	takesCallbackUrl: boolean;
	/** `status.code` of a 401 about who you are, and beside -10004. */
	unauthorized: 500 | 501;
	expired: 500 | 599;
	/** Whether the answer to a send names a block, unless the settings say. */
	blocksAtOnce: boolean;
	/** Optional parts of the answer to a send that it can have. */
	features: readonly AccountFeature[];
	/** Name of the first field that Telesign refuses; phone number and own code aside. */
	wrongField(form: Form, settings: Settings): string | undefined;
	channelOf(journey: Journey, form: Form): V1Channel;
	/** What is shown or said, with `$$CODE$$`. */
	textOf(form: Form, channel: V1Channel): string;
	/** Whether a block that the number has is lifted. */
	isLifted(block: Journey['block'], form: Form): boolean;
	riskStatus(channel: V1Channel, settings: Settings): number;
	subResource(channel: V1Channel): string;
	/** More parts of the answer to a send. */
	more(form: Form): Record<string, unknown>;
}

interface Transaction {
	id: string;
	product: V1Product;
	account: Account;
	sentAt: number;
	channel: V1Channel;
	statuses: readonly number[];
	passcode: Passcode;
}

/** Country codes by their length; enough to split a number as `numbering` does. */
const countryCode = /^(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/;

/** An `is_primary`, `sim_swap_check` or `ignore_risk`; some SDKs write a capital letter. */
export const isTrue = (text: string | undefined) => /^true$/i.test(text ?? '');

export const isFlag = (text: string | undefined) =>
	text === undefined || /^(true|false)$/i.test(text);

/** At most so many characters, if it is there. */
export const isShort = (text: string | undefined, longest: number) =>
	[...(text ?? '')].length <= longest;

/** Blocks that come without a block list: number deactivated, country, prefix. */
const accountBlocks: readonly number[] = [232, 237, 238];

/** How many characters of a text the inbox keeps. */
const shownLength = 64 * 1024;

export class V1 {
	private readonly transactions = new Store<Transaction>(200_000);

	constructor(private readonly world: World) {}

	reset(): void {
		this.transactions.clear();
	}

	/** The routes of these products, and of what they share. */
	routes(products: readonly V1Product[]): Route[] {
		const sends = products.map((product): Route => {
			return {
				method: 'POST',
				path: new RegExp(`^/v1/verify/${product.name}$`),
				answer: (request) => this.send(product, request),
				refuse: (refusal) => this.refuseSend(product, refusal),
			};
		});
		return [
			...sends,
			{
				method: 'PUT',
				path: /^\/v1\/verify\/completion\/([^/]+)$/,
				answer: (request, id) => this.complete(request, id),
				refuse: (refusal, id) => this.refuseCompletion(refusal, id),
			},
			{
				method: 'GET',
				path: /^\/v1\/verify\/(?!completion$)([^/]+)$/,
				answer: (request, id) => this.status(request, id),
				refuse: (refusal, id) => this.refuseStatus(refusal, id),
			},
		];
	}

	/** An answer to what is not there, or too large. */
	refuse(refusal: Refusal, ids: object = { reference_id: newId(), sub_resource: '' }): Answer {
		const { http, status, code, description, signatureString } = refusal;
		return {
			http,
			body: {
				...ids,
				...(signatureString === undefined ? {} : { signature_string: signatureString }),
				errors: [{ code, description }],
				status: this.statusNow(status),
			},
		};
	}

	private refuseSend(product: V1Product, refusal: Refusal): Answer {
		return this.refuse(refusal, { reference_id: newId(), sub_resource: product.name });
	}

	private refuseStatus(refusal: Refusal, id: string, found?: Transaction): Answer {
		if (refusal === errors.badReferenceId)
			return this.refuse(refusal, { reference_id: 'None', sub_resource: '' });
		if (refusal.http === 401)
			return this.refuse(refusal, { reference_id: null, sub_resource: null });
		const { product, channel } = found ?? {};
		const subResource = product ? product.subResource(channel!) : '';
		return this.refuse(refusal, { reference_id: id, sub_resource: subResource });
	}

	private refuseCompletion(refusal: Refusal, id: string): Answer {
		const { onCompletion = refusal.description } = refusal;
		const ids = { reference_id: id, sub_resource: 'voice' };
		return this.refuse({ ...refusal, description: onCompletion }, ids);
	}

	private statusNow(code: number, at = this.world.clock.now()) {
		return { code, description: textOf(code), updated_on: timestamp(at) };
	}

	/** A refusal at the door, as a product says it. */
	private atTheDoor(refusal: Refusal, { headers }: ApiRequest, product?: V1Product): Refusal {
		const host = String(headers.host).replace(/:\d+$/, '');
		const { status } = refusal;
		const own = status === 501 && product ? product.unauthorized : status;
		return { ...withText(refusal, { host }), status: own };
	}

	private send(product: V1Product, request: ApiRequest): Answer {
		const { gate, inbox } = this.world;
		const entry = gate.admit(request, product.name, true);
		if (entry.kind === 'refused')
			return this.refuseSend(product, this.atTheDoor(entry.refusal, request, product));
		const [mediaType] = String(request.headers['content-type'] ?? '').split(';');
		const isForm = mediaType.trim().toLowerCase() === 'application/x-www-form-urlencoded';
		const form = isForm ? readForm(request.body) : undefined;
		if (!form) return this.refuseSend(product, errors.badRequest);

		// A leading + is taken off: one of Telesign's samples sends it.
		const to = (form.get('phone_number') ?? '').replace(/^\+/, '');
		const refuse = (refusal: Refusal): Answer => {
			inbox.refuse(to, product.name, refusal.code, refusal.description);
			return this.refuseSend(product, refusal);
		};
		const wrong = this.wrongField(product, form, to);
		if (wrong) return refuse(wrong);
		const way = passage(this.world, entry.account, to);
		if (way.kind === 'refused') return refuse(example(way.refusal, to, product.title));
		if (way.kind === 'lost') return { http: 200, body: {}, fault: way.fault };
		const body = this.start(product, way.journey, to, form, entry.account);
		return { http: 200, body, fault: way.fault };
	}

	/** The first field that is missing or wrong. */
	private wrongField(product: V1Product, form: Form, to: string): Refusal | undefined {
		const { settings } = this.world;
		if (to === '') return withText(errors.missingParameter, { name: 'phone_number' });
		if (!/^[1-9]\d{6,14}$/.test(to)) return errors.badPhoneNumber;
		const ownCode = product.takesOwnCode(settings) ? form.get('verify_code') : undefined;
		const url = form.get('callback_url');
		const isNoUrl = product.takesCallbackUrl && url !== undefined && !isCallbackUrl(url);
		const isNoCode = ownCode !== undefined && !product.ownCode.test(ownCode);
		const name = isNoCode
			? 'verify_code'
			: isNoUrl
				? 'callback_url'
				: product.wrongField(form, settings);
		if (name === undefined) return undefined;
		const value = form.get(name);
		const refusal = value === undefined ? errors.missingParameter : errors.badParameter;
		return withText(refusal, { name, value: value ?? '' });
	}

	/** Starts a transaction and delivers its message; returns the body of the answer. */
	private start(
		product: V1Product,
		journey: Journey,
		to: string,
		form: Form,
		account: Account,
	): Record<string, unknown> {
		const { settings, clock } = this.world;
		const channel = product.channelOf(journey, form);
		const block = product.isLifted(journey.block, form) ? undefined : journey.block;
		const ownCode = product.takesOwnCode(settings) ? form.get('verify_code') : undefined;
		const sentAt = clock.now();
		const transaction: Transaction = {
			id: newId(),
			product,
			account,
			sentAt,
			channel,
			statuses: statusesOf(product, journey, channel, block, settings),
			passcode: newPasscode(settings, ownCode, product.codeDigits, sentAt),
		};
		this.transactions.add(transaction);
		this.show(transaction, to, form, block === undefined);
		this.report(transaction, form);
		return {
			...this.envelope(transaction, product.subResource(channel)),
			...product.more(form),
			...extras(product, settings, journey, to),
		};
	}

	/** Puts a message into the inbox, or what was blocked. */
	private show(transaction: Transaction, to: string, form: Form, isFree: boolean): void {
		const { statuses, product, sentAt } = transaction;
		const last = statuses[statuses.length - 1];
		const isSent = isFree && onItsWay.has(statuses[0]) && !accountBlocks.includes(last);
		this.world.inbox.add({
			to,
			sent_on: timestamp(sentAt),
			product: product.name,
			...(isSent ? { message: message(transaction, to, form) } : {}),
			fate: () => {
				const code = statuses[this.step(transaction)];
				const isOver = code === last && isFinal(code);
				const ended = !isSent ? 'blocked' : arrived.has(last) ? 'arrived' : 'lost';
				const kind: Fate['kind'] = isOver ? ended : 'on its way';
				return { kind, code, text: textOf(code) };
			},
		});
	}

	/** When the statuses of a transaction come, in milliseconds after it was sent. */
	private steps(channel: V1Channel): number[] {
		const { smsGatewayMs, smsFinalMs, voiceFinalMs } = this.world.settings;
		return channel === 'sms' ? [0, smsGatewayMs, smsFinalMs] : [0, voiceFinalMs];
	}

	/** Which of its statuses a transaction has now. */
	private step({ channel, sentAt, statuses }: Transaction): number {
		const age = this.world.clock.now() - sentAt;
		const passed = this.steps(channel).filter((ms) => age >= ms).length;
		return Math.max(0, Math.min(statuses.length, passed) - 1);
	}

	private envelope(transaction: Transaction, subResource: string) {
		const { id, channel, sentAt, statuses } = transaction;
		const step = this.step(transaction);
		return {
			reference_id: id,
			sub_resource: subResource,
			errors: [],
			status: this.statusNow(statuses[step], sentAt + this.steps(channel)[step]),
		};
	}

	/** Has the statuses that follow the answer reported, if there is somewhere to report to. */
	private report(transaction: Transaction, form: Form): void {
		const { settings, callbacks } = this.world;
		const { product, account, channel, sentAt, statuses } = transaction;
		const own = product.takesCallbackUrl ? form.get('callback_url') : undefined;
		const url = own ?? settings.callbackUrl;
		if (url === null) return;
		const steps = this.steps(channel);
		const reports = statuses
			.map((code, step) => ({ code, at: sentAt + steps[step] }))
			.slice(1)
			.filter(({ code }) => settings.callbackStatuses === 'every' || isFinal(code))
			.map(({ code, at }) => ({ at, body: () => this.callbackBody(transaction, code, at) }));
		void callbacks.send({ account, url }, reports);
	}

	/** Names and order as in Telesign OpenAPI sms-verify-api-callbacks.json. */
	private callbackBody({ id, channel, sentAt, passcode }: Transaction, code: number, at: number) {
		// The network that is kept for tests (ITU-T E.212), and a price that nobody pays.
		const network = { price: '0.0100', mnc: '01', mcc: '001', currency: 'USD' };
		return {
			status: this.statusNow(code, at),
			submit_timestamp: timestamp(sentAt),
			errors: [],
			reference_id: id,
			verify: { code_state: this.codeState(passcode), code_entered: null },
			sub_resource: channel === 'sms' ? 'sms' : 'call',
			...(this.world.settings.accountFeatures.includes('additional_info')
				? {
						additional_info: channel === 'sms' ? { message_parts_count: 1, ...network } : network,
					}
				: {}),
		};
	}

	/** The state of a code when none is entered. */
	private codeState(passcode: Passcode): Passcode['state'] {
		return this.world.settings.statusKeepsCodeState ? passcode.state : 'UNKNOWN';
	}

	/** The transaction of an ID, or why it cannot be had. */
	private find(
		id: string,
		account: Account,
	): { kind: 'found'; found: Transaction } | { kind: 'lost'; refusal: Refusal; old?: Transaction } {
		const found = this.transactions.get(id);
		if (!isReferenceId(id)) return { kind: 'lost', refusal: errors.badReferenceId };
		if (found?.account.customerId !== account.customerId)
			return { kind: 'lost', refusal: errors.unknownReferenceId };
		const { clock, settings } = this.world;
		if (clock.now() - found.sentAt <= settings.retentionMs) return { kind: 'found', found };
		const status = found.product.expired;
		return { kind: 'lost', refusal: { ...errors.expiredReferenceId, status }, old: found };
	}

	private status(request: ApiRequest, id: string): Answer {
		const { gate, settings, clock } = this.world;
		const entry = gate.admit(request, undefined, false);
		if (entry.kind === 'refused')
			return this.refuseStatus(this.atTheDoor(entry.refusal, request), id);
		const search = this.find(id, entry.account);
		if (search.kind === 'lost') return this.refuseStatus(search.refusal, id, search.old);
		const query = readForm(Buffer.from(request.query));
		const { found } = search;
		if (!query) return this.refuseStatus(errors.badRequest, id, found);
		const entered = query.get('verify_code') ?? '';
		const { passcode, channel } = found;
		const state =
			entered === '' ? this.codeState(passcode) : judge(settings, passcode, entered, clock.now());
		return {
			http: 200,
			body: {
				...this.envelope(found, channel === 'sms' ? 'sms' : 'call'),
				verify: { code_state: state, code_entered: passcode.entered },
			},
		};
	}

	private complete(request: ApiRequest, id: string): Answer {
		const entry = this.world.gate.admit(request, undefined, false);
		if (entry.kind === 'refused')
			return this.refuseCompletion(this.atTheDoor(entry.refusal, request), id);
		const search = this.find(id, entry.account);
		if (search.kind === 'lost') return this.refuseCompletion(search.refusal, id);
		const { found } = search;
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

/** The statuses that a send goes through. */
function statusesOf(
	product: V1Product,
	journey: Journey,
	channel: V1Channel,
	block: Journey['block'],
	settings: Settings,
): number[] {
	const isSms = channel === 'sms';
	// A phone without SMS, asked to take one.
	const usual = isSms ? (journey.sms ?? [290, 222]) : journey.voice;
	const inProgress = isSms ? 290 : 103;
	const isAtOnce =
		settings.blocks === 'by product' ? product.blocksAtOnce : settings.blocks === 'at once';
	if (block) {
		const byChannel = blockStatuses[block][isSms ? 0 : 1];
		const status = block === 'risk' ? product.riskStatus(channel, settings) : byChannel;
		return isAtOnce ? [status] : [inProgress, status];
	}
	// 2000 is a status of Smart Verify alone.
	if (usual[0] === 2000 && product.name !== 'smart') return [inProgress, ...usual.slice(1)];
	return accountBlocks.includes(usual[0]) && !isAtOnce ? [inProgress, ...usual] : [...usual];
}

/** What the handset shows or says. */
function message(transaction: Transaction, to: string, form: Form): DeliveredMessage {
	const { product, channel, passcode, statuses, sentAt } = transaction;
	const language = form.get('language') ?? (channel === 'voice' ? 'en-US' : undefined);
	const finalStatus = statuses[statuses.length - 1];
	const text = product.textOf(form, channel).replaceAll('$$CODE$$', () => passcode.code);
	return {
		reference_id: transaction.id,
		to,
		channel,
		text: text.slice(0, shownLength),
		code: passcode.code,
		...(language === undefined ? {} : { language }),
		sent_on: timestamp(sentAt),
		delivered: arrived.has(finalStatus),
		final_status: finalStatus,
		customer_id: transaction.account.customerId,
	};
}

/** The parts of an answer that depend on what is switched on for the account. */
function extras(product: V1Product, settings: Settings, journey: Journey, to: string) {
	const [country] = countryCode.exec(to) ?? [''];
	const national = to.slice(country.length);
	const cleansed = {
		cleansed_code: 100,
		country_code: country,
		max_length: national.length,
		min_length: national.length,
		phone_number: national,
	};
	const risks = {
		block: { level: 'high', recommendation: 'block', score: 900 },
		flag: { level: 'medium', recommendation: 'flag', score: 501 },
		allow: { level: 'low', recommendation: 'allow', score: 101 },
	};
	const { phone, block, risk = 'allow' } = journey;
	const parts: Record<string, unknown> = {
		numbering: {
			original: { phone_number: national, complete_phone_number: to, country_code: country },
			cleansing: { call: cleansed, sms: cleansed },
		},
		phone_type: { code: phoneTypes[phone], description: phone },
		carrier: { carrier_id: '1', name: 'Sandbox Telecom' },
		risk: risks[block === 'risk' ? 'block' : risk],
	};
	const has = (name: string) =>
		[product.features, settings.accountFeatures].every((features) =>
			features.some((feature) => feature === name),
		);
	return Object.fromEntries(Object.entries(parts).filter(([name]) => has(name)));
}
