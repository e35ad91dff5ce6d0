/**
 * What Telesign's `status.code` says about a transaction of `/v1/verify`.
 *
 * An answer with HTTP 200 can carry any of these, also "blocked" and "failed".
 *
 * Source: developer.telesign.com/enterprise/docs/all-status-and-error-codes. Codes that have left
 * that page but were documented for SMS Verify or Voice Verify (102, 104, 133, 232, 291) stay,
 * because Telesign may still send them. `state`, `retryHelps` and `family` are our reading.
 */
import type { Family } from './advice';

/** Where the passcode is. `unknown`: Telesign cannot tell, or we do not know the code. */
export type State = 'delivered' | 'in_progress' | 'failed' | 'blocked' | 'unknown';

export interface StatusCode {
	/** Telesign's own words. */
	text: string;
	state: State;
	/** True when no later status will follow. */
	final: boolean;
	/** True when the same request, made again later, may go better. It would send another code. */
	retryHelps: boolean;
	/** True where the person may have been reached although it counts as failed. */
	mayHaveArrived?: true;
	/** Key of the advice. */
	family: Family;
}

const delivered = (text: string): StatusCode => ({
	text,
	state: 'delivered',
	final: true,
	retryHelps: false,
	family: 'done',
});

const inProgress = (text: string): StatusCode => ({
	text,
	state: 'in_progress',
	final: false,
	retryHelps: false,
	family: 'waiting',
});

const failed = (text: string, family: Family): StatusCode => ({
	text,
	state: 'failed',
	final: true,
	retryHelps: false,
	family,
});

const failedForNow = (text: string, family: Family): StatusCode => ({
	...failed(text, family),
	retryHelps: true,
});

const mayHaveArrived = (text: string, family: Family): StatusCode => ({
	...failed(text, family),
	mayHaveArrived: true,
});

const blocked = (text: string, family: Family): StatusCode => ({
	...failed(text, family),
	state: 'blocked',
});

const unconfirmed = (text: string): StatusCode => ({
	...failed(text, 'unconfirmed'),
	state: 'unknown',
});

/** Telesign noted that a person completed the verification; says nothing about the delivery. */
export const VERIFICATION_COMPLETED = 1900;

/** Every status code that a verify transaction can have, by number. */
export const STATUS_CODES: Readonly<Record<number, StatusCode>> = {
	// Voice
	100: delivered('Call answered'),
	101: failedForNow('Not answered', 'unreachable'),
	102: mayHaveArrived('Call ended before the message did', 'unreachable'), // Telesign's words are not known
	103: inProgress('Call in progress'),
	104: failed('Wrong/invalid phone', 'input'),
	105: inProgress('Call not handled yet'),
	106: failedForNow('Call failed', 'carrier'),
	107: failedForNow('Line busy', 'unreachable'),
	108: failed('Call canceled by Telesign', 'blockedByTelesign'),
	129: blocked('Call blocked by your request', 'blockedByYou'),
	130: blocked('Call blocked by Telesign', 'blockedByTelesign'),
	133: blocked('Call blocked due to high risk score', 'risk'),

	// SMS
	200: delivered('Delivered to handset'),
	201: delivered('Transaction successfully completed, suspicious activity detected'),
	203: inProgress('Delivered to gateway'),
	207: mayHaveArrived('Error delivering SMS to handset (reason unknown)', 'carrier'),
	210: failedForNow('Temporary phone error', 'unreachable'),
	211: failed('Permanent phone error', 'unsupported'),
	220: failed('Gateway/network cannot route message', 'unsupported'),
	221: failedForNow('Message expired before delivery', 'unreachable'),
	222: failed('SMS not supported', 'unsupported'),
	229: blocked('Message blocked by customer request', 'blockedByYou'),
	230: blocked('Message blocked by Telesign', 'blockedByTelesign'),
	231: failed('Invalid/unsupported', 'content'),
	232: blocked('Message blocked due to number deactivation event', 'blockedByYou'),
	233: blocked('Message blocked due to high risk score.', 'risk'),
	237: blocked('Message blocked in requested country', 'blockedByYou'),
	238: blocked('Destination blocked by prefix', 'blockedByYou'),
	250: unconfirmed('Final status unknown'),
	// Telesign's pages disagree on whether a message with 251 has most likely arrived.
	251: unconfirmed(
		'Message successfully sent out for delivery, however final confirmation of delivery to handset was not received.',
	),
	290: inProgress('Message in progress'),
	291: inProgress('Queued by Telesign'),
	292: inProgress('Queued by gateway'),
	293: inProgress('Bulk request accepted'),
	295: inProgress('Status delayed'),

	// Any product
	500: failed('Transaction not attempted', 'notAttempted'),
	501: failed('Not authorized', 'credentials'),
	502: failed('Campaign error', 'sender'),
	503: failedForNow('Carrier rejected - temporary problem', 'carrier'),
	504: failed('Carrier rejected - permanent error', 'carrier'),
	505: failedForNow('Error on gateway - temporary error', 'carrier'),
	506: failed('Error on gateway - permanent error', 'carrier'),
	507: failed('Invalid destination address', 'input'),
	508: failed('Invalid source address', 'sender'),
	509: failed('Parameters problem', 'input'),
	510: blocked('Message blocked by subscriber action or request', 'optedOut'),
	511: failedForNow('Subscriber low on credit', 'unreachable'),
	512: failedForNow('Roaming error', 'unreachable'),
	513: failed('Mobile number portability error', 'carrier'),
	514: failedForNow('Subscriber absent', 'unreachable'),
	515: failed('Suspected spam', 'content'),
	516: failed("Delivery channel not supported by the end user's device", 'unsupported'),
	517: failed('Selected DLT details for India not supported', 'sender'),
	518: blocked('Message blocked due to high risk SIM swap indicator.', 'blockedByYou'),
	519: failed(
		'Message not sent - requested SIM swap check could not be performed.',
		'blockedByYou',
	),
	520: failed('Content sent is not allowed', 'content'),
	521: failed('Requested Sender ID is not allowed for destination', 'sender'),
	599: { ...inProgress('Status not available'), state: 'unknown' },

	[VERIFICATION_COMPLETED]: {
		...delivered('Verify completion successfully recorded'),
		state: 'unknown',
	},

	// Smart Verify
	2000: inProgress('Pending'),
	2028: blocked('Failure', 'risk'),
};

/** For a code that is not in the table: nothing is guessed. */
export const UNKNOWN_STATUS: StatusCode = {
	text: 'Status code without a published meaning',
	state: 'unknown',
	final: false,
	retryHelps: false,
	family: 'unknown',
};

/**
 * The entry of a `status.code`, which is a number on the wire (older answers: a string of digits).
 * Gives an entry with state `unknown` for anything else, and never throws.
 */
export function statusOf(code: unknown): StatusCode {
	const isCode = typeof code === 'number' || (typeof code === 'string' && /^\d+$/.test(code));

	return (isCode ? STATUS_CODES[Number(code)] : undefined) ?? UNKNOWN_STATUS;
}
