import { VERIFICATION_COMPLETED } from '../../api/codes/status';
import { channelOf, part, textOf } from '../../api/envelope';
import type { Product } from '../../api/product';
import type { Operation } from '../../exchange/operation';
import { options, referenceId, simplify } from '../fields/common';

/**
 * Report Completion: tells Telesign that a person gave back a code of your own. Source: Telesign
 * OpenAPI `sms-verify-api.json` and `voice-verify-api.json`, `PUT /v1/verify/completion/{reference_id}`.
 */
export const complete = (product: Product): Operation => ({
	value: 'complete',
	name: 'Report Completion',
	action: 'Report completion of own verification code',
	description:
		'Tell Telesign that a person entered the right code. Only needed if you send your own codes.',
	builderHint: 'Not needed after Check Code. Only for codes that the workflow made itself.',
	product,
	request: { method: 'PUT', url: '=/v1/verify/completion/{{$parameter.referenceId}}' },
	fields: [referenceId, simplify, options()],

	does: 'record the completion',
	done: 'reported',
	ifAnswerIsLost: {
		mayHaveHappened: 'The completion may have been recorded',
		findOut:
			'It is not reported again automatically. Telesign documents no harm in reporting a completion twice: run this item again if you need to be sure.',
	},

	isResult: ({ meaning: { state } }) => state !== 'blocked' && state !== 'failed',

	toItem: ({ json, referenceId: id, statusCode, statusText }) => ({
		reference_id: id ?? null,
		completed: statusCode === VERIFICATION_COMPLETED,
		channel: channelOf(json.sub_resource ?? json.subresource) ?? null,
		status_code: statusCode,
		status_description: statusText,
		updated_on: textOf(part(json, 'status').updated_on) ?? null,
	}),
});
