/** From an operation's fields to the values of an item, and from these to its request. */
import {
	NodeHelpers,
	type IDataObject,
	type IHttpRequestOptions,
	type INode,
	type INodeProperties,
} from 'n8n-workflow';
import { isObject } from '../api/envelope';
import {
	isEmpty,
	quote,
	refuse,
	type Check,
	type Checked,
	type Refusal,
} from '../api/fields/refusal';
import { flag, number } from '../api/fields/text';
import { VERSION } from '../version';
import type { Field, Operation, Values } from './operation';

/** A field whose value is read. */
export interface PlannedField {
	/** Dot path of the parameter. */
	path: string;
	/** Its name alone, which no other field of the operation has. */
	name: string;
	displayName: string;
	check: Check;
	/** Where `routing.send` puts its value. */
	send?: { part: 'body' | 'qs'; property: string };
	/** The field of the panel that shows it or the collection that it is in. */
	shownBy?: INodeProperties;
	/** Where the parameter is not there. */
	fallback: unknown;
}

/** What an operation's description says of its request, the same for all items of all runs. */
export interface Plan {
	operation: Operation;
	fields: PlannedField[];
}

/** What all requests share; for n8n, the `requestDefaults` of the node. */
export const REQUEST_DEFAULTS = {
	headers: { Accept: 'application/json', 'User-Agent': `n8n-nodes-telesign/${VERSION}` },
	ignoreHttpStatusErrors: true,
	disableFollowRedirect: true,
} satisfies Partial<IHttpRequestOptions>;

/** Values that an item has for its fields, or why they are refused. */
export type Read = { values: Values } | { refusals: Refusal[] };

/** The Timeout of n8n's routing engine where Request Options have none, in milliseconds. */
const DEFAULT_TIMEOUT_MS = 300_000;

/** Node's timers take no more milliseconds than this. */
const LONGEST_MS = 2 ** 31 - 1;

/** In whole milliseconds. As n8n has it, 0 is its default. */
const timeout: Check<number> = (value, name, others) => {
	const checked = number(DEFAULT_TIMEOUT_MS, 0, LONGEST_MS, 'milliseconds')(value, name, others);
	return 'refusal' in checked ? checked : { value: Math.ceil(checked.value) || DEFAULT_TIMEOUT_MS };
};

const PROXY_ADVICE = 'Enter the address of the proxy, for example http://127.0.0.1:3128.';

/** A proxy as n8n's request helper takes it. The refusal does not repeat its password. */
const proxy: Check<IHttpRequestOptions['proxy']> = (value, name) => {
	if (isEmpty(value)) return { value: undefined };
	try {
		const url = new URL(String(value).trim());
		if (!['http:', 'https:'].includes(url.protocol) || url.hostname === '') {
			return refuse(`'${name}' does not start with http:// or https://`, PROXY_ADVICE);
		}
		return {
			value: {
				protocol: url.protocol.replace(/:$/, ''),
				host: url.hostname,
				port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
				...(url.username && {
					auth: {
						username: decodeURIComponent(url.username),
						password: decodeURIComponent(url.password),
					},
				}),
			},
		};
	} catch {
		return refuse(`'${name}' is not a URL`, PROXY_ADVICE);
	}
};

const requestOption = (path: string, displayName: string, check: Check): PlannedField => ({
	path: `requestOptions.${path}`,
	name: path.split('.').pop()!,
	displayName,
	check,
	fallback: undefined,
});

/** The Request Options that n8n adds to every declarative node. */
const REQUEST_OPTIONS: PlannedField[] = [
	requestOption('batching.batch.batchSize', 'Items per Batch', number(1, -1, 1_000_000, 'items')),
	requestOption(
		'batching.batch.batchInterval',
		'Batch Interval (Ms)',
		number(0, 0, LONGEST_MS, 'milliseconds'),
	),
	requestOption('allowUnauthorizedCerts', 'Ignore SSL Issues (Insecure)', flag(false)),
	requestOption('proxy', 'Proxy', proxy),
	requestOption('timeout', 'Timeout', timeout),
];

/** Throws for what n8n's routing engine knows and this plan does not. */
function assertKnown({ name, type, routing = {}, options = [], check, extractValue }: Field): void {
	const { send = {}, ...moreRouting } = routing;
	const { property } = send;
	const strange = [
		...Object.keys(moreRouting),
		...Object.keys(send).filter((key) => key !== 'type' && key !== 'property'),
		...(property?.startsWith('=') ? ['an expression as property'] : []),
		...(['resourceLocator', 'resourceMapper'].includes(type) ? [type] : []),
		...(extractValue ? ['extractValue'] : []),
		...(type !== 'collection' && /"routing"/.test(JSON.stringify(options))
			? ['routing in it']
			: []),
		...(property !== undefined && !check ? ['a value without a check'] : []),
	];
	if (strange.length > 0) {
		throw new TypeError(`Field '${name}': the plan does not know ${strange.join(', ')}`);
	}
}

/** A field, or those in it, with the paths of their parameters. */
function fieldsOf(field: Field, shownBy: INodeProperties, parent = ''): PlannedField[] {
	assertKnown(field);
	const path = `${parent}${field.name}`;
	if (field.type === 'collection') {
		const inside = (field.options ?? []) as Field[];
		return inside.flatMap((one) => fieldsOf(one, shownBy, `${path}.`));
	}
	const { name, displayName, check, routing } = field;
	if (!check) return [];
	const { type, property } = routing?.send ?? {};
	const part = type === 'body' ? 'body' : 'qs';
	return [
		{
			path,
			name,
			displayName,
			check,
			...(property !== undefined && { send: { part, property } }),
			shownBy,
			// In a collection what is not there is not filled in.
			fallback: parent === '' ? field.default : undefined,
		},
	];
}

const IN_URL = /\{\{\s*\$parameter\.(\w+)\s*\}\}/g;

/**
 * Reads an operation's description once, when the module is loaded.
 *
 * @throws {TypeError} for what n8n's routing engine would understand and this plan does not
 */
export function planOf(operation: Operation): Plan {
	const { fields, request } = operation;
	const all = [...fields.flatMap((field) => fieldsOf(field, field)), ...REQUEST_OPTIONS];
	const names = all.map(({ name }) => name);
	const doubled = names.find((name, at) => names.indexOf(name) !== at);
	if (doubled) throw new TypeError(`Two fields are called '${doubled}'`);
	const unknown = [...request.url.matchAll(IN_URL)].find(([, name]) => !names.includes(name));
	if (unknown || /\{\{/.test(request.url.replace(IN_URL, ''))) {
		throw new TypeError(`The plan does not know a part of the URL ${request.url}`);
	}
	return { operation, fields: all };
}

/** Those of a plan's fields that n8n shows for a node, and so those that count. */
export const shownFields = ({ fields }: Plan, node: INode): PlannedField[] =>
	fields.filter(
		({ shownBy }) =>
			shownBy === undefined || NodeHelpers.displayParameter(node.parameters, shownBy, node, null),
	);

const hasExpression = (value: unknown): boolean =>
	typeof value === 'string'
		? value.startsWith('=')
		: typeof value === 'object' && value !== null && Object.values(value).some(hasExpression);

/** An expression that n8n does not see, because it is in a field that is set to Fixed. */
const LEFT_EXPRESSION = /^\s*=\s*\{\{|\{\{\s*\$(?!\$)/;

const refuseExpression = ({ displayName }: PlannedField, written: string): Refusal =>
	refuse(
		`'${displayName}' is set to Fixed, but has an expression in it: ${quote(written)}`,
		`Set '${displayName}' to Expression.`,
	);

/**
 * The value of a parameter. n8n's own look-up takes as long for a plain value as for an expression, for
 * every item, so n8n is asked only for an expression. One that gives nothing gives null, so that a
 * check can tell it from a field that is not there. Never throws: what an expression throws is a refusal.
 *
 * @param evaluate asks n8n
 */
function valueOf(field: PlannedField, node: INode, evaluate: (path: string) => unknown): Checked {
	const { path, displayName, fallback } = field;
	let plain: unknown = node.parameters;
	for (const key of path.split('.')) plain = isObject(plain) ? plain[key] : undefined;
	if (plain === undefined) return { value: fallback };
	if (!hasExpression(plain)) {
		return typeof plain === 'string' && LEFT_EXPRESSION.test(plain)
			? refuseExpression(field, plain)
			: { value: plain };
	}
	try {
		const given = evaluate(path);
		return { value: isEmpty(given) ? null : given };
	} catch (error) {
		return refuse(
			error instanceof Error ? error.message : String(error),
			`Check the expression in '${displayName}'.`,
		);
	}
}

/** Reads every value of an item, once, and checks it. Never throws. */
export function readValues(
	fields: PlannedField[],
	node: INode,
	evaluate: (path: string) => unknown,
	fill = (value: unknown): unknown => value,
): Read & { raw: Values } {
	const raw: Record<string, unknown> = {};
	const values: Record<string, unknown> = {};
	const refusals: Refusal[] = [];
	const readable = fields.filter((field) => {
		const given = valueOf(field, node, evaluate);
		if ('refusal' in given) refusals.push(given);
		else raw[field.name] = fill(given.value);
		return 'value' in given;
	});
	for (const { name, displayName, check } of readable) {
		const checked = check(raw[name], displayName, raw);
		if ('refusal' in checked) refusals.push(checked);
		else values[name] = checked.value;
	}
	return refusals.length > 0 ? { raw, refusals } : { raw, values };
}

/** Puts a value at a dot path. */
function put(target: IDataObject, property: string, value: unknown): void {
	const keys = property.split('.');
	const last = keys.pop()!;
	let at = target;
	for (const key of keys) at = (at[key] ??= {}) as IDataObject;
	at[last] = value as IDataObject;
}

/** The request of an item, from its values. What is not filled in is not sent. */
export function requestOf(
	{ request }: Operation,
	fields: PlannedField[],
	values: Values,
): IHttpRequestOptions {
	const body: IDataObject = { ...request.body };
	const qs: IDataObject = {};
	for (const { name, send } of fields) {
		if (send && values[name] !== undefined) {
			put(send.part === 'body' ? body : qs, send.property, values[name]);
		}
	}
	const { proxy: through, timeout, allowUnauthorizedCerts } = values;
	return {
		...REQUEST_DEFAULTS,
		method: request.method,
		url: request.url
			.replace(/^=/, '')
			.replace(IN_URL, (_, name: string) => encodeURIComponent(String(values[name]))),
		headers: { ...REQUEST_DEFAULTS.headers, ...request.headers },
		...(Object.keys(body).length > 0 && { body }),
		...(Object.keys(qs).length > 0 && { qs }),
		timeout: timeout as number,
		...(through !== undefined && { proxy: through as IHttpRequestOptions['proxy'] }),
		...(allowUnauthorizedCerts === true && { skipSslCertificateValidation: true }),
	};
}
