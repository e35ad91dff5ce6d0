/**
 * From the values in the fields of Send to the form that goes on the wire, or to what is to be
 * corrected first. This is the only place that decides what is sent.
 *
 * Sources: Telesign OpenAPI smart-verify-api.json; for `verify_code`, `originating_ip`,
 * `session_id`, `ignore_risk` and the values of `preference`: Telesign Java SDK 2016 (Verify.java).
 */
import { CODE_PLACEHOLDER, codePointLength, isWellFormed, SMS_MAX, TTS_MAX } from './message';
import { parsePhoneNumber } from './phoneNumber';
import { kindOf, type Refused } from './refusal';

export type SendField =
	| 'phone_number'
	| 'ucid'
	| 'sms_message'
	| 'tts_message'
	| 'language'
	| 'preference'
	| 'ignore_risk'
	| 'verify_code'
	| 'originating_ip'
	| 'session_id';

/**
 * `body`: the form fields, never an empty string. `refusals`: one for each field that cannot be sent
 * as it is, at least one; none holds the own code or a message text.
 */
export type CheckedSend = { body: Record<string, string> } | { refusals: Refused[] };

/** What a field sends (`undefined`: nothing), or why it cannot be sent. */
type Checked = { send: string | undefined } | Refused;

/** Checks the value of one field; `name` is its display name. */
type Check = (value: unknown, name: string) => Checked;

const NOTHING: Checked = { send: undefined };

/** Any text, unchanged. A number becomes text; a field that is not filled in is not sent. */
const text: Check = (value, name) => {
	if (value === undefined || value === null) return NOTHING;

	const written = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
	if (typeof written !== 'string') {
		return {
			refusal: `'${name}' is ${kindOf(value)}, not text`,
			advice: 'Fill in text, or choose the one field of the item that holds it.',
		};
	}
	if (written.trim() === '') return NOTHING;
	if (!isWellFormed(written)) {
		return {
			refusal: `'${name}' has half of a character in it`,
			advice: 'The text was cut in the middle of an emoji or a rare character. Fill it in again.',
		};
	}

	return { send: written };
};

/** Text without the blanks around it, changed by `tidy`. */
const word =
	(tidy = (written: string) => written): Check =>
	(value, name) => {
		const checked = text(value, name);

		return 'send' in checked && checked.send !== undefined
			? { send: tidy(checked.send.trim()) }
			: checked;
	};

/** Text of at most `max` code points. */
const message =
	(max: number): Check =>
	(value, name) => {
		const checked = text(value, name);
		const length = 'send' in checked ? codePointLength(checked.send ?? '') : 0;
		if (length <= max) return checked;

		return {
			refusal: `'${name}' has ${length} characters, and Telesign takes ${max} at most`,
			advice: 'Shorten the text.',
		};
	};

const phoneNumber: Check = (value) => {
	const parsed = parsePhoneNumber(value);

	return 'digits' in parsed ? { send: parsed.digits } : parsed;
};

/** Spellings of the two methods. The product names stand in the OpenAPI, the SDKs send these words. */
const METHODS = new Map([
	['sms', 'sms'],
	['smsverify', 'sms'],
	['call', 'call'],
	['phonecall', 'call'],
	['voice', 'call'],
	['voicecall', 'call'],
	['voiceverify', 'call'],
]);

/** Another word is sent as it is, for Telesign to decide. */
const deliveryMethod = word(
	(written) => METHODS.get(written.toLowerCase().replace(/[\s_-]/g, '')) ?? written,
);

/** Sent only when true. */
const ignoreRisk: Check = (value, name) => {
	// Only a plain value has a safe String().
	const isPlain = typeof value !== 'object' || value === null;
	const choice = isPlain
		? String(value ?? '')
				.trim()
				.toLowerCase()
		: undefined;
	if (choice === 'true' || choice === '1') return { send: 'true' };
	if (choice === 'false' || choice === '0' || choice === '') return NOTHING;

	return {
		refusal: `'${name}' is neither true nor false`,
		advice: 'Switch it on or off, or let the expression give true or false.',
	};
};

/** Digits, with leading zeros kept. How many is a setting of the Telesign account. */
const ownCode: Check = (value, name) => {
	const checked = text(value, name);
	if (!('send' in checked) || checked.send === undefined) return checked;

	const code = checked.send.replace(/[\s\p{Pd}]/gu, '');
	const isWhole = typeof value !== 'number' || (Number.isSafeInteger(value) && value >= 0);
	if (isWhole && /^\d+$/.test(code)) return { send: code };

	return {
		refusal: `'${name}' has something other than digits in it`,
		advice: 'Use the digits 0 to 9, or leave it empty to let Telesign make the code.',
	};
};

interface Field {
	/** Display name. */
	name: string;
	check: Check;
}

/** The fields of Send, in the order in which they go on the wire. */
const FIELDS: Readonly<Record<SendField, Field>> = {
	phone_number: { name: 'Phone Number', check: phoneNumber },
	ucid: { name: 'Use Case', check: word((written) => written.toUpperCase()) },
	sms_message: { name: 'SMS Message', check: message(SMS_MAX) },
	tts_message: { name: 'Voice Message', check: message(TTS_MAX) },
	language: { name: 'Language', check: word() },
	preference: { name: 'Delivery Method', check: deliveryMethod },
	ignore_risk: { name: 'Ignore Risk', check: ignoreRisk },
	verify_code: { name: 'Own Code', check: ownCode },
	originating_ip: { name: 'End User IP Address', check: word() },
	session_id: { name: 'End User Session ID', check: word() },
};

/**
 * Checks the values of one Send, by name on the wire, and gives the form to send, or everything in
 * it that is to be corrected. What is undefined, null or blank is not sent. Never throws.
 */
export function checkSend(fields: Partial<Record<SendField, unknown>>): CheckedSend {
	const body = new Map<string, string>();
	const refused = new Map<string, Refused>();
	for (const field of Object.keys(FIELDS) as SendField[]) {
		const { name, check } = FIELDS[field];
		const checked = check(fields[field], name);
		if ('refusal' in checked) refused.set(field, checked);
		else if (checked.send !== undefined) body.set(field, checked.send);
	}

	const isFilledIn = (field: SendField) => body.has(field) || refused.has(field);
	for (const field of ['sms_message', 'tts_message'] as const) {
		const lacksCode = body.has(field) && !body.get(field)!.includes(CODE_PLACEHOLDER);
		if (lacksCode && !isFilledIn('verify_code')) {
			refused.set(field, {
				refusal: `'${FIELDS[field].name}' has no ${CODE_PLACEHOLDER} in it, so the person would get no code`,
				advice: `Put ${CODE_PLACEHOLDER} where the code belongs, in exactly these characters.`,
			});
		}
	}
	if (isFilledIn('tts_message') && !isFilledIn('language')) {
		refused.set('language', {
			refusal: "'Language' is empty, and a 'Voice Message' needs one",
			advice: "Choose the language of the text in 'Voice Message'.",
		});
	}

	return refused.size === 0
		? { body: Object.fromEntries(body) }
		: { refusals: [...refused.values()] };
}
