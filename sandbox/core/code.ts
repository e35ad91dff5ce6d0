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
	const found = entered === passcode.code ? 'VALID' : 'INVALID';
	// Once verified, it stays so, whatever is entered afterwards.
	if (passcode.state === 'VALID') return found === 'VALID' ? settings.rightCodeAgain : found;
	const isOld = isExpired(settings, passcode.sentAt, now);
	if (!isOld) passcode.tries += 1;
	const isOver = settings.codeAttempts > 0 && passcode.tries > settings.codeAttempts;
	passcode.state = isOld ? 'EXPIRED' : isOver ? 'MAX_ATTEMPTS_EXCEEDED' : found;
	return passcode.state;
}
