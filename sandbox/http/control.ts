/** The control surface, `/sandbox/`, and the page that looks like a phone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accounts } from '../accounts';
import type { CallbackAttempt } from '../core/callbacks';
import type { Clock } from '../core/clock';
import type { Inbox, Log } from '../core/inbox';
import { numbers } from '../numbers';
import { changeSettings, type Settings } from '../settings';
import type { ReceivedRequest } from './api';

/** What the control surface shows and changes. */
export interface Controlled {
	settings: Settings;
	clock: Clock;
	inbox: Inbox;
	requests: Log<ReceivedRequest>;
	callbacks: Log<CallbackAttempt>;
	reset(): void;
}

/** The page that shows what arrives, as HTML. */
export const page = readFileSync(join(__dirname, '..', 'page.html'), 'utf8');

/** Entries that the page shows, and characters of a text. */
const shown = 50;
const shownLength = 2000;

const longestWaitSeconds = 60;

/** What is asked for in an address. */
interface Asked {
	/** A number or an email address; empty for all. */
	number: string;
	search: URLSearchParams;
	body: Buffer;
}

/** By method and path: what goes back as JSON, or `undefined` for nothing; throws what is wrong. */
export const control: Record<string, (controlled: Controlled, asked: Asked) => unknown> = {
	'GET /sandbox/phone': ({ inbox }, { number }) => {
		const entries = inbox.entries(number).slice(-shown);
		return entries.map(({ fate, message, ...entry }) => {
			const text = message?.text.slice(0, shownLength);
			return { ...entry, message: message && { ...message, text }, fate: fate() };
		});
	},
	'GET /sandbox/messages': async ({ inbox, clock }, { number, search }) => {
		const after = search.get('after') ?? '';
		const found = () => inbox.messages(number).filter(({ sent_on }) => sent_on > after);
		const wait = Number(search.get('wait') ?? 0);
		if (!(wait >= 0 && wait <= longestWaitSeconds))
			throw new Error(`'wait' must be 0 to ${longestWaitSeconds}.`);
		const timeUp = clock.now() + wait * 1000;
		while (found().length === 0 && clock.now() < timeUp)
			await Promise.race([inbox.next(), clock.sleep(timeUp - clock.now())]);
		return found();
	},
	'DELETE /sandbox/messages': ({ inbox }) => inbox.clear(),
	'GET /sandbox/requests': ({ requests }) => requests.all(),
	'GET /sandbox/callbacks': ({ callbacks }) => callbacks.all(),
	'GET /sandbox/settings': ({ settings }) => settings,
	'PATCH /sandbox/settings': ({ settings }, { body }) => {
		changeSettings(settings, readJson(body));
		return settings;
	},
	'POST /sandbox/reset': ({ reset }) => reset(),
	'GET /sandbox/numbers': () => numbers,
	'GET /sandbox/accounts': () => accounts,
};

/** Reads the query of an address. */
export function askedFor(query: string, body: Buffer): Asked {
	const search = new URLSearchParams(query);
	// A blank is a + that was not escaped.
	return { search, body, number: (search.get('number') ?? '').trim().replace(/^\+/, '') };
}

function readJson(bytes: Buffer): unknown {
	try {
		return JSON.parse(bytes.toString('utf8'));
	} catch {
		return undefined;
	}
}
