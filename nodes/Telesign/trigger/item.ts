import type { IDataObject } from 'n8n-workflow';
import { channelOf, part, textOf } from '../api/envelope';
import type { DeliveryReport } from './deliveryReport';

/**
 * The output under Simplify. Source of the keys: Telesign OpenAPI `sms-verify-api-callbacks.json`.
 * The price is there only if Telesign gave it, which the account decides.
 */
export function toItem({ json, statusCode, meaning }: DeliveryReport): IDataObject {
	const status = part(json, 'status');
	const info = part(json, 'additional_info');
	const optional = { price: info.price, currency: info.currency } as IDataObject;
	return {
		reference_id: textOf(json.reference_id) ?? null,
		state: meaning.state,
		final: meaning.final,
		channel: channelOf(json.sub_resource) ?? null,
		status_code: statusCode,
		status_description: textOf(status.description) ?? null,
		submitted_on: textOf(json.submit_timestamp) ?? null,
		updated_on: textOf(status.updated_on) ?? null,
		...Object.fromEntries(
			Object.entries(optional).filter(([, value]) => value !== undefined && value !== null),
		),
	};
}
