import { channelOf, part, textOf, type Answer } from '../../api/envelope';

/** How and how far a code has got: the keys that the outputs of several operations share. */
export const channelAndStatus = ({ json, meaning, statusCode, statusText }: Answer) => ({
	channel: channelOf(json.sub_resource) ?? null,
	state: meaning.state,
	status_code: statusCode,
	status_description: statusText,
	updated_on: textOf(part(json, 'status').updated_on) ?? null,
});

/**
 * What Telesign finds when it compares a code (Telesign OpenAPI sms-verify-api.json,
 * `verify.code_state`). UNKNOWN is also every state that is not documented.
 */
export const CODE_STATES = [
	'VALID',
	'INVALID',
	'EXPIRED',
	'MAX_ATTEMPTS_EXCEEDED',
	'UNKNOWN',
] as const;

export type CodeState = (typeof CODE_STATES)[number];

/** The `verify.code_state` of an answer. Never throws. */
export function codeStateOf({ json }: Pick<Answer, 'json'>): CodeState {
	const written = part(json, 'verify').code_state;
	const state = typeof written === 'string' ? written.toUpperCase() : undefined;
	return CODE_STATES.find((known) => known === state) ?? 'UNKNOWN';
}
