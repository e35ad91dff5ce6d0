/** The words that all refusals of a field value share. */

/** Why a value was not taken (one sentence without a period), and what to do about it. */
export interface Refused {
	refusal: string;
	advice: string;
}

/** The kind of a value that is not text, for a sentence: "is a list". */
export function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'boolean') return 'true or false';
	if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : String(value);

	return 'an object';
}

/** The first 30 characters of a value in double quotes, without control characters. */
export function quote(text: string): string {
	const characters = Array.from(text.trim().replace(/[\p{Cc}\p{Cs}]/gu, ' '));
	const shown = characters.slice(0, 30).join('');

	return characters.length > 30 ? `"${shown}…"` : `"${shown}"`;
}
