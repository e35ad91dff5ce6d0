/** Reading what came back: the envelope that all answers and delivery reports of `/v1/verify` share. */
import type { Family } from './codes/advice';
import { busyOf, leavesOpen, readCodes, wasTried, type Busy, type Codes } from './codes/read';
import { statusOf, type StatusCode } from './codes/status';

/** JSON as it came, without secrets (`secrets.ts`). */
export type Json = Record<string, unknown>;

/** Telesign's answer, read: the same for every product. */
export interface Answer {
	/** HTTP status, 200 for most blocks and failures too. */
	httpStatus: number;
	/** Whether the answer is the one that was asked for: HTTP 2xx, or a verdict on a code. */
	isSuccess: boolean;
	/** `status.code`; null where the product has none in this answer. */
	statusCode: number | null;
	/** `status.description`, in Telesign's words. */
	statusText: string;
	/** What the tables say of the status. */
	meaning: StatusCode;
	/** First `errors[].code`. */
	errorCode?: number;
	/** First `errors[].description`. */
	errorText?: string;
	referenceId?: string;
	/** Set where Telesign attempted nothing, and the same request may go better later. */
	busy?: Busy;
	/** If the answer is no success: whether the request may have had its effect all the same. */
	leavesOpen: boolean;
	/** If the answer is no success: whether the person was called or texted all the same. */
	wasTried: boolean;
	/** If the answer is no success: what is to be done, the key of the product's advice. */
	family: Family;
	/** If the answer is no success: whether the same request may go better later. */
	retryHelps: boolean;
	json: Json;
}

export const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object inside Telesign's JSON; empty where there is none. */
export const part = (json: Json, key: string): Json => {
	const value = json[key];
	return isObject(value) ? value : {};
};

/** Telesign's codes are numbers; some of its documents write them as strings. */
export function toCode(value: unknown): number | undefined {
	const code = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof code === 'number' && Number.isSafeInteger(code) ? code : undefined;
}

const LONGEST_LINE = 300;

/** A text on one line, without control characters and marks of writing direction, cut if it is long. */
export function toLine(text: string): string {
	const line = text
		.slice(0, 10 * LONGEST_LINE)
		// What colours a terminal; it begins with a control character.
		.replace(/\p{Cc}\[[\d;]*[A-Za-z]/gu, '')
		.replace(/[\p{Cc}\p{Cf}\p{Cs}\s\p{Zl}\p{Zp}]+/gu, ' ')
		.trim();
	return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line;
}

/** A text of Telesign's JSON on one line; undefined where there is none. */
export const textOf = (value: unknown): string | undefined =>
	typeof value === 'string' ? toLine(value) || undefined : undefined;

/** `errors` is a list; Telesign's documents also show a single `error` object (completion, 503). */
function firstError({ errors, error }: Json): Json {
	const first: unknown = Array.isArray(errors) ? errors[0] : errors;
	return [first, error].find(isObject) ?? {};
}

/** What the codes of an answer say. */
export function answerOf(codes: Codes, statusText: string | undefined, json: Json): Answer {
	const { httpStatus, statusCode } = codes;
	return {
		...codes,
		isSuccess: httpStatus >= 200 && httpStatus < 300,
		statusCode: statusCode ?? null,
		statusText: statusText ?? '',
		meaning: statusOf(statusCode),
		referenceId: textOf(json.reference_id),
		busy: busyOf(codes),
		leavesOpen: leavesOpen(codes),
		wasTried: wasTried(codes),
		...readCodes(codes),
		json,
	};
}

export const isRedirect = (httpStatus: number): boolean => httpStatus >= 300 && httpStatus < 400;

/**
 * Reads an answer of `/v1/verify`: it is Telesign's when its body is a JSON object with a numeric
 * `status.code` (Telesign OpenAPI `smart-verify-api.json`). Undefined for everything else, and for
 * redirects, whatever they carry. Never throws.
 *
 * @param json body without secrets
 */
export function readEnvelope(httpStatus: number, json: unknown): Answer | undefined {
	if (!isObject(json) || isRedirect(httpStatus)) return undefined;
	const status = part(json, 'status');
	const statusCode = toCode(status.code);
	if (statusCode === undefined) return undefined;
	const error = firstError(json);
	const errorCode = toCode(error.code);
	const errorText = textOf(error.description);
	return answerOf(
		{ httpStatus, statusCode, errorCode, errorText },
		textOf(status.description),
		json,
	);
}

/**
 * How a code goes to a person, from `sub_resource`, for which Telesign's documents have both `call` and
 * `voice` (Telesign OpenAPI smart-verify-api.json and voice-verify-api.json).
 */
export const channelOf = (subResource: unknown): string | undefined =>
	subResource === 'call' ? 'voice' : textOf(subResource);
