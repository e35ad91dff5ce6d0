/**
 * The reference ID of a transaction: 32 hexadecimal digits, upper case (Telesign OpenAPI
 * smart-verify-api.json, `reference_id`).
 */
import { kindOf, quote, type Refused } from './refusal';

/** 32 hexadecimal digits that are not a part of a longer word. */
const IDS = /(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/gi;

const ADVICE_REFERENCE =
	'Use the reference_id that Send returned, for example {{ $json.reference_id }}. It has 32 characters, 0 to 9 and A to F.';

/** What `reference_id` holds when the value is an item, or the JSON text of one; else the value. */
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
 * in the JSON text of one. Gives it in upper case, or why there is none. Never throws.
 */
export function parseReferenceId(value: unknown): { referenceId: string } | Refused {
	const text = ofItem(value);
	if (text === undefined || text === null || (typeof text === 'string' && !text.trim())) {
		return { refusal: "'Reference ID' is empty", advice: ADVICE_REFERENCE };
	}
	if (typeof text !== 'string') {
		return { refusal: `'Reference ID' is ${kindOf(text)}, not text`, advice: ADVICE_REFERENCE };
	}

	const [referenceId, ...others] = new Set(text.toUpperCase().match(IDS));
	if (referenceId === undefined) {
		return {
			refusal: `'Reference ID' ${quote(text)} is not a reference ID of Telesign`,
			advice: ADVICE_REFERENCE,
		};
	}
	if (others.length > 0) {
		return {
			refusal: "'Reference ID' holds more than one reference ID",
			advice: 'Use one item per transaction. The Split Out node makes items of a list.',
		};
	}

	return { referenceId };
}
