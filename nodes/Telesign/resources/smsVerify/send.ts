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
	description: 'Send a one-time passcode in a text message',
	additionalFields: [
		callbackUrl,
		{
			displayName: 'DLT Entity ID',
			name: 'dltEntityId',
			type: 'string',
			default: '',
			description: "Your company's ID in India's DLT registry. Only for messages within India.",
			check: limitedWord(40),
			...inBody('dlt_entity_id'),
		},
		{
			displayName: 'DLT Template ID',
			name: 'dltTemplateId',
			type: 'string',
			default: '',
			description: "Your text's ID in India's DLT registry. Only for messages within India.",
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
				'Whether Telesign is the first provider to send this message. Turn it off if another provider has already failed.',
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
				"Language of Telesign's standard message. Defaults to US English. Telesign ignores it if you add an SMS Message.",
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
				'Amount of the payment that the code confirms (PSD2). Telesign puts it in place of $$AMOUNT$$ in the message.',
			check: neededBy(PAYEE, limitedWord(40)),
			...inBody('transaction_amount'),
		},
		{
			...PAYEE,
			type: 'string',
			default: '',
			placeholder: 'e.g. Example Shop',
			description:
				'Who receives the payment that the code confirms (PSD2). Telesign puts it in place of $$PAYEE$$ in the message.',
			check: neededBy(AMOUNT, limitedWord(40)),
			...inBody('transaction_payee'),
		},
		{
			displayName: 'Sender ID',
			name: 'senderId',
			type: 'string',
			default: '',
			description:
				"Who the message comes from. Telesign uses it only if it is on your account's list of senders.",
			check: limitedWord(20),
			...inBody('sender_id'),
		},
		{
			displayName: 'SIM Swap Check',
			name: 'simSwapCheck',
			type: 'boolean',
			default: true,
			description:
				'Whether Telesign blocks the code if the SIM card of the number was swapped recently. Your account must have this feature.',
			check: sentAs('true', 'false'),
			...inBody('sim_swap_check'),
		},
		smsMessage('template'),
		useCase,
	],
});
