/** Fields that several operations have: what n8n shows, and how the value is checked. */
import { callingCodes, defaultCountryCode, startsWithOneOf } from '../../api/fields/callingCodes';
import { parsePhoneNumber } from '../../api/fields/phoneNumber';
import { referenceId as checkReferenceId } from '../../api/fields/referenceId';
import { refuse, type Check } from '../../api/fields/refusal';
import { flag, seconds } from '../../api/fields/text';
import type { Field } from '../../exchange/operation';

/** The transaction that an operation is about; its place is in the URL of the operation. */
export const referenceId: Field = {
	displayName: 'Reference ID',
	name: 'referenceId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 0123456789ABCDEF0123456789ABCDEF',
	description: 'The reference_id from Send Code',
	builderHint: {
		propertyHint:
			'Refer to reference_id in the output of the Send Code node by its name: forms and waits between the two nodes replace the item.',
	},
	check: checkReferenceId,
};

/** n8n's own switch between a flat output of a few fields and Telesign's JSON. */
export const simplify: Field = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
	check: flag(true),
};

const MAX_WAIT_SECONDS = 60;

/** How long the exchange goes on with an item that Telesign sends away for now. */
const maxWait: Field = {
	displayName: 'Keep Trying (Seconds)',
	name: 'maxWait',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: MAX_WAIT_SECONDS,
	description:
		'How long to keep trying when Telesign is busy or the rate limit is reached; nothing was sent in that case. Set 0 to give up at once.',
	check: seconds(MAX_WAIT_SECONDS, 0),
};

/** How this node does an operation: its own options, and the one that all have. */
export const options = (...own: Field[]): Field => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	description: 'Settings of this node, which are not sent to Telesign',
	options: [...own, maxWait],
});

/**
 * The guard of Send, in view because without it every number is allowed. A number that begins with none
 * of the codes is refused where the number is checked.
 */
export const allowedCallingCodes: Field = {
	displayName: 'Allowed Calling Codes',
	name: 'allowedCallingCodes',
	type: 'string',
	default: '',
	placeholder: 'e.g. 44, 49, 353',
	description:
		'Comma-separated country codes that you serve. Other numbers are refused before anything is sent, which protects you from SMS pumping fraud. 1 also covers the Caribbean: add area codes to narrow it, such as 1212.',
	hint: 'If empty, codes go to any country, at your cost',
	builderHint: {
		propertyHint:
			'Fill in the country codes that the workflow serves whenever people from outside choose the number (form, webhook, chat). Ask for them if they are not known.',
	},
	check: callingCodes,
};

/** Whose number a number without + or 00 is. */
export const defaultCountry: Field = {
	displayName: 'Default Country Code',
	name: 'defaultCountryCode',
	type: 'string',
	default: '',
	placeholder: 'e.g. 1',
	description:
		'Put before numbers that start with neither + nor 00, in place of a 0 that they start with',
	check: defaultCountryCode,
};

/** The digits of the number, completed and compared with the guard. */
const checkPhoneNumber: Check<string> = (value, name, others) => {
	const given = others[defaultCountry.name];
	const country = defaultCountryCode(given, '', others);
	// Refused for itself, and without it nothing can be said of the number.
	if ('refusal' in country) return { value: '' };
	const parsed = parsePhoneNumber(value, name, given === null ? null : country.value);
	if ('refusal' in parsed) return parsed;
	const allowed = callingCodes(others[allowedCallingCodes.name], '', others);
	if ('refusal' in allowed || allowed.value.length === 0) return { value: parsed.digits };
	if (startsWithOneOf(parsed.digits, allowed.value)) return { value: parsed.digits };

	return refuse(
		`'${name}' starts with none of the '${allowedCallingCodes.displayName}' (${allowed.value.join(', ')})`,
		'Add its calling code there if you want to send codes to that country.',
	);
};

/** Where to send a code. */
export const phoneNumber: Field = {
	displayName: 'Phone Number',
	name: 'phoneNumber',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. +1 310 555 0100',
	description:
		'Start with + and the country code. Spaces, dashes and parentheses are fine. Without the +, the first digits are read as the country code. For national numbers, add Default Country Code under Options.',
	builderHint: {
		propertyHint:
			'One phone number per item, as text, with + and the country code. A number without the country code is refused unless the option Default Country Code is set.',
	},
	check: checkPhoneNumber,
	routing: { send: { type: 'body', property: 'phone_number' } },
};
