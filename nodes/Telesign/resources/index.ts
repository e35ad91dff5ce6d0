import type { INodeProperties, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { requestOptions } from './fields/requestOptions';
import { describeResource } from './resource';
import { smartVerify } from './smartVerify';
import { smsVerify } from './smsVerify';
import { verification } from './verification';
import { voiceVerify } from './voiceVerify';

/** The resources, sorted by name: a new one is a folder and a place in this list. */
const resources = [smartVerify, smsVerify, verification, voiceVerify].map(describeResource);

/**
 * In the order in which n8n looks for what its human review shows: it takes the first resource that waits, and
 * offers no other (`hitl-tools.js` of n8n 2.41.1). Every account has SMS Verify, and an SMS can hold a link.
 */
const firstForReview = [...resources].sort(
	(a, b) => Number(b.option.value === 'smsVerify') - Number(a.option.value === 'smsVerify'),
);

/** The Resource selector, and for each resource its operations and their fields. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: resources.map(({ option }) => option),
		default: 'smartVerify',
	},
	...firstForReview.flatMap((resource) => resource.properties),
	requestOptions,
];

/** What n8n runs, by resource and operation. */
export const customOperations = Object.fromEntries(
	resources.map(({ option, customOperations: functions }) => [option.value, functions]),
);

const pages = resources.filter(({ webhook: answer }) => answer !== undefined);

/** Answers the browser of a person for whom an execution waits. */
export async function webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { resource: name } = this.getNode().parameters;
	const { webhook: answer } = pages.find(({ option }) => option.value === name) ?? pages[0];
	return await answer!(this);
}
