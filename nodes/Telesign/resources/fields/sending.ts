/** What the Send operations of several products share: their fields, and what becomes of an item. */
import { LANGUAGES, USE_CASES } from '../../api/fields/choices';
import { ownCode as checkOwnCode } from '../../api/fields/code';
import { isEmpty, refuse, type Check } from '../../api/fields/refusal';
import { message, SMS_MAX, TTS_MAX, webAddress, word } from '../../api/fields/text';
import { part, textOf } from '../../api/envelope';
import type { Product } from '../../api/product';
import type { Field, Operation } from '../../exchange/operation';
import { channelAndStatus } from '../transaction/item';
import { allowedCallingCodes, defaultCountry, options, phoneNumber, simplify } from './common';

/** A field that goes into the form under this name. */
export const inBody = (property: string): Pick<Field, 'routing'> => ({
	routing: { send: { type: 'body', property } },
});

/** What an AI agent is not to decide: n8n does not show it where the node is a tool. */
export const NOT_FOR_AGENTS: Field['displayOptions'] = { hide: { '@tool': [true] } };

/** Refuses a field that is empty while another one, which needs it, is filled in. */
export const neededBy =
	(other: { name: string; displayName: string }, check: Check): Check =>
	(value, name, others) =>
		isEmpty(value) && !isEmpty(others[other.name])
			? refuse(
					`'${name}' is empty, and '${other.displayName}' needs it`,
					'Fill in both or neither. If only some items have them, use an expression in each.',
				)
			: check(value, name, others);

/** What the code is for. */
export const useCase: Field = {
	displayName: 'Use Case',
	name: 'ucid',
	type: 'options',
	options: USE_CASES,
	default: 'ATCK',
	description: 'Why you send the code, which Telesign uses to rate risk',
	check: word((written) => written.toUpperCase()),
	...inBody('ucid'),
};

/** @param more what else is to be known of it */
export const endUserIp = (more = ''): Field => ({
	displayName: 'End User IP Address',
	name: 'originatingIp',
	type: 'string',
	default: '',
	placeholder: 'e.g. 203.0.113.7',
	description: `IP address of the person who asked for the code, not of your server.${more}`,
	check: word(),
	...inBody('originating_ip'),
});

export const YOU_CHECK_IT = 'You then have to check what the person types yourself.';

/**
 * A code in the place of one that Telesign makes.
 *
 * @param digits fewest and most that the product takes
 * @param then who compares it with what the person types
 */
export const ownCode = (digits: [fewest: number, most: number], then = YOU_CHECK_IT): Field => ({
	displayName: 'Own Code',
	name: 'verifyCode',
	type: 'string',
	default: '',
	placeholder: 'e.g. 04291',
	description: 'Digits to send instead of a code from Telesign. ' + then,
	displayOptions: NOT_FOR_AGENTS,
	check: checkOwnCode(...digits),
	...inBody('verify_code'),
});

/** Where Telesign sends the delivery reports of this one message. */
export const callbackUrl: Field = {
	displayName: 'Callback URL',
	name: 'callbackUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://n8n.example.com/webhook/5f0c6f0e/telesign',
	description:
		'Production URL of the Telesign Trigger that gets the delivery reports of this message. If empty, they go to the callback URL of your account.',
	displayOptions: NOT_FOR_AGENTS,
	check: webAddress,
	...inBody('callback_url'),
};

/** @param property its name on the wire */
export const smsMessage = (property: string): Field => ({
	displayName: 'SMS Message',
	name: 'smsMessage',
	type: 'string',
	typeOptions: { rows: 3 },
	default: '',
	placeholder: 'e.g. Your code for Example Shop is $$CODE$$',
	description:
		'Text of the SMS. Must contain $$CODE$$, which Telesign replaces with the code. Keep it within 160 characters unless Telesign has raised your limit.',
	builderHint: {
		propertyHint: 'Literal text with $$CODE$$ in it. Never make up a code in the workflow.',
	},
	check: message(SMS_MAX, 'verifyCode'),
	...inBody(property),
});

/** What is spoken. */
export const voiceMessage: Field = {
	displayName: 'Voice Message',
	name: 'ttsMessage',
	type: 'string',
	typeOptions: { rows: 3 },
	default: '',
	placeholder: 'e.g. Hello, your code is $$CODE$$. Once more: $$CODE$$',
	description:
		'Text to speak in a call. Must contain $$CODE$$, which Telesign replaces with the code, and Language must be added too. A line break makes a long pause, a colon a short one.',
	check: message(TTS_MAX, 'verifyCode'),
	...inBody('tts_message'),
};

/** Of what is spoken: a text of one's own needs it. */
export const spokenLanguage: Field = {
	displayName: 'Language',
	name: 'language',
	type: 'options',
	options: LANGUAGES,
	default: 'en-US',
	description:
		"Language of your Voice Message, or of Telesign's standard message. Defaults to US English. For a language that is not listed, use an expression with its tag, such as tr-TR; Telesign falls back to a default if it doesn't have it.",
	check: neededBy(voiceMessage, word()),
	...inBody('language'),
};

/** What all Send operations have in common: each reaches a person. */
export const send = {
	value: 'send',
	name: 'Send Code',
	does: 'send the code',
	done: 'sent',
	ifAnswerIsLost: {
		mayHaveHappened: 'The code may have been sent',
		findOut:
			'Nothing is sent again automatically. Ask the person, or look at the reports in the Telesign portal, before you run this item again.',
	},
};

/** The fields that are not for everybody. */
export const additionalFields = (fields: Field[]): Field => ({
	displayName: 'Additional Fields',
	name: 'additionalFields',
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	description: 'What else is sent to Telesign. Fields that you do not add are not sent.',
	options: fields,
});

/** What differs between the Send operations of the products of `/v1/verify`. */
interface Sending {
	product: Product;
	url: string;
	action: string;
	description: string;
	/** Sorted by their display names. */
	additionalFields: Field[];
}

/**
 * Send: one code to one number, as a form. It is a result if Telesign has taken it: some accounts learn
 * of a block in this answer, others later (Telesign OpenAPI `sms-verify-api-callbacks.json`).
 */
export const sending = ({
	product,
	url,
	action,
	description,
	additionalFields: fields,
}: Sending): Operation => ({
	...send,
	action,
	description,
	product,
	request: {
		method: 'POST',
		url,
		headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
	},
	fields: [
		phoneNumber,
		allowedCallingCodes,
		additionalFields(fields),
		simplify,
		options(defaultCountry),
	],

	// Without a reference ID there is nothing to check the code with.
	isResult: ({ referenceId, meaning: { state } }) =>
		referenceId !== undefined && state !== 'blocked' && state !== 'failed',

	toItem(answer, { phoneNumber: to }) {
		const { json, referenceId } = answer;
		const optional = {
			phone_type: textOf(part(json, 'phone_type').description),
			carrier: textOf(part(json, 'carrier').name),
			risk_recommendation: textOf(part(json, 'risk').recommendation),
		};
		return {
			reference_id: referenceId ?? null,
			phone_number: to as string,
			...channelAndStatus(answer),
			...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
		};
	},
});
