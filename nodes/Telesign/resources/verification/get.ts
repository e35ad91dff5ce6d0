import { verification } from '../../api/product';
import { processStateOf } from '../../api/verification';
import type { Operation } from '../../exchange/operation';
import { get as getTransaction } from '../transaction/get';
import { codeStateOf, progressOf, triedMethods } from './item';

/**
 * Get Delivery Status of the Verify API: where the code is, and what became of each method. Source: Telesign
 * OpenAPI `verify-api.json`, `GET /verification/{reference_id}`.
 */
export const get: Operation = {
	...getTransaction(verification),
	request: { method: 'GET', url: '=/verification/{{$parameter.referenceId}}' },

	isResult: ({ json }) => processStateOf(json) !== undefined,

	toItem: (answer) => ({
		reference_id: answer.referenceId ?? null,
		...progressOf(answer),
		final: answer.meaning.final,
		retry_helps: answer.meaning.retryHelps,
		code_state: codeStateOf(answer),
		...triedMethods(answer),
	}),
};
