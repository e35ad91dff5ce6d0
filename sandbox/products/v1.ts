/**
 * `/v1/verify`: what Smart Verify, SMS Verify and Voice Verify share, which is all but the fields of a
 * send. Source: Telesign OpenAPI sms-verify-api.json and voice-verify-api.json; for the callbacks
 * sms-verify-api-callbacks.json. What they leave open is in `sandbox/settings.json` and docs/telesign.md.
 */
import type { Account } from '../accounts';
import { isCallbackUrl } from '../core/callbacks';
import { timestamp } from '../core/clock';
import { judge, newCode, type Passcode } from '../core/code';
import { errors, refuse, type Refusal } from '../core/errors';
import type { DeliveredMessage, Fate } from '../core/inbox';
import { isFinal, textOf } from '../core/texts';
import { arrived, blockStatuses, onItsWay, phoneTypes, type Journey } from '../numbers';
import type { AccountFeature, Settings } from '../settings';
import { newId, passage, Store, type Answer, type Call, type Route, type World } from './product';

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
	/** What its fields have to look like. */
	fields(settings: Settings): Readonly<Record<string, RegExp>>;
	/** Two fields of which each requires the other. */
	pair?: [string, string];
	/** Fields with few values; for another value see the setting `unknownValue`. */
	words: Readonly<Record<string, RegExp>>;
	channelOf(journey: Journey, form: Form): V1Channel;
	/** What is shown or said, with `$$CODE$$`. */
	textOf(form: Form, channel: V1Channel): string;
	/** Whether a number blocked for its risk gets the message all the same. */
	liftsRisk(form: Form): boolean;
	riskStatus(channel: V1Channel, settings: Settings): number;
	/** In the answer to a send. */
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

/** At most so many characters. */
export const upTo = (length: number) => new RegExp(`^.{0,${length}}$`, 'su');

/** Country codes by their length; enough to split a number as `numbering` does. */
const countryCode = /^(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/;

/** Blocks that come without a block list: number deactivated, country, prefix. */
const accountBlocks: readonly number[] = [232, 237, 238];

/** How many characters of a text the inbox keeps. */
const shownLength = 64 * 1024;

const statusAt = (code: number, at: number) => {
	return { code, description: textOf(code), updated_on: timestamp(at) };
};

/** A refusal, by default as of what is not there. */
export function refused(
	{ http, status, code, description, signatureString }: Refusal,
	now: number,
	ids: object = { reference_id: newId(), sub_resource: '' },
): Answer {
	const signature = signatureString === undefined ? {} : { signature_string: signatureString };
	const error = { errors: [{ code, description }], status: statusAt(status, now) };
	return { http, body: { ...ids, ...signature, ...error } };
}

/** The routes of these products, and of what they share. */
export function v1(world: World, products: readonly V1Product[]): Route[] {
	const { settings, clock, inbox, callbacks } = world;
	const transactions = new Store<Transaction>(world, 200_000);

	/** When the statuses of a transaction come, in milliseconds after it was sent. */
	const stepsOf = (channel: V1Channel) =>
		channel === 'sms'
			? [0, settings.smsGatewayMs, settings.smsFinalMs]
			: [0, settings.voiceFinalMs];

	/** Which of its statuses a transaction has now. */
	function stepOf({ channel, sentAt, statuses }: Transaction): number {
		const passed = stepsOf(channel).filter((ms) => clock.now() - sentAt >= ms).length;
		return Math.max(0, Math.min(statuses.length, passed) - 1);
	}

	/** The state of a code when none is entered. */
	const codeStateOf = ({ state }: Passcode) => (settings.statusKeepsCodeState ? state : 'UNKNOWN');

	function envelope(transaction: Transaction, subResource: string) {
		const { id, channel, sentAt, statuses } = transaction;
		const step = stepOf(transaction);
		const status = statusAt(statuses[step], sentAt + stepsOf(channel)[step]);
		return { reference_id: id, sub_resource: subResource, errors: [], status };
	}

	function send(product: V1Product, call: Call): Answer {
		const { request, account } = call;
		const [mediaType] = String(request.headers['content-type'] ?? '').split(';');
		const isForm = mediaType.trim().toLowerCase() === 'application/x-www-form-urlencoded';
		const form = isForm ? readForm(request.body) : refuse(errors.badRequest);
		// A leading + is removed: one of Telesign's samples sends it.
		const to = (form.get('phone_number') ?? '').replace(/^\+/, '');
		call.to = to;
		if (to === '') refuse(errors.missingParameter, { name: 'phone_number' });
		if (!/^[1-9]\d{6,14}$/.test(to)) refuse(errors.badPhoneNumber);
		const name = wrongField(product, form, settings);
		const value = form.get(name ?? '');
		if (name !== undefined && value === undefined) refuse(errors.missingParameter, { name });
		if (name !== undefined) refuse(errors.badParameter, { name, value: value! });
		const { journey, fault } = passage(world, account, to, product.title);
		if (!journey) return { http: 200, body: {}, fault };

		const channel = product.channelOf(journey, form);
		const isLifted = journey.block === 'risk' && product.liftsRisk(form);
		const block = isLifted ? undefined : journey.block;
		const own = product.takesOwnCode(settings) ? form.get('verify_code') : undefined;
		const sentAt = clock.now();
		const code = own ?? newCode(settings, product.codeDigits);
		const transaction: Transaction = {
			id: newId(),
			product,
			account,
			sentAt,
			channel,
			statuses: statusesOf(product, journey, channel, block, settings),
			passcode: { code, isOwn: own !== undefined, sentAt, tries: 0, state: 'UNKNOWN', entered: '' },
		};
		transactions.add(transaction);
		show(transaction, to, form, block === undefined);
		void report(transaction, form.get('callback_url'));
		const body = {
			...envelope(transaction, product.subResource(channel)),
			...product.more(form),
			...extras(product, settings, journey, to),
		};
		return { http: 200, body, fault };
	}

	/** Puts a message into the inbox, or what was blocked. */
	function show(transaction: Transaction, to: string, form: Form, isFree: boolean): void {
		const { statuses, product, sentAt } = transaction;
		const last = statuses[statuses.length - 1];
		const isSent = isFree && onItsWay.has(statuses[0]) && !accountBlocks.includes(last);
		const fate = (): Fate => {
			const code = statuses[stepOf(transaction)];
			const ended = !isSent ? 'blocked' : arrived.has(last) ? 'arrived' : 'lost';
			const isOver = code === last && isFinal(code);
			return { kind: isOver ? ended : 'on its way', code, text: textOf(code) };
		};
		const message = isSent ? messageOf(transaction, to, form) : undefined;
		inbox.add({ to, sent_on: timestamp(sentAt), product: product.name, message, fate });
	}

	/** Posts the statuses that follow the answer, if there is somewhere to post to. */
	async function report(transaction: Transaction, ownUrl: string | undefined): Promise<void> {
		const { product, account, channel, sentAt, statuses, passcode, id } = transaction;
		const url = (product.takesCallbackUrl ? ownUrl : undefined) ?? settings.callbackUrl;
		if (url === null) return;
		const { callbackStatuses, accountFeatures } = settings;
		// The network that is kept for tests (ITU-T E.212), and a price that nobody pays.
		const network = { price: '0.0100', mnc: '01', mcc: '001', currency: 'USD' };
		const info = channel === 'sms' ? { message_parts_count: 1, ...network } : network;
		const steps = stepsOf(channel);
		for (const [step, code] of statuses.entries()) {
			if (step === 0 || (callbackStatuses === 'final' && !isFinal(code))) continue;
			const at = sentAt + steps[step];
			// Names and order as in Telesign OpenAPI sms-verify-api-callbacks.json.
			await callbacks.send({ account, url }, at, () => ({
				status: statusAt(code, at),
				submit_timestamp: timestamp(sentAt),
				errors: [],
				reference_id: id,
				verify: { code_state: codeStateOf(passcode), code_entered: null },
				sub_resource: channel === 'sms' ? 'sms' : 'call',
				additional_info: accountFeatures.includes('additional_info') ? info : undefined,
			}));
		}
	}

	function status(call: Call): Answer {
		const found = transactions.find(call);
		const entered = readForm(Buffer.from(call.request.query)).get('verify_code') ?? '';
		const { passcode, channel } = found;
		const state =
			entered === '' ? codeStateOf(passcode) : judge(settings, passcode, entered, clock.now());
		const verify = { code_state: state, code_entered: passcode.entered };
		return { http: 200, body: { ...envelope(found, channel === 'sms' ? 'sms' : 'call'), verify } };
	}

	function refuseStatus(refusal: Refusal, id: string, about?: Transaction): Answer {
		const { product, channel } = about ?? {};
		const subResource = product ? product.subResource(channel!) : '';
		const ids = { reference_id: id, sub_resource: subResource };
		if (refusal === errors.badReferenceId) ids.reference_id = 'None';
		const own = product ? { ...refusal, status: product.expired } : refusal;
		const none = { reference_id: null, sub_resource: null };
		return refused(own, clock.now(), refusal.http === 401 ? none : ids);
	}

	function complete(call: Call): Answer {
		const { id, channel } = transactions.find(call);
		const status = statusAt(1900, clock.now());
		return { http: 200, body: { reference_id: id, sub_resource: channel, errors: [], status } };
	}

	function refuseCompletion(refusal: Refusal, id: string): Answer {
		const { onCompletion = refusal.description } = refusal;
		const ids = { reference_id: id, sub_resource: 'voice' };
		return refused({ ...refusal, description: onCompletion }, clock.now(), ids);
	}

	const sends = products.map((product): Route => {
		return {
			method: 'POST',
			path: new RegExp(`^/v1/verify/${product.name}$`),
			product: product.name,
			isSend: true,
			answer: (call) => send(product, call),
			refuse(refusal) {
				const status = refusal.status === 501 ? product.unauthorized : refusal.status;
				const ids = { reference_id: newId(), sub_resource: product.name };
				return refused({ ...refusal, status }, clock.now(), ids);
			},
		};
	});
	// `/v1/verify/smart` is also the path of a status; what sends goes first.
	return [
		...sends,
		{
			method: 'PUT',
			path: /^\/v1\/verify\/completion\/([^/]+)$/,
			answer: complete,
			refuse: refuseCompletion,
		},
		{
			method: 'GET',
			path: /^\/v1\/verify\/(?!completion$)([^/]+)$/,
			answer: status,
			refuse: (refusal, id, about) => refuseStatus(refusal, id, about as Transaction),
		},
	];
}

/**
 * Reads form data strictly, the last one of a name: Telesign "accepts only UTF-8" (Telesign OpenAPI
 * smart-verify-api.json), where usual parsers replace what they cannot read.
 */
function readForm(bytes: Buffer): Form {
	const unescape = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));
	try {
		const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
		const pairs = text.split('&').map((pair) => pair.split('='));
		return new Map(pairs.map(([name, ...value]) => [unescape(name), unescape(value.join('='))]));
	} catch {
		return refuse(errors.badRequest);
	}
}

/** Name of the first field that is missing or wrong; phone number aside. */
function wrongField(product: V1Product, form: Form, settings: Settings): string | undefined {
	const isWrong = ([name, pattern]: [string, RegExp]) =>
		form.has(name) && !pattern.test(form.get(name)!);
	if (product.takesOwnCode(settings) && isWrong(['verify_code', product.ownCode]))
		return 'verify_code';
	const url = form.get('callback_url');
	if (product.takesCallbackUrl && url !== undefined && !isCallbackUrl(url)) return 'callback_url';
	const fields = Object.entries(product.fields(settings));
	const words = settings.unknownValue === 'refused' ? Object.entries(product.words) : [];
	const alone = product.pair?.filter((name) => !form.has(name)) ?? [];
	const lacking = alone.length === 1 ? alone[0] : undefined;
	return fields.find(isWrong)?.[0] ?? lacking ?? words.find(isWrong)?.[0];
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
	const { blocks } = settings;
	const isAtOnce = blocks === 'by product' ? product.blocksAtOnce : blocks === 'at once';
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
function messageOf(transaction: Transaction, to: string, form: Form): DeliveredMessage {
	const { id, product, channel, passcode, statuses, sentAt, account } = transaction;
	const { code } = passcode;
	const language = form.get('language') ?? (channel === 'voice' ? 'en-US' : undefined);
	const final_status = statuses[statuses.length - 1];
	const text = product.textOf(form, channel).replaceAll('$$CODE$$', () => code);
	return {
		reference_id: id,
		to,
		channel,
		text: text.slice(0, shownLength),
		code,
		...(language === undefined ? {} : { language }),
		sent_on: timestamp(sentAt),
		delivered: arrived.has(final_status),
		final_status,
		customer_id: account.customerId,
	};
}

/** The parts of an answer that depend on what is switched on for the account. */
function extras(product: V1Product, settings: Settings, journey: Journey, to: string) {
	const [country_code] = countryCode.exec(to) ?? [''];
	const phone_number = to.slice(country_code.length);
	const { length } = phone_number;
	const lengths = { max_length: length, min_length: length };
	const cleansed = { cleansed_code: 100, country_code, ...lengths, phone_number };
	const risks = {
		block: { level: 'high', recommendation: 'block', score: 900 },
		flag: { level: 'medium', recommendation: 'flag', score: 501 },
		allow: { level: 'low', recommendation: 'allow', score: 101 },
	};
	const { phone, block, risk = 'allow' } = journey;
	const parts = {
		numbering: {
			original: { phone_number, complete_phone_number: to, country_code },
			cleansing: { call: cleansed, sms: cleansed },
		},
		phone_type: { code: phoneTypes[phone], description: phone },
		carrier: { carrier_id: '1', name: 'Sandbox Telecom' },
		risk: risks[block === 'risk' ? 'block' : risk],
		additional_info: undefined,
	};
	const has = product.features.filter((feature) => settings.accountFeatures.includes(feature));
	return Object.fromEntries(has.map((feature) => [feature, parts[feature]]));
}
