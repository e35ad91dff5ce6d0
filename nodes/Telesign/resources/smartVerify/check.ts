import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { codeStateOf, parseEnteredCode } from '../../api/enteredCode';
import { part } from '../../exchange/answer';
import type { Operation } from '../../exchange/operation';
import { channelAndStatus, options, referenceId, simplify, withReferenceId } from '../shared';

const showOnlyForCheck = { resource: ['smartVerify'], operation: ['check'] };

/** The fields of Check. */
export const checkFields: INodeProperties[] = [
	referenceId(showOnlyForCheck),
	{
		displayName: 'Code',
		name: 'code',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 042917',
		description:
			'What the person typed, as text: a number would lose the zeros that it begins with. Blanks and dashes do not matter.',
		displayOptions: { show: showOnlyForCheck },
		routing: { send: { type: 'query', property: 'verify_code' } },
	},
	simplify(showOnlyForCheck),
	options(showOnlyForCheck),
];

/**
 * Check: is the code that a person typed the one that Telesign sent? A wrong code is a result, and
 * each check uses up an attempt. Source: Telesign OpenAPI `sms-verify-api.json` and
 * `voice-verify-api.json`, `GET /v1/verify/{reference_id}`.
 */
export const check: Operation = {
	does: 'check the code',

	done: 'checked',

	once: {
		mayHaveHappened: 'The code may have been checked',
		findOut:
			'It is not checked again by itself, because each check uses up an attempt. Get Status may tell the state of the code.',
	},

	prepare(context, request) {
		const parsed = parseEnteredCode((request.qs as IDataObject | undefined)?.verify_code);
		const checked = withReferenceId(context, request);
		if (!('refusal' in parsed)) {
			if ('refusals' in checked) return checked;
			return { request: { ...checked.request, qs: { verify_code: parsed.code } } };
		}
		const others = 'refusals' in checked ? checked.refusals : [];
		return { refusals: [...others, parsed] };
	},

	isResult: () => true,

	simplify(answer) {
		const codeState = codeStateOf(part(answer.json, 'verify').code_state);
		return {
			reference_id: answer.referenceId ?? null,
			verified: codeState === 'VALID',
			code_state: codeState,
			...channelAndStatus(answer),
		};
	},
};
