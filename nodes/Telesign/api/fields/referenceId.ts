/**
 * The reference ID of a transaction: 32 hexadecimal digits, upper case (Telesign OpenAPI
 * smart-verify-api.json, `reference_id`).
 */
import { isEmpty, kindOf, quote, refuse, type Check } from './refusal';

/** 32 hexadecimal digits that are not a part of a longer word. */
const IDS = /(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/gi;

/** Longer than any item of Send Code, and quick to search. */
const LONGEST = 100_000;

const ADVICE =
	'Use the reference_id from Send Code, for example {{ $json.reference_id }}. It has 32 characters, 0 to 9 and A to F.';

/** The `reference_id` of a value that is an item, or the JSON text of one; else the value. */
function ofItem(value: unknown): unknown {
	let item = value;
	if (typeof value === 'string' && value.trim().startsWith('{')) {
		try {
			item = JSON.parse(value);
		} catch {
			return value;
		}
	}

	return typeof item === 'object' && item !== null && 'reference_id' in item
		? item.reference_id
		: value;
}

/**
 * Finds the reference ID in text (the ID itself, a URL or a sentence with it), in an item of Send or
 * in the JSON text of one. Gives it in upper case. What may be a code is not repeated.
 */
export const referenceId: Check<string> = (value, name) => {
	const text = ofItem(value);
	if (isEmpty(text)) return refuse(`'${name}' is empty`, ADVICE);
	if (typeof text !== 'string') {
		return refuse(`'${name}' is ${kindOf(text)}, not text`, ADVICE);
	}

	const [found, ...others] = new Set(text.slice(0, LONGEST).toUpperCase().match(IDS));
	if (found === undefined) {
		const isShort = text.trim().length <= 12;
		const said = isShort ? `of ${text.trim().length} characters` : quote(text);
		return refuse(`'${name}' ${said} is not a reference ID of Telesign`, ADVICE);
	}
	if (others.length > 0) {
		return refuse(
			`'${name}' contains more than one reference ID`,
			'Use one item per transaction. The Split Out node turns a list into items.',
		);
	}

	return { value: found };
};
