import { flag, seconds } from '../../api/fields/text';
import type { Product } from '../../api/product';
import type { Operation } from '../../exchange/operation';
import { options, referenceId, simplify } from '../fields/common';
import { channelAndStatus, codeStateOf } from './item';

const CHECK_EVERY_SECONDS = 10;

const WAIT_UP_TO_SECONDS = 300;

const showWhileWaiting = { show: { waitForFinalState: [true] } };

/**
 * Get Delivery Status: where the code is. Source: Telesign OpenAPI `sms-verify-api.json` and
 * `voice-verify-api.json`, `GET /v1/verify/{reference_id}`.
 */
export const get = (product: Product): Operation => ({
	value: 'get',
	name: 'Get Delivery Status',
	action: 'Get delivery status of verification code',
	description: 'See whether the code was delivered, or wait until that is known',
	product,
	request: { method: 'GET', url: '=/v1/verify/{{$parameter.referenceId}}' },
	fields: [
		referenceId,
		{
			displayName: 'Wait for Final State',
			name: 'waitForFinalState',
			type: 'boolean',
			default: false,
			description: 'Whether the workflow waits until the code is delivered, blocked or has failed',
			check: flag(false),
		},
		{
			displayName: 'Check Every (Seconds)',
			name: 'checkEvery',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: CHECK_EVERY_SECONDS,
			description:
				'How long to wait between two requests. Telesign advises waiting 3 to 5 minutes before the first.',
			displayOptions: showWhileWaiting,
			check: seconds(CHECK_EVERY_SECONDS, 1),
		},
		{
			displayName: 'Wait Up To (Seconds)',
			name: 'waitUpTo',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: WAIT_UP_TO_SECONDS,
			description:
				'Maximum wait. After it, the item continues with its current state, and final is false.',
			displayOptions: showWhileWaiting,
			check: seconds(WAIT_UP_TO_SECONDS, 1),
		},
		simplify,
		options(),
	],

	does: 'give the status',
	done: 'looked up',

	isResult: () => true,

	toItem: (answer) => ({
		reference_id: answer.referenceId ?? null,
		...channelAndStatus(answer),
		final: answer.meaning.final,
		retry_helps: answer.meaning.retryHelps,
		code_state: codeStateOf(answer),
	}),

	askAgainAfter({ waitForFinalState, checkEvery, waitUpTo }, { meaning }, waited) {
		if (meaning.final || !waitForFinalState) return undefined;
		const left = Number(waitUpTo) * 1000 - waited;
		return left > 0 ? Math.min(Number(checkEvery) * 1000, left) : undefined;
	},
});
