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
	description:
		'The reference_id that Send returned. A URL with it, or the whole item of Send, is understood too.',
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
		'How long to try an item again while Telesign says that it is too busy or that requests come too fast, and so has not looked at it. 0 gives up at once.',
	check: seconds(MAX_WAIT_SECONDS, 0),
};

/** The options of an operation: its own, and the one that all have. */
export const options = (...own: Field[]): Field => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [...own, maxWait],
});

/**
 * A guard of Send. An allowed code that a number does not begin with is found where the number is
 * checked.
 */
export const allowedCallingCodes: Field = {
	displayName: 'Allowed Calling Codes',
	name: 'allowedCallingCodes',
	type: 'string',
	default: '',
	placeholder: 'e.g. 1, 44, 4930',
	description:
		'Comma-separated list of what a number may begin with. Any other number is refused and nothing is sent to it: a guard against bots that make you pay for codes to costly destinations (SMS pumping).',
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
		'Put before numbers that begin with neither + nor 00, in the place of a 0 that they begin with',
	check: defaultCountryCode,
};

/** The digits of the number, completed and held against the guard. */
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
		`'${name}' begins with none of the '${allowedCallingCodes.displayName}' (${allowed.value.join(', ')})`,
		'Add its calling code there if you do want to send to that destination.',
	);
};

/** Where to send a code. */
export const phoneNumber: Field = {
	displayName: 'Phone Number',
	name: 'phoneNumber',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. +1 (310) 555-0100',
	description:
		'With the country code, in any usual spelling: spaces, dashes, parentheses, a leading + or 00 are fine. For numbers without it, fill in Default Country Code under Options.',
	check: checkPhoneNumber,
	routing: { send: { type: 'body', property: 'phone_number' } },
};
