import {
	NodeHelpers,
	NodeOperationError,
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type IExecuteSingleFunctions,
	type IHttpRequestOptions,
	type INode,
	type INodeExecutionData,
	type INodeProperties,
	type INodePropertyOptions,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { exchangeItem } from './exchange';
import type { Operation, Request } from './operation';
import { parameterOf } from './parameter';

/** A field whose value goes into the request: its dot path, and where its `routing.send` puts it. */
interface SentField {
	path: string;
	part: 'body' | 'qs';
	property: string;
}

/** What the description says of a request, the same for all items of a run. */
interface Plan {
	request: Request;
	fields: SentField[];
}

/** The Request Options that n8n adds to every declarative node. */
interface RequestOptions {
	batching?: { batch?: { batchSize?: number; batchInterval?: number } };
	allowUnauthorizedCerts?: boolean;
	proxy?: string;
	/** Milliseconds. */
	timeout?: number;
}

/** Milliseconds; the Timeout of n8n's routing engine where Request Options have none. */
const DEFAULT_TIMEOUT = 300_000;

/** After so many items n8n gets to do other things before the next are prepared. */
const PREPARED_AT_ONCE = 25;

/** Reads the description as the routing engine does, for the operation that the node is set to. */
function planOf(node: INode, description: INodeTypeDescription): Plan {
	const shown = description.properties.filter((property) =>
		NodeHelpers.displayParameter(node.parameters, property, node, description),
	);
	const selector = shown.find(({ name }) => name === 'operation');
	const { routing } = (selector?.options as INodePropertyOptions[]).find(
		({ value }) => value === node.parameters.operation,
	)!;
	const toFields = (
		{ name, type, options, routing }: INodeProperties,
		path = name,
	): SentField[] => {
		const { property, type: part } = routing?.send ?? {};
		const inside = type === 'collection' ? (options as INodeProperties[]) : [];
		return [
			...(property === undefined
				? []
				: [{ path, property, part: part === 'body' ? ('body' as const) : ('qs' as const) }]),
			...inside.flatMap((field) => toFields(field, `${path}.${field.name}`)),
		];
	};
	return {
		request: {
			...description.requestDefaults,
			...routing?.request,
			headers: { ...description.requestDefaults?.headers, ...routing?.request?.headers },
		} as Request,
		fields: shown.flatMap((property) => toFields(property)),
	};
}

/** Request Options as n8n's request helper takes them. */
function toHttpOptions(
	node: INode,
	{ allowUnauthorizedCerts, proxy, timeout }: RequestOptions,
): Partial<Request> {
	const common = {
		timeout: timeout || DEFAULT_TIMEOUT,
		...(allowUnauthorizedCerts && { skipSslCertificateValidation: true }),
	};
	if (!proxy) return common;
	let url: URL;
	try {
		url = new URL(proxy);
	} catch {
		throw new NodeOperationError(node, "'Proxy' in Request Options is not a URL", {
			description: 'Fill in the address of the proxy, for example http://127.0.0.1:3128.',
		});
	}
	const auth = url.username && {
		username: decodeURIComponent(url.username),
		password: decodeURIComponent(url.password),
	};
	return {
		...common,
		proxy: {
			protocol: url.protocol.replace(/:$/, ''),
			host: url.hostname,
			port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
			...(auth && { auth }),
		} as IHttpRequestOptions['proxy'],
	};
}

/** The run as one item sees it, which is how n8n's routing engine shows it to the exchange. */
const asItem = (context: IExecuteFunctions, item: number): IExecuteSingleFunctions =>
	Object.create(context, {
		getItemIndex: { value: () => item },
		getNodeParameter: {
			value: (name: string, fallback?: unknown) =>
				context.getNodeParameter(name, item, fallback as IDataObject),
		},
		getCredentials: { value: async (type: string) => await context.getCredentials(type, item) },
	}) as IExecuteSingleFunctions;

/** The request of one item, with the values of its fields. */
function requestOf(context: IExecuteSingleFunctions, { request, fields }: Plan): Request {
	const values = { body: {} as IDataObject, qs: {} as IDataObject };
	for (const { path, part, property } of fields) {
		values[part][property] = parameterOf(context, path, undefined) as IDataObject;
	}
	return { ...request, ...values };
}

/**
 * Runs an operation over the items of a node run, in the place of n8n's routing engine. It reads the
 * same description, but evaluates each expression once, where the routing engine does so four times;
 * evaluating is most of what an item costs (docs/benchmarks.md). Agents' tool calls, which n8n always
 * gives to the routing engine, and so one item at a time, come to the same exchange by `exchange`.
 *
 * @throws {NodeApiError} under On Error: stop, that of the first item that did not get its answer
 */
export function runItems(description: INodeTypeDescription, operation: Operation) {
	return async function (this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const node = this.getNode();
		const items = this.getInputData();
		const options = this.getNodeParameter('requestOptions', 0, {}) as RequestOptions;
		const plan = planOf(node, description);
		Object.assign(plan.request, toHttpOptions(node, options));
		const { batchSize = 1, batchInterval = 0 } = options.batching?.batch ?? {};

		const exchanges: Array<Promise<INodeExecutionData[]>> = [];
		for (let item = 0; item < items.length; item++) {
			const isNextBatch = batchInterval > 0 && batchSize >= 0 && item % (batchSize || 1) === 0;
			if (item > 0 && isNextBatch) await sleep(batchInterval);
			else if (item > 0 && item % PREPARED_AT_ONCE === 0) await sleep(0);
			const context = asItem(this, item);
			const exchange = exchangeItem(operation, context, () => requestOf(context, plan));
			exchange.catch(() => {}); // Looked at below; until then Node.js takes it for unhandled.
			exchanges.push(exchange);
		}

		const settled = await Promise.allSettled(exchanges);
		const out = settled.flatMap((exchange, item): INodeExecutionData[] => {
			if (exchange.status === 'fulfilled') return exchange.value;
			if (!this.continueOnFail()) throw exchange.reason;
			return [{ json: {}, error: exchange.reason, pairedItem: { item } }];
		});
		return [out];
	};
}
