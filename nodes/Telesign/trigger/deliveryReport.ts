/** From the bytes of a request to a delivery report that can be trusted. */
import { createHash } from 'node:crypto';
import { statusOf, type StatusCode } from '../api/codes/status';
import { isObject, part, toLine, type Json } from '../api/envelope';
import { smsVerify, verification } from '../api/product';
import { hiderOf, withoutSecrets } from '../api/secrets';
import { SIGNATURE_HEADERS, isSigned } from '../api/signature';
import { processStateOf } from '../api/verification';
import { readJsonObject } from './jsonObject';

/** Telesign's largest documented delivery report has 1.5 kB. */
const MAX_BYTES = 64 * 1024;

/** Telesign's last word on a message comes within 12 hours (status code 251). */
const MAX_AGE_HOURS = 24;

/** A time with its zone. Without one, and for dates that do not exist, nobody can tell its age. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/;

/** A request as n8n hands it on. */
export interface ReportRequest {
	/** Names in lower case. */
	headers: Record<string, unknown>;
	/** The bytes of the body, without content encoding. */
	body: Buffer;
}

/** A delivery report that Telesign signed. */
export interface DeliveryReport {
	/** The body as it came, but for what is secret. */
	json: Json;
	/**
	 * `status.code`, or that of the current method of a verification; null where the report has none,
	 * such as that of an inbound SMS.
	 */
	statusCode: number | null;
	/** `status.description`, or what Telesign says of that method. */
	statusText: string | null;
	/** What the tables say of the code, and of a verification its state. */
	meaning: StatusCode;
	/** The same for a repeat, another one for anything else; 16 characters. */
	id: string;
}

/** Why a request is not taken. */
export interface ReportRefusal {
	/** HTTP status of the answer. */
	httpStatus: number;
	/** What happened and what to do, for the sender of the request. */
	error: string;
}

/** Whether a report is one of the Verify API, which has a state and no status (verify-api-callbacks.json). */
export const isOfVerification = (json: Json): boolean =>
	!isObject(json.status) && processStateOf(json) !== undefined;

/** When what it reports came about. */
const timeOf = (json: Json): unknown => part(json, 'status').updated_on ?? json.updated_on;

/**
 * Telesign tells several reports of a transaction apart by their status code, and those of a
 * verification by its state and their time.
 */
function idOf(json: Json, statusCode: number | null, body: Buffer): string {
	const { reference_id: referenceId, state } = json;
	const which = isOfVerification(json) ? `${String(state)} ${String(timeOf(json))}` : statusCode;
	const hash = createHash('sha256');
	if (typeof referenceId === 'string' && referenceId !== '' && which !== null) {
		hash.update(`${referenceId} ${which}`);
	} else {
		hash.update(body);
	}
	return hash.digest('base64').slice(0, 16);
}

const contentTypeOf = ({ headers }: ReportRequest): string =>
	String(headers['content-type'] ?? '')
		.split(';')[0]
		.trim()
		.toLowerCase();

/**
 * Reads a request, or says why it is not taken. Nothing of a body is looked at before its signature
 * has been found right. Never throws.
 *
 * @param apiKey of the credential
 */
export function readReport(request: ReportRequest, apiKey: string): DeliveryReport | ReportRefusal {
	const { headers, body } = request;
	if (body.length > MAX_BYTES) {
		return {
			httpStatus: 413,
			error: `The body is larger than ${MAX_BYTES} bytes. Delivery reports of Telesign are smaller.`,
		};
	}

	const signatures = SIGNATURE_HEADERS.map((name) => headers[name]);
	if (!isSigned(apiKey, body, signatures)) {
		return {
			httpStatus: 401,
			error: signatures.some((signature) => signature !== undefined)
				? 'The signature is wrong. Check that the credential of the trigger has the API Key with which Telesign signs, and that nothing on the way changes the body.'
				: 'There is no signature. Telesign sends it in the headers Authorization and X-TS-Authorization; check that nothing on the way removes them.',
		};
	}

	const contentType = contentTypeOf(request);
	if (contentType !== 'application/json') {
		return {
			httpStatus: 415,
			error: `The content type is ${contentType || 'missing'}. Send application/json.`,
		};
	}

	const read = readJsonObject(body);
	if ('refusal' in read) {
		return { httpStatus: 400, error: `The body ${read.refusal}. Send one JSON object.` };
	}

	const product = isOfVerification(read.json) ? verification : smsVerify;
	const json = withoutSecrets(read.json, hiderOf(apiKey, []), product.secrets) as Json;
	const said = product.readAnswer(200, json);
	const statusCode = said?.statusCode ?? null;
	return {
		json,
		statusCode,
		statusText: said?.statusText || null,
		meaning: said?.meaning ?? statusOf(undefined),
		id: idOf(json, statusCode, body),
	};
}

/**
 * The refusal of a report whose status is more than a day old, which only somebody who replays it
 * would send: the signature holds no time. A report whose time cannot be read is taken.
 *
 * @param now milliseconds since 1970
 */
export function refusalByAge({ json }: DeliveryReport, now: number): ReportRefusal | undefined {
	const updatedOn = timeOf(json);
	const time = typeof updatedOn === 'string' && TIME.test(updatedOn) ? Date.parse(updatedOn) : NaN;
	if (!(now - time > MAX_AGE_HOURS * 3_600_000)) return undefined;

	return {
		httpStatus: 400,
		error: `The status is of ${toLine(String(updatedOn))}, more than ${MAX_AGE_HOURS} hours ago. If it is not, check the clock of the computer that runs n8n.`,
	};
}
