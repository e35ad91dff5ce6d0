/**
 * What to do about an answer: one line per family of codes, for the person at the n8n panel.
 *
 * Sources of the cases: developer.telesign.com/enterprise/docs/all-status-and-error-codes and
 * developer.telesign.com/enterprise/docs/understand-telesign-status-and-error-codes. The lines are ours.
 */
import lines from './advice.json';

/** A group of codes for which the same thing is to be done. */
export type Family = keyof typeof lines;

/** Full sentences, ready to be shown. */
export const ADVICE: Readonly<Record<Family, string>> = lines;
