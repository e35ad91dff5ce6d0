import type { IDataObject, IExecuteSingleFunctions, INodeProperties } from 'n8n-workflow';
import { parseCallingCodes, startsWithOneOf } from '../../api/callingCodes';
import { LANGUAGES } from '../../api/languages';
import type { Refused } from '../../api/refusal';
import { checkSend } from '../../api/sendRequest';
import { USE_CASES } from '../../api/useCases';
import { part, type Answer } from '../../exchange/answer';
import type { Operation, Request } from '../../exchange/operation';
import { parameterOf } from '../../exchange/parameter';
import { channelAndStatus, maxWait, simplify } from '../shared';

const showOnlyForSend = { resource: ['smartVerify'], operation: ['send'] };

/** The fields of Send. Each says by `routing.send` where it goes in the form that Telesign gets. */
export const sendFields: INodeProperties[] = [
	{
		displayName: 'Phone Number',
		name: 'phoneNumber',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. +1 (310) 555-0100',
		description:
			'With the country code, in any usual spelling: blanks, dashes, brackets, a leading + or 00 are fine. The first digits count as the country code, whether meant so or not.',
		displayOptions: { show: showOnlyForSend },
		routing: { send: { type: 'body', property: 'phone_number' } },
	},
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		displayOptions: { show: showOnlyForSend },
		options: [
			{
				displayName: 'Delivery Method',
				name: 'preference',
				type: 'options',
				options: [
					{
						name: 'SMS',
						value: 'sms',
						description: 'Text message',
					},
					{
						name: 'Voice',
						value: 'call',
						description: 'Phone call in which the code is spoken',
					},
				],
				default: 'sms',
				description:
					'What to try instead of what Telesign would choose. Where the phone cannot take it, Telesign uses the other one.',
				routing: { send: { type: 'body', property: 'preference' } },
			},
			{
				displayName: 'End User IP Address',
				name: 'originatingIp',
				type: 'string',
				default: '',
				placeholder: 'e.g. 203.0.113.7',
				description:
					"IP address of the person who asked for the code, never your server's. Known from Telesign's SDKs only; its Smart Verify reference does not list it.",
				routing: { send: { type: 'body', property: 'originating_ip' } },
			},
			{
				displayName: 'End User Session ID',
				name: 'sessionId',
				type: 'string',
				default: '',
				description:
					"Your own ID of the person's session. Known from Telesign's SDKs only; its Smart Verify reference does not list it.",
				routing: { send: { type: 'body', property: 'session_id' } },
			},
			{
				displayName: 'Ignore Risk',
				name: 'ignoreRisk',
				type: 'boolean',
				default: false,
				description:
					'Whether to send the code even if the risk score of the number is above the limit set for your account. Blocklists still apply.',
				routing: { send: { type: 'body', property: 'ignore_risk' } },
			},
			{
				displayName: 'Language',
				name: 'language',
				type: 'options',
				options: [...LANGUAGES],
				default: 'en-US',
				description:
					'Language of the text in Voice Message, or else of the message that Telesign words. Any other tag can be given by an expression; Telesign may replace one that it does not support.',
				routing: { send: { type: 'body', property: 'language' } },
			},
			{
				displayName: 'Own Code',
				name: 'verifyCode',
				type: 'string',
				default: '',
				placeholder: 'e.g. 042917',
				description:
					"Digits to send instead of a code that Telesign makes up. You then check what the person types, not Telesign. Known from Telesign's SDKs only; its Smart Verify reference does not list it.",
				routing: { send: { type: 'body', property: 'verify_code' } },
			},
			{
				displayName: 'SMS Message',
				name: 'smsMessage',
				type: 'string',
				typeOptions: { rows: 3 },
				default: '',
				placeholder: 'e.g. Your code for Example Shop is $$CODE$$',
				description:
					'Text to send when the code goes by SMS. Write $$CODE$$ where the code belongs.',
				routing: { send: { type: 'body', property: 'sms_message' } },
			},
			{
				displayName: 'Use Case',
				name: 'ucid',
				type: 'options',
				options: [...USE_CASES],
				default: 'ATCK',
				description: 'What the code is for. Telesign weighs risk by it.',
				routing: { send: { type: 'body', property: 'ucid' } },
			},
			{
				displayName: 'Voice Message',
				name: 'ttsMessage',
				type: 'string',
				typeOptions: { rows: 3 },
				default: '',
				placeholder: 'e.g. Hello, your code is $$CODE$$. Once more: $$CODE$$',
				description:
					'Text to speak when the code goes by phone call. Write $$CODE$$ where the code belongs, and choose its Language. A new line makes a long pause, a colon a short one.',
				routing: { send: { type: 'body', property: 'tts_message' } },
			},
		],
	},
	simplify(showOnlyForSend),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: showOnlyForSend },
		options: [
			{
				displayName: 'Allowed Calling Codes',
				name: 'allowedCallingCodes',
				type: 'string',
				default: '',
				placeholder: 'e.g. 1, 44, 4930',
				description:
					'Comma-separated list of what a number may begin with. Any other number is refused and nothing is sent to it: a guard against bots that make you pay for codes to costly destinations (SMS pumping).',
			},
			maxWait,
		],
	},
];

/** A number outside the calling codes that the user allows. */
function refusalsByCallingCode(context: IExecuteSingleFunctions, digits: string): Refused[] {
	const parsed = parseCallingCodes(parameterOf(context, 'options.allowedCallingCodes', ''));
	if ('refusal' in parsed) {
		return [{ ...parsed, refusal: `'Allowed Calling Codes': ${parsed.refusal}` }];
	}
	if (parsed.codes.length === 0 || startsWithOneOf(digits, parsed.codes)) return [];
	return [
		{
			refusal: `'Phone Number' begins with none of the 'Allowed Calling Codes' (${parsed.codes.join(', ')})`,
			advice: 'Add its calling code there if you do want to send to that destination.',
		},
	];
}

/** Send: one code to one number. Source: Telesign OpenAPI `smart-verify-api.json`. */
export const send: Operation = {
	does: 'send the code',

	done: 'sent',

	once: {
		mayHaveHappened: 'The code may have been sent',
		findOut:
			'Nothing is sent again by itself. Ask the person, or look into the reports of the Telesign portal, before you run this item again.',
	},

	prepare(context, request) {
		const checked = checkSend(request.body as IDataObject);
		if ('refusals' in checked) return checked;
		const refusals = refusalsByCallingCode(context, checked.body.phone_number);
		return refusals.length > 0 ? { refusals } : { request: { ...request, body: checked.body } };
	},

	isResult: (state) => state !== 'blocked' && state !== 'failed',

	simplify(answer: Answer, { body }: Request) {
		const { json, referenceId } = answer;
		const optional = {
			phone_type: part(json, 'phone_type').description,
			carrier: part(json, 'carrier').name,
			risk_recommendation: part(json, 'risk').recommendation,
		};
		return {
			reference_id: referenceId ?? null,
			phone_number: (body as IDataObject).phone_number,
			...channelAndStatus(answer),
			...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
		};
	},
};
