import { limitedWord, sentAs, word } from '../../api/fields/text';
import { smsVerify } from '../../api/product';
import {
	callbackUrl,
	endUserIp,
	inBody,
	neededBy,
	ownCode,
	sending,
	smsMessage,
	useCase,
} from '../fields/sending';

const AMOUNT = { displayName: 'Payment Amount', name: 'transactionAmount' };
const PAYEE = { displayName: 'Payment Payee', name: 'transactionPayee' };

/** Send of SMS Verify. Source: Telesign OpenAPI `sms-verify-api.json`, version 1.0.0. */
export const send = sending({
	product: smsVerify,
	url: '/v1/verify/sms',
	action: 'Send verification code by SMS',
	description: 'Text a person a one-time passcode',
	additionalFields: [
		callbackUrl,
		{
			displayName: 'DLT Entity ID',
			name: 'dltEntityId',
			type: 'string',
			default: '',
			description:
				'ID that your company has in the registry of India (DLT). Only for messages within India.',
			check: limitedWord(40),
			...inBody('dlt_entity_id'),
		},
		{
			displayName: 'DLT Template ID',
			name: 'dltTemplateId',
			type: 'string',
			default: '',
			description:
				'ID that your text has in the registry of India (DLT). Only for messages within India.',
			check: limitedWord(40),
			...inBody('dlt_template_id'),
		},
		endUserIp(),
		{
			displayName: 'Is Primary Provider',
			name: 'isPrimary',
			type: 'boolean',
			default: true,
			description:
				'Whether Telesign is the first to try this message. Switch it off where another provider has failed before.',
			check: sentAs('true', 'false'),
			...inBody('is_primary'),
		},
		{
			displayName: 'Language',
			name: 'language',
			type: 'string',
			default: '',
			placeholder: 'e.g. fr-CA',
			description:
				'Language of the message that Telesign words. It has no effect beside an SMS Message.',
			check: word(),
			...inBody('language'),
		},
		ownCode([3, 7]),
		{
			...AMOUNT,
			type: 'string',
			default: '',
			placeholder: 'e.g. 12.50 EUR',
			description:
				'Amount of the payment that the code confirms (PSD2); $$AMOUNT$$ in the SMS Message',
			check: neededBy(PAYEE, limitedWord(40)),
			...inBody('transaction_amount'),
		},
		{
			...PAYEE,
			type: 'string',
			default: '',
			placeholder: 'e.g. Example Shop',
			description:
				'Who receives the payment that the code confirms (PSD2); $$PAYEE$$ in the SMS Message',
			check: neededBy(AMOUNT, limitedWord(40)),
			...inBody('transaction_payee'),
		},
		{
			displayName: 'Sender ID',
			name: 'senderId',
			type: 'string',
			default: '',
			description:
				'Who the message is from. Telesign uses it only if it is on the list of senders of your account.',
			check: limitedWord(20),
			...inBody('sender_id'),
		},
		{
			displayName: 'SIM Swap Check',
			name: 'simSwapCheck',
			type: 'boolean',
			default: true,
			description:
				'Whether Telesign looks if the SIM card of the number was swapped lately, and blocks the code then. Your account must have it.',
			check: sentAs('true', 'false'),
			...inBody('sim_swap_check'),
		},
		smsMessage(
			'template',
			'Text to send instead of the one that Telesign words. Write $$CODE$$ where the code belongs. Telesign takes 160 characters, and up to 1,600 once its Support has allowed that.',
		),
		useCase,
	],
});
