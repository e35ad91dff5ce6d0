import {
	updateDisplayOptions,
	type IExecuteFunctions,
	type IN8nRequestOperations,
	type INodeExecutionData,
	type INodeProperties,
	type INodePropertyOptions,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import type { Operation } from '../exchange/operation';
import { waysIn } from '../exchange/run';
import { waysInto } from '../waiting';
import { isWaiting } from '../waiting/operation';

/** A Telesign product as n8n shows it, with what can be done with it. */
export interface Resource {
	/** In saved workflows, forever. */
	value: string;
	name: string;
	/** A sentence for the list of resources. */
	description: string;
	/** Sorted by name. */
	operations: Operation[];
}

type CustomOperation = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

/** What n8n has to know of a resource: its panel, and the functions that it runs. */
export interface DescribedResource {
	option: INodePropertyOptions;
	properties: INodeProperties[];
	customOperations: Record<string, CustomOperation>;
	/** Answers the browser while an execution waits. */
	webhook?: (context: IWebhookFunctions) => Promise<IWebhookResponseData>;
}

/** The entry of an operation; `paginate` and `pagination` put the exchange around its request. */
const entryOf = (
	{ value, name, action, description, builderHint, request }: Operation,
	pagination: IN8nRequestOperations['pagination'],
): INodePropertyOptions => ({
	name,
	value,
	action,
	description,
	...(builderHint !== undefined && { builderHint: { propertyHint: builderHint } }),
	routing: { request, send: { paginate: true }, operations: { pagination } },
});

/**
 * From a resource to its selector of operations, their fields, and what n8n runs.
 *
 * @throws {TypeError} if a field has something that only n8n's routing engine would understand
 */
export function describeResource(resource: Resource): DescribedResource {
	const { value, name, description, operations } = resource;
	const show = { resource: [value] };
	const ways = operations.map((operation) => ({
		operation,
		webhook: undefined,
		...(isWaiting(operation) ? waysInto(operation) : waysIn(operation)),
	}));
	const selector: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		default: 'send',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show },
		options: ways.map(({ operation, pagination }) => entryOf(operation, pagination)),
	};
	const fields = operations.flatMap((operation) =>
		updateDisplayOptions({ show: { ...show, operation: [operation.value] } }, operation.fields),
	);
	return {
		option: { name, value, description },
		properties: [selector, ...fields],
		customOperations: Object.fromEntries(
			ways.map(({ operation, customOperation }) => [operation.value, customOperation]),
		),
		webhook: ways.map((way) => way.webhook).find((way) => way !== undefined),
	};
}
