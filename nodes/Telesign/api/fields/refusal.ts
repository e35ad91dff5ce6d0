/** What a check of a field's value gives, and the words that all refusals share. */

/** Why a value is not taken (one sentence without a period), and what to do about it (sentences). */
export interface Refusal {
	refusal: string;
	advice: string;
}

/** What a field gives: a plain value, undefined for one that is not filled in; or why it is refused. */
export type Checked<T = unknown> = { value: T } | Refusal;

/**
 * Checks the value of a field. Pure, and never throws.
 *
 * @param value as it was filled in, or as its expression gave it
 * @param name display name of the field, for the refusal
 * @param others what all fields of the item hold, by parameter name, before any was checked
 */
export type Check<T = unknown> = (
	value: unknown,
	name: string,
	others: Readonly<Record<string, unknown>>,
) => Checked<T>;

export const refuse = (refusal: string, advice: string): Refusal => ({ refusal, advice });

/** True for what counts as not filled in. */
export const isEmpty = (value: unknown): boolean =>
	value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** The kind of a value that is not text, for a sentence: "is a list". */
export function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'boolean') return 'true or false';
	if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : String(value);

	return 'an object';
}

/** The first 30 characters of a value in double quotes, without control characters. */
export function quote(text: string): string {
	const characters = Array.from(
		text
			.slice(0, 200)
			.trim()
			.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' '),
	);
	const shown = characters.slice(0, 30).join('');

	return characters.length > 30 ? `"${shown}…"` : `"${shown}"`;
}
