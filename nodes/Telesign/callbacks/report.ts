import type { IDataObject } from 'n8n-workflow';
import { channelOf } from '../api/channel';
import { part } from '../exchange/answer';
import type { Callback } from './callback';

const textOf = (value: unknown): string | null =>
	typeof value === 'string' && value !== '' ? value : null;

/**
 * The output under Simplify. Source of the keys: Telesign OpenAPI `sms-verify-api-callbacks.json`.
 * The price is there only if Telesign gave it, which the account decides.
 */
export function simplifyCallback({ json, statusCode, meaning }: Callback): IDataObject {
	const status = part(json, 'status');
	const info = part(json, 'additional_info');
	const optional = { price: info.price, currency: info.currency };
	return {
		reference_id: textOf(json.reference_id),
		state: meaning.state,
		final: meaning.final,
		channel: channelOf(json.sub_resource) ?? null,
		status_code: statusCode,
		status_description: textOf(status.description),
		submitted_on: textOf(json.submit_timestamp),
		updated_on: textOf(status.updated_on),
		...Object.fromEntries(
			Object.entries(optional).filter(([, value]) => value !== undefined && value !== null),
		),
	};
}
