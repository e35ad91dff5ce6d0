import { enteredCode } from '../../api/fields/code';
import type { Product } from '../../api/product';
import type { Field, Operation } from '../../exchange/operation';
import { options, referenceId, simplify } from '../fields/common';
import { channelAndStatus, codeStateOf } from './item';

/** What the person typed. */
export const code: Field = {
	displayName: 'Code',
	name: 'code',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 042917',
	description:
		'The code the person typed, as text, so that leading zeros are kept. Spaces and dashes are ignored.',
	builderHint: {
		propertyHint:
			'The code as text. Ask for it in a text field, since a number loses leading zeros.',
	},
	check: enteredCode,
};

/**
 * Check: is the code that a person typed the one that Telesign sent? A wrong code is a result, and
 * each check uses up an attempt. Source: Telesign OpenAPI `sms-verify-api.json` and
 * `voice-verify-api.json`, `GET /v1/verify/{reference_id}`.
 */
export const check = (product: Product): Operation => ({
	value: 'check',
	name: 'Check Code',
	action: 'Check verification code',
	description: 'Check the code that a person typed. Each check counts as one attempt.',
	builderHint:
		'A wrong code is a normal item with verified false, not an error. Let the person try again a limited number of times.',
	product,
	request: { method: 'GET', url: '=/v1/verify/{{$parameter.referenceId}}' },
	fields: [
		referenceId,
		{ ...code, routing: { send: { type: 'query', property: 'verify_code' } } },
		simplify,
		options(),
	],

	does: 'check the code',
	done: 'checked',
	ifAnswerIsLost: {
		mayHaveHappened: 'The code may have been checked',
		findOut:
			'It is not checked again automatically, because each check counts as one attempt. Get Delivery Status may tell the state of the code.',
	},

	isResult: () => true,

	toItem(answer) {
		const codeState = codeStateOf(answer);
		return {
			reference_id: answer.referenceId ?? null,
			verified: codeState === 'VALID',
			code_state: codeState,
			...channelAndStatus(answer),
		};
	},
});
