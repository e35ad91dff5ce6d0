import type { INodeProperties } from 'n8n-workflow';
import { channelOf } from '../../api/channel';
import { VERIFICATION_COMPLETED } from '../../api/statusCodes';
import { part } from '../../exchange/answer';
import type { Operation } from '../../exchange/operation';
import { options, referenceId, simplify, withReferenceId } from '../shared';

const showOnlyForComplete = { resource: ['smartVerify'], operation: ['complete'] };

/** The fields of Report Completion. */
export const completeFields: INodeProperties[] = [
	referenceId(showOnlyForComplete),
	simplify(showOnlyForComplete),
	options(showOnlyForComplete),
];

/**
 * Report Completion: tells Telesign that a person gave back a code of your own. Source: Telesign
 * OpenAPI `sms-verify-api.json` and `voice-verify-api.json`, `PUT /v1/verify/completion/{reference_id}`.
 */
export const complete: Operation = {
	does: 'record the completion',

	done: 'reported',

	once: {
		mayHaveHappened: 'The completion may have been recorded',
		findOut:
			'It is not reported again by itself. Telesign documents no harm in reporting a completion twice: run this item again if you need to be sure.',
	},

	prepare: withReferenceId,

	isResult: (state) => state !== 'blocked' && state !== 'failed',

	simplify({ json, referenceId: id, statusCode, statusText }) {
		return {
			reference_id: id ?? null,
			completed: statusCode === VERIFICATION_COMPLETED,
			channel: channelOf(json.sub_resource ?? json.subresource) ?? null,
			status_code: statusCode,
			status_description: statusText,
			updated_on: part(json, 'status').updated_on ?? null,
		};
	},
};
