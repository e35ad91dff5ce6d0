import { methods as checkMethods, METHODS, methodsIn } from '../../api/fields/methods';
import { isEmpty, refuse, type Check } from '../../api/fields/refusal';
import { matching, word } from '../../api/fields/text';
import { LANGUAGES } from '../../api/fields/choices';
import { verification } from '../../api/product';
import { isOpen, processStateOf } from '../../api/verification';
import type { Field, Operation } from '../../exchange/operation';
import {
	allowedCallingCodes,
	defaultCountry,
	options,
	phoneNumber,
	simplify,
} from '../fields/common';
import { additionalFields, callbackUrl, inBody, ownCode, send as anySend } from '../fields/sending';
import { progressOf } from './item';

const METHODS_FIELD = 'methods';

/** How the code goes to the person: one method after the other. */
const methods: Field = {
	displayName: 'Methods',
	name: METHODS_FIELD,
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true, multipleValueButtonText: 'Add Method' },
	default: {},
	placeholder: 'Add Method',
	description:
		'How Telesign tries to reach the person, in this order: up to 3 methods in 5 minutes. If empty, Telesign chooses. Your account must have each method.',
	options: [
		{
			displayName: 'Method',
			name: 'values',
			values: [
				{
					displayName: 'Method',
					name: 'method',
					type: 'options',
					options: Object.entries(METHODS).map(([value, name]) => ({ name, value })),
					default: 'sms',
					description: 'Email needs Email under Additional Fields',
				},
				{
					displayName: 'Fall Back After (Seconds)',
					name: 'fallbackTime',
					type: 'number',
					typeOptions: { minValue: 0, maxValue: 300 },
					default: 0,
					description:
						'How long to wait before the next method, from 30 to 300 seconds. Set 0 to leave it to Telesign: 60 seconds, or 120 for email. The last method gets the rest of the 5 minutes.',
				},
			],
		},
	],
	check: checkMethods,
	...inBody('verification_policy'),
};

const needsPhone = (method: string) => method !== 'email';

/** Needed unless email is the only method. */
const checkPhoneNumber: Check = (value, name, others) => {
	const used = methodsIn(others[METHODS_FIELD]);
	if (!isEmpty(value) || used.length === 0) return phoneNumber.check!(value, name, others);
	const needing = used.find(needsPhone);
	return needing
		? refuse(
				`'${name}' is empty, and the method ${METHODS[needing] ?? needing} needs it`,
				'Enter it, or use only Email.',
			)
		: { value: undefined };
};

const checkEmail: Check<string | undefined> = (value, name, others) =>
	isEmpty(value) && methodsIn(others[METHODS_FIELD]).includes('email')
		? refuse(
				`'${name}' is empty, and the method Email needs it`,
				`Add '${name}' under Additional Fields, or remove the method.`,
			)
		: matching(/^[^@\s]+@[^@\s]+$/, 'an email address')(value, name, others);

/**
 * Send of the Verify API: starts a verification. Source: Telesign OpenAPI `verify-api.json`, version
 * 1.1.0, `POST /verification`; `callback_url` is implied by its status 3203.
 */
export const send: Operation = {
	...anySend,
	action: 'Send verification code by chosen methods',
	description:
		'Send a one-time passcode by SMS, voice, WhatsApp, Viber, RCS or email, one after the other',
	product: verification,
	request: {
		method: 'POST',
		url: '/verification',
		headers: { 'Content-Type': 'application/json' },
	},
	fields: [
		{
			...phoneNumber,
			required: false,
			check: checkPhoneNumber,
			...inBody('recipient.phone_number'),
		},
		methods,
		allowedCallingCodes,
		additionalFields([
			{
				...callbackUrl,
				description: `${callbackUrl.description} Telesign Support has to enable it first.`,
			},
			{
				displayName: 'Email',
				name: 'email',
				type: 'string',
				placeholder: 'e.g. name@example.com',
				default: '',
				description: 'Where the method Email sends the code',
				check: checkEmail,
				...inBody('recipient.email'),
			},
			{
				displayName: 'External ID',
				name: 'externalId',
				type: 'string',
				default: '',
				placeholder: 'e.g. order-1042',
				description:
					'Your ID for this verification, up to 100 characters. Get Delivery Status returns it with Simplify off.',
				check: matching(/^[\x20-\x7e]{1,100}$/, '1 to 100 ASCII characters'),
				...inBody('external_id'),
			},
			{
				...ownCode([3, 10], 'Use Check Code for it too: that ends the verification.'),
				...inBody('security_factor'),
			},
			{
				displayName: 'Template Name',
				name: 'templateName',
				type: 'string',
				default: '',
				placeholder: 'e.g. sign_in',
				description:
					'Name of a text that Telesign Support has set up for your account, for each method',
				check: matching(/^[a-z_]+$/, 'a name of lowercase letters and underscores'),
				...inBody('message_template.name'),
			},
			{
				displayName: 'Voice Language',
				name: 'voiceLanguage',
				type: 'options',
				options: LANGUAGES,
				default: 'en-US',
				description:
					'Language of a call. Defaults to US English. For a language that is not listed, use an expression with its tag, such as tr-TR.',
				check: word(),
				...inBody('voice_lang'),
			},
		]),
		simplify,
		options(defaultCountry),
	],

	// A verification that has ended at once, or has no ID, is none that a code can be checked for.
	isResult: ({ referenceId, meaning: { state }, json }) => {
		const process = processStateOf(json);
		return (
			referenceId !== undefined &&
			state !== 'blocked' &&
			state !== 'failed' &&
			(process === undefined || process === 'VERIFIED' || isOpen(process))
		);
	},

	toItem: (answer, { phoneNumber: to, email }) => ({
		reference_id: answer.referenceId ?? null,
		phone_number: (to as string | undefined) ?? null,
		...(email !== undefined && { email: email as string }),
		...progressOf(answer),
		channel: methodsIn(answer.json.verification_policy)[0] ?? null,
	}),
};
