import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { REQUEST_DEFAULTS } from './exchange/plan';
import { customOperations, properties, webhook } from './resources';
import { waitingNodeTooltip, webhooks } from './waiting';

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
		webhooks,
		waitingNodeTooltip,
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
		hints: [
			{
				message:
					'Telesign marks Smart Verify as deprecated; no end date is announced. For a new workflow, use the Verify API, or SMS Verify if your account does not have it.',
				type: 'info',
				location: 'outputPane',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ $parameter.resource === "smartVerify" && ["send", "sendAndWait"].includes($parameter.operation) }}',
			},
			{
				message:
					"'Ignore Risk' is on: numbers that Telesign rates as too risky get a code too, and you pay for it. Turn it off if people from outside choose the number.",
				type: 'warning',
				location: 'outputPane',
				displayCondition:
					'={{ $parameter.resource === "smartVerify" && ["send", "sendAndWait"].includes($parameter.operation) && $parameter.additionalFields?.ignoreRisk === true }}',
			},
			{
				// What a form, a webhook or a chat gives tells that strangers choose the number.
				message:
					"People from outside choose this number, and 'Allowed Calling Codes' is empty: bots can make you pay for codes to any country. Fill in the codes you serve.",
				type: 'warning',
				location: 'outputPane',
				displayCondition:
					'={{ ["send", "sendAndWait"].includes($parameter.operation) && !$parameter.allowedCallingCodes && [$json.formMode, $json.webhookUrl, $json.chatInput].some((given) => given !== undefined) }}',
			},
		],
		builderHint: {
			searchHint:
				'One-time passcodes (OTP, 2FA, phone verification). Send Code returns reference_id. Ask the person for the code (form page, webhook or chat), then give reference_id and the typed code to Check Code, which returns verified as true or false: branch on it with an If node. Telesign makes and compares the code, so the workflow never does.',
			relatedNodes: [
				{ nodeType: 'n8n-nodes-base.formTrigger', relationHint: 'Asks for the phone number' },
				{ nodeType: 'n8n-nodes-base.form', relationHint: 'Asks for the code that was sent' },
				{ nodeType: 'n8n-nodes-base.if', relationHint: 'Branches on verified after Check Code' },
				{
					nodeType: 'n8n-nodes-telesign.telesignTrigger',
					relationHint: 'Starts a workflow with the delivery reports of the codes',
				},
			],
		},
		// The exchange adds the Base URL of the credential: an expression here costs every item.
		requestDefaults: REQUEST_DEFAULTS,
		properties,
	};

	/** Run by n8n in the place of its routing engine, and from the same description. */
	customOperations = customOperations;

	/** The page of Send Code and Wait. */
	webhook = webhook;
}
