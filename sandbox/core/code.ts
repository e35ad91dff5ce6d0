/** One-time passcodes: made, kept, and judged for `/v1/verify`. */
import { randomInt } from 'node:crypto';
import type { Settings } from '../settings';

export interface Passcode {
	code: string;
	/** Whether the sender made it. */
	isOwn: boolean;
	/** Milliseconds since 1970. */
	sentAt: number;
	tries: number;
	/** Changes by an attempt alone (Telesign OpenAPI sms-verify-api.json, GET 200). */
	state: 'VALID' | 'INVALID' | 'UNKNOWN' | 'EXPIRED' | 'MAX_ATTEMPTS_EXCEEDED';
	entered: string;
}

/** A code that was just sent: the sender's own, or one with so many digits. */
export const newPasscode = (
	settings: Settings,
	own: string | undefined,
	digits: number,
	sentAt: number,
): Passcode => ({
	code: own ?? newCode(settings, digits),
	isOwn: own !== undefined,
	sentAt,
	tries: 0,
	state: 'UNKNOWN',
	entered: '',
});

/** Random digits; leading zeros count. */
export const newCode = (settings: Settings, digits: number): string =>
	settings.code ?? Array.from({ length: digits }, () => randomInt(10)).join('');

/** Whether a code is too old to be judged. */
export const isExpired = ({ codeLifetimeMs }: Settings, sentAt: number, now: number) =>
	codeLifetimeMs > 0 && now - sentAt > codeLifetimeMs;

/** Judges an entered code, which uses up a try; gives and keeps the state. */
export function judge(
	settings: Settings,
	passcode: Passcode,
	entered: string,
	now: number,
): Passcode['state'] {
	passcode.entered = entered;
	if (passcode.isOwn && !settings.checkOwnCode) return 'UNKNOWN';
	const isRight = entered === passcode.code;
	// Once verified, it stays so, whatever is entered afterwards.
	if (passcode.state === 'VALID')
		return isRight && settings.rightCodeAgain === 'VALID' ? 'VALID' : 'INVALID';
	passcode.state = stateAfter(settings, passcode, isRight, now);
	return passcode.state;
}

function stateAfter(
	settings: Settings,
	passcode: Passcode,
	isRight: boolean,
	now: number,
): Passcode['state'] {
	if (isExpired(settings, passcode.sentAt, now)) return 'EXPIRED';
	passcode.tries += 1;
	if (settings.codeAttempts > 0 && passcode.tries > settings.codeAttempts)
		return 'MAX_ATTEMPTS_EXCEEDED';
	return isRight ? 'VALID' : 'INVALID';
}
