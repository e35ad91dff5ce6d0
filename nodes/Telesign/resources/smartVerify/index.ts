import type { INodeProperties } from 'n8n-workflow';
import { exchange } from '../../exchange/exchange';
import { send, sendFields } from './send';

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
				name: 'Send',
				value: 'send',
				action: 'Send a verification code by SMS or voice call',
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
	...sendFields,
];
