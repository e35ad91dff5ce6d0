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
		'What Telesign tries to reach the person, in this order: up to 3 methods in 5 minutes. Leave it empty to let Telesign choose. Your account must have each of them.',
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
						'How long to wait for the person before the next method is tried: 30 to 300 seconds. 0 leaves it to Telesign: 60 seconds, for email 120; the last method has the rest of the 5 minutes.',
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
				'Fill it in, or use Email alone.',
			)
		: { value: undefined };
};

const checkEmail: Check<string | undefined> = (value, name, others) =>
	isEmpty(value) && methodsIn(others[METHODS_FIELD]).includes('email')
		? refuse(
				`'${name}' is empty, and the method Email needs it`,
				`Fill in '${name}' under Additional Fields, or take the method away.`,
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
		'Send a person a one-time passcode by SMS, voice, WhatsApp, Viber, RCS or email, one after the other',
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
				description: `${callbackUrl.description}. Telesign Support must have enabled it.`,
			},
			{
				displayName: 'Email',
				name: 'email',
				type: 'string',
				placeholder: 'e.g. name@example.com',
				default: '',
				description: 'Where the code goes by the method Email',
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
					'ID of your own for this verification, up to 100 characters. Get Status without Simplify returns it.',
				check: matching(/^[\x20-\x7e]{1,100}$/, '1 to 100 letters, digits and signs of ASCII'),
				...inBody('external_id'),
			},
			{
				...ownCode([3, 10], 'Check it with Check all the same, which ends the verification.'),
				...inBody('security_factor'),
			},
			{
				displayName: 'Template Name',
				name: 'templateName',
				type: 'string',
				default: '',
				placeholder: 'e.g. sign_in',
				description:
					'Text that Telesign Support has set up for your account under this name, for each of the Methods',
				check: matching(/^[a-z_]+$/, 'a name of small letters and underscores'),
				...inBody('message_template.name'),
			},
			{
				displayName: 'Voice Language',
				name: 'voiceLanguage',
				type: 'options',
				options: LANGUAGES,
				default: 'en-US',
				description:
					'Language in which a call speaks the code. Any other tag can be given by an expression.',
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
