import type { INodeProperties } from 'n8n-workflow';
import { exchange } from '../../exchange/exchange';
import { check, checkFields } from './check';
import { complete, completeFields } from './complete';
import { get, getFields } from './get';
import { send, sendFields } from './send';

/** What the exchange has to know of each operation, by its value in the selector. */
export const smartVerifyOperations = { check, complete, get, send };

/** The resource Smart Verify: its operations, then the fields of each. */
export const smartVerify: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['smartVerify'] } },
		options: [
			{
				name: 'Check',
				value: 'check',
				action: 'Check verification code',
				description:
					'Find out whether what a person typed is the code that Telesign sent. Each check uses up an attempt.',
				routing: {
					request: { method: 'GET', url: '/v1/verify/{reference_id}' },
					send: { paginate: true },
					operations: { pagination: exchange(check) },
				},
			},
			{
				name: 'Get Status',
				value: 'get',
				action: 'Get delivery status of verification code',
				description: 'Find out whether the code has reached the phone, or wait until that is known',
				routing: {
					request: { method: 'GET', url: '/v1/verify/{reference_id}' },
					send: { paginate: true },
					operations: { pagination: exchange(get) },
				},
			},
			{
				name: 'Report Completion',
				value: 'complete',
				action: 'Report completion of own verification code',
				description:
					'Tell Telesign that a verification succeeded. Only for Own Code, which you check yourself.',
				routing: {
					request: { method: 'PUT', url: '/v1/verify/completion/{reference_id}' },
					send: { paginate: true },
					operations: { pagination: exchange(complete) },
				},
			},
			{
				name: 'Send',
				value: 'send',
				action: 'Send verification code by SMS or voice call',
				description:
					'Text or call a person with a one-time passcode; Telesign chooses what works best',
				routing: {
					request: {
						method: 'POST',
						url: '/v1/verify/smart',
						headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
					},
					send: { paginate: true },
					operations: { pagination: exchange(send) },
				},
			},
		],
		default: 'send',
	},
	...checkFields,
	...getFields,
	...completeFields,
	...sendFields,
];
