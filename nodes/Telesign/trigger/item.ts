import type { IDataObject } from 'n8n-workflow';
import { channelOf, part, textOf } from '../api/envelope';
import { currentMethod, methodsOf } from '../api/verification';
import { isOfVerification, type DeliveryReport } from './deliveryReport';

/**
 * The output under Simplify. Sources of the keys: Telesign OpenAPI `sms-verify-api-callbacks.json` and
 * `verify-api-callbacks.json`. The price is there only if Telesign gave it, which the account decides.
 */
export function toItem({ json, statusCode, statusText, meaning }: DeliveryReport): IDataObject {
	const ofVerification = isOfVerification(json);
	const { price, currency } = part(json, 'additional_info');
	const submittedOn = ofVerification ? json.created_on : json.submit_timestamp;
	const updatedOn = ofVerification ? json.updated_on : part(json, 'status').updated_on;
	const optional = ofVerification
		? { verification_state: json.state, methods: methodsOf(json) }
		: { price, currency };
	return {
		reference_id: textOf(json.reference_id) ?? null,
		state: meaning.state,
		final: meaning.final,
		channel: (ofVerification ? currentMethod(json)?.method : channelOf(json.sub_resource)) ?? null,
		status_code: statusCode,
		status_description: statusText,
		submitted_on: textOf(submittedOn) ?? null,
		updated_on: textOf(updatedOn) ?? null,
		...(Object.fromEntries(
			Object.entries(optional).filter(([, value]) => value !== undefined && value !== null),
		) as IDataObject),
	};
}
