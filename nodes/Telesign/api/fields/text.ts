/** Fields that hold text, a choice, a switch or a number of seconds. */
import { isEmpty, kindOf, quote, refuse, type Check } from './refusal';

/** Telesign puts the passcode here, every time it occurs (Telesign OpenAPI smart-verify-api.json). */
export const CODE_PLACEHOLDER = '$$CODE$$';

/**
 * Longest SMS text, in code points. 160 by default, up to 1600 after asking Telesign Support
 * (Telesign OpenAPI sms-verify-api.json, `template`). Nothing is documented for `sms_message`.
 */
export const SMS_MAX = 1600;

/**
 * Longest spoken text, in code points (Telesign OpenAPI voice-verify-api.json, `prompt_message`).
 * Nothing is documented for `tts_message`.
 */
export const TTS_MAX = 2000;

/** Longer than any language, ID or address of a computer. */
const LONGEST_WORD = 200;

/** What browsers and servers take, more or less. */
const LONGEST_ADDRESS = 2000;

/** A day: longer waits are milliseconds by mistake, and Telesign keeps a transaction for 12 hours. */
const LONGEST_WAIT_SECONDS = 86_400;

/**
 * Any text, unchanged. A number becomes text if all its digits are known; a field that is not filled in is
 * not sent.
 */
export const text: Check<string | undefined> = (value, name) => {
	const written = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
	if (isEmpty(written)) return { value: undefined };
	if (typeof value === 'number' && (/e/.test(String(value)) || Math.abs(value) > 2 ** 53)) {
		return refuse(
			`'${name}' is ${String(value)}, a number that has lost digits`,
			'Keep it as text from its source on.',
		);
	}
	if (typeof written !== 'string') {
		return refuse(
			`'${name}' is ${kindOf(value)}, not text`,
			'Enter text, or choose the one field of the item that has it.',
		);
	}
	if (/\p{Cs}/u.test(written)) {
		return refuse(
			`'${name}' has half of a character in it`,
			'The text was cut in the middle of an emoji or a rare character. Enter it again.',
		);
	}

	return { value: written };
};

/** Text without the spaces around it, changed by `tidy`. */
export const word =
	(tidy = (written: string) => written): Check<string | undefined> =>
	(value, name, others) => {
		const checked = text(value, name, others);

		if ('refusal' in checked || checked.value === undefined) return checked;
		const written = checked.value.trim();

		return written.length <= LONGEST_WORD
			? { value: tidy(written) }
			: refuse(
					`'${name}' has ${written.length} characters, which is too long`,
					'Choose the one field of the item that you mean.',
				);
	};

/** A word of a form; `what` says it for the refusal. */
export const matching =
	(form: RegExp, what: string): Check<string | undefined> =>
	(value, name, others) => {
		const checked = word()(value, name, others);
		return 'refusal' in checked || checked.value === undefined || form.test(checked.value)
			? checked
			: refuse(`'${name}' is not ${what}`, `Enter ${what}.`);
	};

/** A word of at most `max` characters. */
export const limitedWord =
	(max: number): Check<string | undefined> =>
	(value, ...field) =>
		limited(max)(typeof value === 'string' ? value.trim() : value, ...field);

/** An address on the web. */
export const webAddress: Check<string | undefined> = (value, name, others) => {
	const checked = limitedWord(LONGEST_ADDRESS)(value, name, others);
	if ('refusal' in checked || checked.value === undefined) return checked;
	if (!/^https?:\/\//i.test(checked.value)) {
		return refuse(`'${name}' does not start with https://`, 'Enter the whole address.');
	}

	return !/\s/.test(checked.value) && URL.canParse(checked.value)
		? checked
		: refuse(`'${name}' is not a URL`, 'Copy the address again, and nothing else.');
};

/** Text of at most `max` code points, which is how Telesign counts. */
export const limited =
	(max: number): Check<string | undefined> =>
	(value, name, others) => {
		const checked = text(value, name, others);
		if ('refusal' in checked || checked.value === undefined) return checked;
		const length = checked.value.length > 4 * max ? Infinity : Array.from(checked.value).length;
		if (length <= max) return checked;
		const many = Number.isFinite(length) ? length : `more than ${4 * max}`;

		return refuse(
			`'${name}' has ${many} characters, and the most that Telesign accepts is ${max}`,
			'Shorten the text.',
		);
	};

/**
 * A message text of at most `max` code points, with the place of the code in it unless the field
 * `ownCode` says that the code may stand in the text itself.
 */
export const message =
	(max: number, ownCode: string): Check<string | undefined> =>
	(value, name, others) => {
		const checked = limited(max)(value, name, others);
		if ('refusal' in checked || checked.value === undefined) return checked;

		return checked.value.includes(CODE_PLACEHOLDER) || !isEmpty(others[ownCode])
			? checked
			: refuse(
					`'${name}' has no ${CODE_PLACEHOLDER} in it${others[ownCode] === null ? ", and the expression in 'Own Code' gives nothing" : ''}, so the person would get no code`,
					`Put ${CODE_PLACEHOLDER} where the code should be, in exactly these characters.`,
				);
	};

/** A switch. Text and numbers that say the same are taken, as expressions often give them. */
export const flag =
	(fallback: boolean): Check<boolean> =>
	(value, name) => {
		if (isEmpty(value)) return { value: fallback };
		// Only a plain value has a safe String().
		const choice = typeof value === 'object' ? '' : String(value).trim().toLowerCase();
		if (choice === 'true' || choice === '1') return { value: true };
		if (choice === 'false' || choice === '0') return { value: false };

		return refuse(
			`'${name}' is neither true nor false`,
			'Turn it on or off, or let the expression give true or false.',
		);
	};

/**
 * A switch that goes on the wire as text.
 *
 * @param off undefined if it is not sent then; a switch that is not there is never sent
 */
export const sentAs =
	(on: string, off?: string): Check<string | undefined> =>
	(value, name, others) => {
		if (isEmpty(value)) return { value: undefined };
		const checked = flag(false)(value, name, others);

		return 'refusal' in checked ? checked : { value: checked.value ? on : off };
	};

/** A number from `min` to `max`; `unit` in words, for the refusal. */
export const number =
	(fallback: number, min: number, max: number, unit: string): Check<number> =>
	(value, name) => {
		if (isEmpty(value)) return { value: fallback };
		const isPlain = typeof value === 'number' || typeof value === 'string';
		const given = isPlain ? Number(value) : NaN;
		if (given >= min && given <= max) return { value: given };

		return refuse(
			`'${name}' is ${isPlain ? quote(String(value)) : kindOf(value)}, not a number of ${unit} from ${min} to ${max}`,
			`Enter a number of ${unit}, or let the expression give one.`,
		);
	};

/** A number of seconds, up to a day. */
export const seconds = (fallback: number, min: number): Check<number> =>
	number(fallback, min, LONGEST_WAIT_SECONDS, 'seconds');
