/** SMS Verify. Source: Telesign OpenAPI sms-verify-api.json. */
import { useCases } from './smart';
import { isFlag, isShort, type V1Product } from './v1';

/** Longest values, in characters; `template` has a setting. */
const longest = {
	sender_id: 20,
	dlt_template_id: 40,
	dlt_entity_id: 40,
	transaction_amount: 40,
	transaction_payee: 40,
};

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

	wrongField(form, { unknownValue, templateMaxLength }) {
		if (!isShort(form.get('template'), templateMaxLength)) return 'template';
		for (const [name, length] of Object.entries(longest))
			if (!isShort(form.get(name), length)) return name;
		// Each requires the other.
		if (form.has('transaction_amount') && !form.has('transaction_payee'))
			return 'transaction_payee';
		if (form.has('transaction_payee') && !form.has('transaction_amount'))
			return 'transaction_amount';
		if (unknownValue === 'ignored') return undefined;
		if (!useCases.includes(form.get('ucid') ?? 'UNKN')) return 'ucid';
		return ['is_primary', 'sim_swap_check'].find((name) => !isFlag(form.get(name)));
	},

	channelOf: () => 'sms',

	textOf(form) {
		const [amount, payee] = [form.get('transaction_amount'), form.get('transaction_payee')];
		const usual =
			amount === undefined
				? 'Your verification code: $$CODE$$'
				: 'Your code to pay $$AMOUNT$$ to $$PAYEE$$: $$CODE$$';
		return (form.get('template') ?? usual)
			.replaceAll('$$AMOUNT$$', () => amount ?? '')
			.replaceAll('$$PAYEE$$', () => payee ?? '');
	},

	isLifted: () => false,
	riskStatus: () => 233,
	subResource: () => 'sms',
	more: () => ({ verify: { code_state: 'UNKNOWN', code_entered: '' } }),
};
