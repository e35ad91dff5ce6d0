/**
 * Phone numbers that fix what happens, one line each in `numbers.json`, or in `core/errors.json` if they
 * are refused. All lie in the range 555-0100 to 555-0199 that North America keeps for fiction: 1-310-…
 * are accepted, 1-415-… refused, and with 1-646-… something goes wrong on the way. Any other number is
 * a mobile that gets its SMS.
 */
import { errors, type ErrorName, type Refusal } from './core/errors';
import { textOf } from './core/texts';
import rows from './numbers.json';

/** `phone_type` by its code. Source: github.com/TeleSign/csharp_telesign_enterprise, PhoneType.cs. */
export const phoneTypes = { FIXED_LINE: '1', MOBILE: '2', VOIP: '5' } as const;

/** A message and the status codes that it goes through, the last one for good. */
export interface Journey {
	kind: 'journey';
	phone: keyof typeof phoneTypes;
	/** Absent if the phone takes no SMS. */
	sms?: readonly number[];
	voice: readonly number[];
	/** Whether the phone takes WhatsApp, Viber and RCS; absent: if it takes an SMS. */
	apps?: boolean;
	/** What keeps the message from being sent: the risk score, Telesign's blocklist, or yours. */
	block?: 'risk' | 'telesign' | 'customer';
	/** Flagged by the risk score, but sent. */
	risk?: 'flag';
}

/** With `times`, refused only so many times, and then sent as to any mobile. */
export type Outcome =
	| Journey
	| { kind: 'refusal'; refusal: Refusal; times?: number }
	| { kind: 'fault' };

/** One number and what it does. */
export interface SandboxNumber {
	/** Digits only, with country code. */
	number: string;
	/** Unique; of a refusal or a fault (`sandbox/http/faults.ts`) also a value of `settings.fault`. */
	name: string;
	what: string;
	/** Whether a message reaches the handset in the end, by the channel chosen for the number. */
	delivers: boolean;
	outcome: Outcome;
}

/** What `settings.fault` can be: the name of a refusal or of a fault. */
export type FaultName = string;

interface Row extends Partial<Omit<Journey, 'kind'>> {
	number: string;
	name: string;
	what: string;
	refusal?: ErrorName;
	times?: number;
	delivers?: boolean;
}

/** Statuses of a message that is on its way. */
export const onItsWay: ReadonlySet<number> = new Set([103, 290, 291, 292, 2000]);

/** Final statuses of a message that arrived. */
export const arrived: ReadonlySet<number> = new Set([100, 200, 201]);

/** Status codes by which a message is kept back: of an SMS, of a call. For risk see `riskBlock`. */
export const blockStatuses = {
	risk: [233, 133],
	telesign: [230, 130],
	customer: [229, 129],
} as const;

/** Any number that is not in the table. */
export const anyMobile: Journey = {
	kind: 'journey',
	phone: 'MOBILE',
	sms: [290, 203, 200],
	voice: [103, 100],
};

function numberOf({ number, name, what, refusal, times, delivers, ...more }: Row): SandboxNumber {
	const row = { number, name, what };
	if (refusal) {
		const outcome = { kind: 'refusal', refusal: errors[refusal], times } as const;
		return { ...row, delivers: times !== undefined, outcome };
	}
	const { sms, voice, block } = more;
	const last = (sms ?? voice)?.at(-1);
	if (last === undefined)
		return { ...row, delivers: delivers === true, outcome: { kind: 'fault' } };
	const phone = sms ? 'MOBILE' : 'FIXED_LINE';
	const outcome: Journey = { kind: 'journey', phone, voice: anyMobile.voice, ...more };
	return { ...row, delivers: !block && arrived.has(last), outcome };
}

/** 0152 to 0171: the SMS ends at 502 to 521, of which 516 is none of an SMS. */
const failures = Array.from({ length: 20 }, (_, index) => 502 + index)
	.filter((code) => code !== 516)
	.map((code): Row => {
		const what = `SMS fails: ${textOf(code)}`;
		return { number: `13105550${code - 350}`, name: `sms-${code}`, what, sms: [290, code] };
	});

const refused = Object.entries(errors).flatMap(([key, { number, name, what }]) =>
	number && name && what ? [{ number, name, what, refusal: key as ErrorName }] : [],
);

/** Every number, in order. */
export const numbers: readonly SandboxNumber[] = [...(rows as Row[]), ...failures, ...refused]
	.map(numberOf)
	.sort((one, other) => Number(one.number) - Number(other.number));

/** What `settings.fault` can name: refusals and faults. */
export const faults = numbers.filter(({ outcome }) => outcome.kind !== 'journey');

const byNumber = new Map(numbers.map((row) => [row.number, row]));
const byFault = new Map(faults.map((row) => [row.name, row]));

/** The row of a number, if it has one. */
export const rowOf = (number: string) => byNumber.get(number);

/** The row that a value of `settings.fault` names, if there is one. */
export const rowOfFault = (name: string) => byFault.get(name);
