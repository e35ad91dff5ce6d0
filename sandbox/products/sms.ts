/** SMS Verify. Source: Telesign OpenAPI sms-verify-api.json. */
import { useCase } from './smart';
import { upTo, type V1Product } from './v1';

const flag = /^(true|false)$/i;
const templates = { 160: upTo(160), 1600: upTo(1600) };
const short = upTo(40);

export const sms: V1Product = {
	name: 'sms',
	title: 'Verify SMS',
	codeDigits: 7,
	ownCode: /^\d{3,7}$/,
	takesOwnCode: () => true,
	takesCallbackUrl: true,
	unauthorized: 501,
	expired: 599,
	blocksAtOnce: false,
	features: ['numbering', 'phone_type', 'risk'],
	fields: ({ templateMaxLength }) => ({
		template: templates[templateMaxLength],
		sender_id: upTo(20),
		dlt_template_id: short,
		dlt_entity_id: short,
		transaction_amount: short,
		transaction_payee: short,
	}),
	pair: ['transaction_amount', 'transaction_payee'],
	words: { ucid: useCase, is_primary: flag, sim_swap_check: flag },
	channelOf: () => 'sms',
	textOf(form) {
		const [amount, payee] = [form.get('transaction_amount'), form.get('transaction_payee')];
		const what = amount === undefined ? 'verification code' : 'code to pay $$AMOUNT$$ to $$PAYEE$$';
		return (form.get('template') ?? `Your ${what}: $$CODE$$`)
			.replaceAll('$$AMOUNT$$', () => amount ?? '')
			.replaceAll('$$PAYEE$$', () => payee ?? '');
	},
	liftsRisk: () => false,
	riskStatus: () => 233,
	subResource: () => 'sms',
	more: () => ({ verify: { code_state: 'UNKNOWN', code_entered: '' } }),
};
