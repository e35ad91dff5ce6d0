import type { IDataObject, IN8nHttpFullResponse } from 'n8n-workflow';
import { statusOf, type StatusCode } from '../api/statusCodes';

/** A body of Telesign's, read: `status` is always there, the rest where Telesign gave it. */
export interface Answer {
	/** HTTP status, 200 for most blocks and failures too. */
	httpStatus: number;
	/** `status.code`. */
	statusCode: number;
	/** `status.description`, in Telesign's words. */
	statusText: string;
	/** What the tables say of `status.code`. */
	meaning: StatusCode;
	/** First `errors[].code`. */
	errorCode?: number;
	/** First `errors[].description`. */
	errorText?: string;
	referenceId?: string;
	/** The body as it came. */
	json: IDataObject;
}

/** An answer that no Telesign gave, or that did not arrive whole. */
export interface Unreadable {
	httpStatus: number;
	contentType: string;
	/** First 200 characters of the body, on one line. */
	excerpt: string;
	/** Host that a redirect points to. */
	redirectedTo?: string;
}

const isObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object inside Telesign's JSON; empty where there is none. */
export const part = (json: IDataObject, key: string): IDataObject => {
	const value = json[key];
	return isObject(value) ? value : {};
};

/** Telesign's codes are numbers; some of its documents write them as strings. */
export function toCode(value: unknown): number | undefined {
	const code = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof code === 'number' && Number.isInteger(code) ? code : undefined;
}

const toText = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** Text of the other side's without the secrets that it may repeat. */
const hide = (text: string, secrets: string[]): string =>
	secrets.reduce((shown, secret) => shown.split(secret).join('[hidden]'), text);

/** `errors` is a list; Telesign's documents also show a single `error` object (completion, 503). */
function firstError(json: IDataObject): IDataObject {
	const errors = json.errors ?? json.error;
	const first: unknown = Array.isArray(errors) ? errors[0] : errors;
	return isObject(first) ? first : {};
}

/**
 * Reads a whole HTTP response. An answer is Telesign's when its body is a JSON object with a
 * numeric `status.code` (envelope of Telesign OpenAPI `smart-verify-api.json`); everything else,
 * redirects among it, is unreadable.
 *
 * @param secrets texts to keep out of everything that is shown, none of them empty
 */
export function readAnswer(
	{ statusCode: httpStatus, headers, body }: IN8nHttpFullResponse,
	secrets: string[],
): Answer | Unreadable {
	const json: unknown = body;
	const status = isObject(json) ? part(json, 'status') : {};
	const statusCode = toCode(status.code);
	if (!isObject(json) || statusCode === undefined) {
		const location = toText(headers.location);
		return {
			httpStatus,
			contentType: toText(headers['content-type']) || 'none',
			excerpt: hide(
				(typeof json === 'string' ? json : (JSON.stringify(json) ?? '')).slice(0, 2000),
				secrets,
			)
				.replace(/\s+/g, ' ')
				.trim()
				.slice(0, 200),
			...(location && { redirectedTo: location.replace(/^(\w+:\/\/[^/?#]*).*$/s, '$1') }),
		};
	}
	const error = firstError(json);
	return {
		httpStatus,
		statusCode,
		statusText: hide(toText(status.description), secrets),
		meaning: statusOf(statusCode),
		errorCode: toCode(error.code),
		errorText: hide(toText(error.description), secrets) || undefined,
		referenceId: toText(json.reference_id) || undefined,
		json,
	};
}

/**
 * Telesign's JSON as it came, but of `verify` only the state of the code: what the person typed has no
 * place in an output, under whatever key (`code_entered` in Telesign's OpenAPI).
 */
export function withoutCode(json: IDataObject): IDataObject {
	if (!isObject(json.verify)) return json;
	const { code_state } = json.verify;
	return { ...json, verify: code_state === undefined ? {} : { code_state } };
}
