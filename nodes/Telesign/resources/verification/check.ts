import { verification } from '../../api/product';
import { isOpen, isVerdict, processStateOf } from '../../api/verification';
import type { Answer } from '../../api/envelope';
import type { Operation, Values } from '../../exchange/operation';
import { check as checkTransaction, code } from '../transaction/check';
import { options, referenceId, simplify } from '../fields/common';
import { get } from './get';
import { codeStateOf, progressOf } from './item';

/** How far the clocks of Telesign and of n8n may be apart, in milliseconds. */
const CLOCKS_APART_MS = 5_000;

/**
 * The output. Only the state of the verification says whether another try is possible: Telesign's
 * documents have both 3904 and 3909 for a code that is wrong, and for one that was wrong too often.
 */
const itemOf = (answer: Answer, found: Answer | undefined, { referenceId: id }: Values) => {
	const codeState = codeStateOf(answer, found);
	const isVerified = codeState === 'VALID';
	const state = processStateOf((found ?? answer).json) ?? (isVerified ? 'VERIFIED' : undefined);
	return {
		reference_id: id as string,
		verified: isVerified,
		code_state: codeState,
		another_try_possible: state === undefined ? null : isOpen(state),
		...progressOf(found ?? answer),
		status_code: answer.statusCode,
		status_description: answer.statusText,
		verification_state: state ?? null,
	};
};

/**
 * Check of the Verify API: ends the verification if the code is right. Each check uses up a try, so it
 * leaves once; where its answer is lost, the state of the verification is read before anything is said.
 * Source: Telesign OpenAPI `verify-api.json`, `PATCH /verification/{reference_id}/state`.
 */
export const check: Operation = {
	...checkTransaction(verification),
	description:
		'Check the code that a person typed, and end the verification if it is right. Works for your own codes too. Each check counts as one attempt.',
	request: {
		method: 'PATCH',
		url: '=/verification/{{$parameter.referenceId}}/state',
		headers: { 'Content-Type': 'application/json' },
		body: { action: 'finalize' },
	},
	fields: [
		referenceId,
		{ ...code, routing: { send: { type: 'body', property: 'security_factor' } } },
		simplify,
		options(),
	],

	isResult: ({ statusCode }) => isVerdict(statusCode),

	toItem: (answer, values) => itemOf(answer, undefined, values),

	lookUp: {
		operation: get,
		isNeeded: (answer) => codeStateOf(answer) !== 'VALID',
		complete: itemOf,
		recover(found, values, askedAt) {
			const state = processStateOf(found.json);
			if (isOpen(state)) return undefined;
			// What ended before this check left says nothing of its code, unless it ended badly.
			const endedAt = Date.parse(String(found.json.updated_on));
			const isOfThisCheck = endedAt >= askedAt - CLOCKS_APART_MS;
			return state === 'VERIFIED' && !isOfThisCheck ? undefined : itemOf(found, found, values);
		},
	},
};
