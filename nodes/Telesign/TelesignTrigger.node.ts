import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { receiveReport } from './trigger/receive';

/** Starts a workflow with Telesign's delivery reports (transaction callbacks). */
export class TelesignTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Telesign Trigger',
		name: 'telesignTrigger',
		icon: { light: 'file:../../icons/telesign.svg', dark: 'file:../../icons/telesign.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{$parameter["triggerOn"].join(", ").replaceAll("_", " ")}}',
		description:
			'Send and check one-time passcodes by SMS or voice call, and start workflows on delivery reports',
		eventTriggerDescription: 'Waiting for a delivery report at the test URL',
		activationMessage: 'Telesign can now send delivery reports to the production URL.',
		defaults: {
			name: 'Telesign Trigger',
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'telesignApi',
				required: true,
			},
		],
		sensitiveOutputFields: [
			'score_status.numbering.phone_number',
			'recipient.phone_number',
			'recipient.email',
		],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				path: 'telesign',
			},
		],
		triggerPanel: {
			header: 'Receive delivery reports from Telesign',
			executionsHelp: {
				inactive:
					'<b>While you build</b>, execute this step and have a delivery report sent to the test URL. It shows up here.<br /><br /><b>Then</b> publish the workflow, and give Telesign the production URL. You can see its runs in the executions list.',
				active:
					'<b>The workflow is live</b>: its runs are in the <a data-key="executions">executions list</a>.<br /><br /><b>To see one here</b>, execute this step and have a delivery report sent to the test URL.',
			},
			activationHint:
				'Once you have finished building your workflow, publish it and give Telesign the production URL.',
		},
		properties: [
			{
				displayName:
					'Give Telesign the production URL of this node: as Callback URL in Send Code, or have Telesign Support set it as the callback URL of your account. It must be public and use HTTPS on port 443. Telesign no longer documents callbacks for Smart Verify. <a href="https://developer.telesign.com/enterprise/docs/transaction-callback-service" target="_blank">More about callbacks</a>',
				name: 'callbackNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Trigger On',
				name: 'triggerOn',
				type: 'multiOptions',
				required: true,
				options: [
					{
						name: 'All',
						value: 'all',
						action: 'On any delivery report',
						description: 'Every delivery report',
					},
					{
						name: 'Blocked',
						value: 'blocked',
						action: 'On message or call blocked',
						description: 'Stopped by Telesign, by the settings of your account, or by the person',
					},
					{
						name: 'Delivered',
						value: 'delivered',
						action: 'On message or call delivered',
						description: 'The SMS is on the phone, or the call was answered',
					},
					{
						name: 'Failed',
						value: 'failed',
						action: 'On message or call failed',
						description: 'It could not be delivered',
					},
					{
						name: 'In Progress',
						value: 'in_progress',
						action: 'On message or call in progress',
						description: 'On its way. Another report follows.',
					},
					{
						name: 'Unknown',
						value: 'unknown',
						action: 'On report with unknown state',
						description: "Telesign doesn't know, or the report is not about an SMS or call",
					},
				],
				default: ['all'],
			},
			{
				displayName: 'Simplify',
				name: 'simplify',
				type: 'boolean',
				default: true,
				description:
					'Whether to return a simplified version of the response instead of the raw data',
			},
		],
	};

	// Telesign has no API to register a callback URL: there is nothing to look up, create or delete.
	webhookMethods = {
		default: {
			checkExists: async () => true,
			create: async () => true,
			delete: async () => true,
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveReport(this);
	}
}
