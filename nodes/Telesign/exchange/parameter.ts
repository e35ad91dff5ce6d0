import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

/**
 * A parameter that is seldom an expression. n8n's own look-up takes as long for a plain value as for
 * an expression, for every item; this one asks n8n only for an expression.
 *
 * @param path dot path, for example `options.maxWait`
 */
export function parameterOf(
	context: IExecuteSingleFunctions,
	path: string,
	fallback: unknown,
): unknown {
	let plain: unknown = context.getNode().parameters;
	for (const key of path.split('.')) plain = (plain as IDataObject | undefined)?.[key];
	if (plain === undefined) return fallback;
	const isExpression = typeof plain === 'string' && plain.startsWith('=');
	return isExpression ? context.getNodeParameter(path, fallback) : plain;
}
