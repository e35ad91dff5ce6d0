/** A JSON object from the outside, read more strictly than `JSON.parse` reads it. */
import { quote } from '../api/fields/refusal';

/** How deep lists and objects may be nested; Telesign's delivery reports have 4 levels at most. */
const MAX_DEPTH = 20;

/** Strings, with the colon that follows a key, and brackets: enough to walk through valid JSON. */
const TOKENS = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|[[\]{}]/g;

/** What makes valid JSON ambiguous or unwieldy, if anything does. */
function flawOf(text: string): string | undefined {
	/** The keys so far of each object that is open, and undefined for each list. */
	const open: Array<Set<string> | undefined> = [];
	for (const [token, characters, colon] of text.matchAll(TOKENS)) {
		if (token === '{' || token === '[') {
			open.push(token === '{' ? new Set() : undefined);
			if (open.length > MAX_DEPTH) return `is nested more than ${MAX_DEPTH} levels deep`;
		} else if (token === '}' || token === ']') {
			open.pop();
		} else if (colon !== undefined) {
			const key = JSON.parse(`"${characters}"`) as string;
			const keys = open[open.length - 1]!;
			if (keys.has(key)) return `has the key ${quote(key)} twice`;
			keys.add(key);
		}
	}

	return undefined;
}

/**
 * Reads bytes as one JSON object in UTF-8, or says why they are not taken, to follow "the body".
 * `JSON.parse` keeps the last of several equal keys, where another reader may keep the first: such
 * an object is refused, also if the keys are spelled differently ("a", "\u0061"). Never throws.
 */
export function readJsonObject(
	bytes: Buffer,
): { json: Record<string, unknown> } | { refusal: string } {
	const text = bytes.toString('utf8');
	if (!Buffer.from(text, 'utf8').equals(bytes)) return { refusal: 'is not UTF-8' };

	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		return { refusal: 'is not JSON' };
	}
	if (typeof json !== 'object' || json === null || Array.isArray(json)) {
		return { refusal: 'is not a JSON object' };
	}
	const refusal = flawOf(text);

	return refusal === undefined ? { json: json as Record<string, unknown> } : { refusal };
}
