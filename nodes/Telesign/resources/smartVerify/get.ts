import type { INodeProperties } from 'n8n-workflow';
import { codeStateOf } from '../../api/enteredCode';
import { part } from '../../exchange/answer';
import type { Operation } from '../../exchange/operation';
import { parameterOf } from '../../exchange/parameter';
import { channelAndStatus, options, referenceId, simplify, withReferenceId } from '../shared';

const showOnlyForGet = { resource: ['smartVerify'], operation: ['get'] };

const DEFAULT_CHECK_EVERY = 10;

const DEFAULT_WAIT_UP_TO = 300;

/** The fields of Get Status. */
export const getFields: INodeProperties[] = [
	referenceId(showOnlyForGet),
	{
		displayName: 'Wait for Final State',
		name: 'waitForFinalState',
		type: 'boolean',
		default: false,
		description:
			'Whether to ask again until the code was delivered, blocked or given up, and only then go on',
		displayOptions: { show: showOnlyForGet },
	},
	{
		displayName: 'Check Every (Seconds)',
		name: 'checkEvery',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: DEFAULT_CHECK_EVERY,
		description: 'How long to wait before asking Telesign again',
		displayOptions: { show: { ...showOnlyForGet, waitForFinalState: [true] } },
	},
	{
		displayName: 'Wait Up To (Seconds)',
		name: 'waitUpTo',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: DEFAULT_WAIT_UP_TO,
		description:
			'How long to wait in all. After that the item goes on with the state it has then, and "final" is false. Telesign advises 3 to 5 minutes.',
		displayOptions: { show: { ...showOnlyForGet, waitForFinalState: [true] } },
	},
	simplify(showOnlyForGet),
	options(showOnlyForGet),
];

/**
 * Get Status: where the code is. Source: Telesign OpenAPI `sms-verify-api.json` and
 * `voice-verify-api.json`, `GET /v1/verify/{reference_id}`.
 */
export const get: Operation = {
	does: 'give the status',

	done: 'looked up',

	prepare: withReferenceId,

	isResult: () => true,

	askAgainAfter(context, { meaning }, waited) {
		if (meaning.final || !parameterOf(context, 'waitForFinalState', false)) return undefined;
		// A second at least, as the fields say, also where an expression gives something else.
		const seconds = (name: string, fallback: number) =>
			Math.max(1, Number(parameterOf(context, name, fallback)) || fallback) * 1000;
		const pause = seconds('checkEvery', DEFAULT_CHECK_EVERY);
		const left = seconds('waitUpTo', DEFAULT_WAIT_UP_TO) - waited;
		return left > 0 ? Math.min(pause, left) : undefined;
	},

	simplify(answer) {
		return {
			reference_id: answer.referenceId ?? null,
			...channelAndStatus(answer),
			final: answer.meaning.final,
			retry_helps: answer.meaning.retryHelps,
			code_state: codeStateOf(part(answer.json, 'verify').code_state),
		};
	},
};
