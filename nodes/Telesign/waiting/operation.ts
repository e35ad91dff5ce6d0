/** Send Code and Wait: what the panel shows, and the two operations that it is made of. */
import { number, text, webAddress } from '../api/fields/text';
import type { Field, Operation } from '../exchange/operation';

/** A code that a person is waited for: sent by one operation, and checked by another. */
export interface WaitingOperation extends Operation {
	/** Its values are those of Send, and its own. */
	kind: 'waiting';
	/** Has the fields Reference ID and Code, and an output with `verified` and `code_state`. */
	check: Operation;
}

export const isWaiting = (operation: Operation): operation is WaitingOperation =>
	'kind' in operation && operation.kind === 'waiting';

/** The value on which n8n's signed addresses and its human review hang. */
const SEND_AND_WAIT = 'sendAndWait';

/** Telesign takes so many wrong codes of one verification. Source: docs/telesign.md. */
const MOST_TRIES = 3;

/** Telesign keeps a transaction for 12 hours. */
const LONGEST_WAIT_MINUTES = 12 * 60;

/** A figure of this operation: a whole number with a default. */
const figure = (
	[displayName, name, description]: [displayName: string, name: string, description: string],
	[fallback, min, max, unit]: [fallback: number, min: number, max: number, unit: string],
): Field => ({
	displayName,
	name,
	type: 'number',
	typeOptions: { minValue: min, maxValue: max },
	default: fallback,
	description,
	check: (value, ...field) => {
		const checked = number(fallback, min, max, unit)(value, ...field);
		return 'refusal' in checked ? checked : { value: Math.floor(checked.value) };
	},
});

const OWN_OPTIONS: Field[] = [
	figure(
		['Codes at Most', 'mostCodes', 'How many codes can be sent in all, including the first'],
		[3, 1, 10, 'codes'],
	),
	figure(
		['Limit Wait Time (Minutes)', 'waitMinutes', 'After this, the item continues, not verified'],
		[10, 1, LONGEST_WAIT_MINUTES, 'minutes'],
	),
	{
		displayName: 'Redirect When Done',
		name: 'doneUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://shop.example.com/welcome',
		description: 'Where the browser goes at the end, whatever the result',
		check: webAddress,
	},
	figure(
		[
			'Seconds Before Another Code',
			'secondsBetween',
			'How long a person has to wait for another code',
		],
		[30, 0, 3600, 'seconds'],
	),
	figure(
		['Tries', 'tries', 'How many wrong codes end it, counted over all codes sent'],
		[MOST_TRIES, 1, MOST_TRIES, 'tries'],
	),
];

/** Every text of the page: its parameter, its label, and what is there if nothing is filled in. */
const TEXTS = [
	['pageTitle', 'Title', 'Enter the code'],
	['pageText', 'Text', 'We have sent a code to your phone.'],
	['pageCode', 'Label of the Code', 'Code'],
	['pageButton', 'Button', 'Continue'],
	['pageAnother', 'Button for Another Code', 'Send another code'],
	['pageWrong', 'After a Wrong Code', 'That was not the code. Tries left: {tries}'],
	['pageSent', 'After Another Code', 'Another code is on its way.'],
	['pageEarly', 'Too Early for Another Code', 'You can have another code in {seconds} seconds.'],
	['pageUsedUp', 'After a Code That Is Used Up', 'That code is no longer valid.'],
	['pageFailed', 'After a Failure', 'That did not work. Please try again in a moment.'],
	['pageDone', 'When Verified', 'Thank you. You can close this page.'],
	['pageNotDone', 'When Not Verified', 'Your phone was not verified. You can close this page.'],
	['pageLanguage', 'Language Tag', 'en'],
] as const;

/** By parameter name. */
export type Texts = Readonly<Record<(typeof TEXTS)[number][0], string>>;

/** The texts of the page among the values of an item. */
export const textsOf = (values: Readonly<Record<string, unknown>>): Texts =>
	Object.fromEntries(
		TEXTS.map(([name, , fallback]) => [name, values[name] ?? fallback]),
	) as unknown as Texts;

const pageTexts: Field = {
	displayName: 'Page Texts',
	name: 'pageTexts',
	type: 'collection',
	placeholder: 'Add Text',
	default: {},
	description: 'What a person reads on the page. Texts that you do not add are in English.',
	options: TEXTS.map(
		([name, displayName, fallback]): Field => ({
			displayName,
			name,
			type: 'string',
			default: fallback,
			check: text,
		}),
	),
};

/**
 * Of Send's fields, those that make no sense while n8n waits: Telesign need not judge a code of one's
 * own, which would be stored, and there is one output only.
 */
const NOT_HERE = ['verifyCode', 'simplify'];

/** The fields of Send, with the options of this operation among its own. */
function fieldsOf(fields: Field[]): Field[] {
	return fields
		.filter(({ name }) => !NOT_HERE.includes(name))
		.map((field) => {
			if (field.type !== 'collection') return field;
			const own = field.name === 'options' ? OWN_OPTIONS : [];
			const options = [...fieldsOf(field.options as Field[]), ...own];
			options.sort((a, b) => a.displayName.localeCompare(b.displayName));
			return { ...field, options };
		});
}

/**
 * Send Code and Wait of a resource: its panel is that of Send, and what a person enters is checked by
 * its Check.
 */
export const sendAndWait = (send: Operation, check: Operation): WaitingOperation => ({
	...send,
	kind: 'waiting',
	check,
	value: SEND_AND_WAIT,
	name: 'Send Code and Wait',
	action: `${send.action} and wait until it was entered`,
	description:
		'Send a code, wait until the person has entered it on a page, and continue with the result',
	fields: [...fieldsOf(send.fields), pageTexts],
	toItem: (answer, values) => ({ ...send.toItem(answer, values), values: { ...values } }),
});
