import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { REQUEST_DEFAULTS } from './exchange/plan';
import { customOperations, properties } from './resources';

/** Telesign for n8n: one-time passcodes with Telesign's verification products. */
export class Telesign implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Telesign',
		name: 'telesign',
		icon: { light: 'file:../../icons/telesign.svg', dark: 'file:../../icons/telesign.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description: 'Send one-time passcodes by SMS or voice call with Telesign, and check them',
		defaults: {
			name: 'Telesign',
		},
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'telesignApi',
				required: true,
			},
		],
		sensitiveOutputFields: [
			'phone_number',
			'email',
			'recipient.phone_number',
			'recipient.email',
			'numbering.original.phone_number',
			'numbering.original.complete_phone_number',
			'numbering.cleansing.call.phone_number',
			'numbering.cleansing.sms.phone_number',
		],
		// The exchange adds the Base URL of the credential: an expression here costs every item.
		requestDefaults: REQUEST_DEFAULTS,
		properties,
	};

	/** Run by n8n in the place of its routing engine, and from the same description. */
	customOperations = customOperations;
}
