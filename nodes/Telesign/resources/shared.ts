import type { IDisplayOptions, IExecuteSingleFunctions, INodeProperties } from 'n8n-workflow';
import { channelOf } from '../api/channel';
import { parseReferenceId } from '../api/referenceId';
import { part, type Answer } from '../exchange/answer';
import { DEFAULT_MAX_WAIT } from '../exchange/exchange';
import type { Operation, Request } from '../exchange/operation';
import { parameterOf } from '../exchange/parameter';

type Show = IDisplayOptions['show'];

/** The transaction that an operation is about. Its place is in the path, where `withReferenceId` puts it. */
export const referenceId = (show: Show): INodeProperties => ({
	displayName: 'Reference ID',
	name: 'referenceId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 0123456789ABCDEF0123456789ABCDEF',
	description:
		'The reference_id that Send returned. A URL with it, or the whole item of Send, is understood too.',
	displayOptions: { show },
});

/** Puts the reference ID of the item in the place of `{reference_id}` in the path. */
export function withReferenceId(
	context: IExecuteSingleFunctions,
	request: Request,
): ReturnType<Operation['prepare']> {
	const parsed = parseReferenceId(parameterOf(context, 'referenceId', ''));
	if ('refusal' in parsed) return { refusals: [parsed] };
	const url = String(request.url).replace('{reference_id}', parsed.referenceId);
	return { request: { ...request, url } };
}

/** n8n's own switch between a flat output of a few fields and Telesign's JSON. */
export const simplify = (show: Show): INodeProperties => ({
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
	displayOptions: { show },
});

/** How long the exchange goes on with an item that Telesign sends away for now. */
export const maxWait: INodeProperties = {
	displayName: 'Keep Trying (Seconds)',
	name: 'maxWait',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: DEFAULT_MAX_WAIT,
	description:
		'How long to try an item again while Telesign says that it is too busy or that requests come too fast, and so has not looked at it. 0 gives up at once.',
};

/** The options of an operation that has no others. */
export const options = (show: Show): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	displayOptions: { show },
	options: [maxWait],
});

/** How and how far a code has got: the keys that the outputs of several operations share. */
export const channelAndStatus = ({ json, meaning, statusCode, statusText }: Answer) => ({
	channel: channelOf(json.sub_resource) ?? null,
	state: meaning.state,
	status_code: statusCode,
	status_description: statusText,
	updated_on: part(json, 'status').updated_on ?? null,
});
