/**
 * Status codes and their texts: the sandbox's own copy, so that a mistake in the node's tables cannot
 * hide (`test/sandbox/tables.test.ts` compares the two).
 *
 * Source: developer.telesign.com/enterprise/docs/all-status-and-error-codes. 133 and 232 are on older
 * pages only, 291 in Telesign OpenAPI voice-verify-api.json. 3116, 3119, 3309 and 39xx:
 * Telesign OpenAPI verify-api.json and docs/verify-api-status-codes; 3908 and 3931 are known from other
 * people's clients alone, and their words are ours.
 */
import texts from './texts.json';

const byCode: Readonly<Record<string, string>> = texts;

/** Statuses after which another one may come. */
const onTheWay = new Set([103, 105, 203, 290, 291, 292, 295, 599, 2000]);

/** Telesign's words for a status code; `{value}` is filled in. */
export const textOf = (code: number, value = '') => byCode[code].replace('{value}', value);

/** Whether no later status follows. */
export const isFinal = (code: number) => !onTheWay.has(code);
