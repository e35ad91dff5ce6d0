import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import { DEFAULT_MAX_WAIT } from '../exchange/exchange';

/** n8n's own switch between a flat output of a few fields and Telesign's JSON. */
export const simplify = (show: IDisplayOptions['show']): INodeProperties => ({
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
	displayOptions: { show },
});

/** How long the exchange goes on with an item that Telesign sends away for now. */
export const maxWait: INodeProperties = {
	displayName: 'Max Wait (Seconds)',
	name: 'maxWait',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: DEFAULT_MAX_WAIT,
	description:
		'How long to go on with an item while Telesign says that it is too busy or that requests come too fast, and so has not looked at it. 0 gives up at once.',
};
