/**
 * What to do about an answer: one line per family of codes, for the person in front of n8n.
 *
 * Sources of the cases: developer.telesign.com/enterprise/docs/all-status-and-error-codes and
 * developer.telesign.com/enterprise/docs/understand-telesign-status-and-error-codes. The lines are ours.
 */
import lines from './advice.json';

/** A group of codes that call for the same action. */
export type Family = keyof typeof lines;

/** Full sentences, ready to be shown. */
export type Advice = Readonly<Record<Family, string>>;

/** What the advice says differently for each product; the fields are those of its own Send. */
export interface Words {
	product: string;
	/** What to try when a phone can't be reached this way. */
	otherWay: string;
	/** What to use if the account does not have this product: a sentence, or nothing. */
	instead: string;
	/** For how long a code can be checked; a sentence. */
	kept: string;
	/** Name of the field of the credential with its address. */
	address: string;
	/** How to send in spite of a risk, if there is a way; begins with ", or ". */
	ignoreRisk: string;
}

/** The advice in the words of a product. */
export const adviceIn = (words: Words): Advice =>
	Object.fromEntries(
		Object.entries(lines).map(([family, line]) => [
			family,
			line.replace(/\{(\w+)\}/g, (_, name: keyof Words) => words[name]),
		]),
	) as Advice;
