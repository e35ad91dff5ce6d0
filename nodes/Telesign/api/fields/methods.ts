/**
 * The ordered methods of the Verify API. Sources: Telesign OpenAPI verify-api.json,
 * `verification_policy`, and
 * developer.telesign.com/enterprise/docs/verify-api-verification-policy-and-fallback-time; Viber is in
 * the guides alone. Silent, push and QR need an app of one's own, and are not offered.
 */
import { isObject } from '../envelope';
import { isEmpty, quote, refuse, type Check } from './refusal';

/** As it goes on the wire. */
export interface Step {
	method: string;
	/** Seconds until the next method is tried. */
	fallback_time?: number;
}

/** By their names on the wire, with their names on the panel. */
export const METHODS: Readonly<Record<string, string>> = {
	email: 'Email',
	rcs: 'RCS',
	sms: 'SMS',
	viber: 'Viber',
	voice: 'Voice',
	whatsapp: 'WhatsApp',
};

const MOST_METHODS = 3;
const MOST_SECONDS = 300;
const FEWEST_SECONDS = 30;

/** Where no time is given. */
const USUAL_SECONDS = (method: string) => (method === 'email' ? 120 : 60);

/** The rows of the field as they are filled in; none where it is empty. */
const rowsOf = (value: unknown): Array<Record<string, unknown>> => {
	const rows = isObject(value) ? value.values : value;
	return Array.isArray(rows) ? rows.filter(isObject) : [];
};

const methodOf = ({ method }: Record<string, unknown>): string =>
	isEmpty(method) ? 'sms' : String(method).trim().toLowerCase();

/** The methods that are filled in, in their order, right or not. */
export const methodsIn = (value: unknown): string[] => rowsOf(value).map(methodOf);

const seconds = ({ fallbackTime }: Record<string, unknown>): number =>
	isEmpty(fallbackTime) ? 0 : Number(fallbackTime);

/** At most 3 methods in at most 300 seconds; undefined where Telesign is to decide. */
export const methods: Check<Step[] | undefined> = (value, name) => {
	const rows = rowsOf(value);
	if (rows.length === 0) return { value: undefined };
	if (rows.length > MOST_METHODS) {
		return refuse(
			`'${name}' has ${rows.length} methods, and Telesign accepts ${MOST_METHODS} at most`,
			'Remove some of them.',
		);
	}
	for (const [at, row] of rows.entries()) {
		const method = methodOf(row);
		if (!(method in METHODS)) {
			return refuse(
				`Method ${at + 1} in '${name}' is ${quote(method)}`,
				`Use one of ${Object.keys(METHODS).join(', ')}. Silent, push and QR need your own app.`,
			);
		}
		const time = seconds(row);
		if (time !== 0 && !(Number.isInteger(time) && time >= FEWEST_SECONDS && time <= MOST_SECONDS)) {
			return refuse(
				`'Fall Back After (Seconds)' of method ${at + 1} in '${name}' is ${quote(String(row.fallbackTime))}`,
				`Enter ${FEWEST_SECONDS} to ${MOST_SECONDS} whole seconds, or 0 to leave it to Telesign.`,
			);
		}
	}
	const given = rows.reduce((sum, row) => sum + seconds(row), 0);
	const beforeLast = rows
		.slice(0, -1)
		.reduce((sum, row) => sum + (seconds(row) || USUAL_SECONDS(methodOf(row))), 0);
	if (given > MOST_SECONDS || beforeLast >= MOST_SECONDS) {
		const has = given > MOST_SECONDS ? `take ${given} seconds` : 'leave no time for the last one';
		return refuse(
			`The methods in '${name}' ${has}, and a verification lasts ${MOST_SECONDS} seconds at most`,
			"Shorten 'Fall Back After (Seconds)' of some of them.",
		);
	}
	return {
		value: rows.map((row) => {
			const time = seconds(row);
			return { method: methodOf(row), ...(time > 0 && { fallback_time: time }) };
		}),
	};
};
