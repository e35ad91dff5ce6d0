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

/** What goes back: a JSON value, or nothing with 204. */
export interface Controlling {
	http: number;
	value?: unknown;
}

/** The page that shows what arrives, as HTML. */
export const page = readFileSync(join(__dirname, '..', 'page.html'), 'utf8');

/** Entries that the page shows, and characters of a text. */
const shown = 50;
const shownLength = 2000;

const longestWaitSeconds = 60;

const nothing: Controlling = { http: 204 };

/** Answers a request to the control surface; nothing if the path is not one of it. */
export async function control(
	{ settings, clock, inbox, requests, callbacks, reset }: Controlled,
	{ method, path, query, body }: { method: string; path: string; query: string; body: Buffer },
): Promise<Controlling | undefined> {
	const search = new URLSearchParams(query);
	// A blank is a + that was not escaped.
	const number = (search.get('number') ?? '').trim().replace(/^\+/, '');
	const ok = (value: unknown): Controlling => ({ http: 200, value });
	const bad = (error: string): Controlling => ({ http: 400, value: { error } });
	switch (`${method} ${path}`) {
		case 'GET /sandbox/phone':
			return ok(
				inbox
					.entries(number)
					.slice(-shown)
					.map(({ fate, message, ...entry }) => {
						const text = message?.text.slice(0, shownLength);
						return { ...entry, message: message && { ...message, text }, fate: fate() };
					}),
			);
		case 'GET /sandbox/messages': {
			const after = search.get('after') ?? '';
			const found = () => inbox.messages(number).filter(({ sent_on }) => sent_on > after);
			const wait = Number(search.get('wait') ?? 0);
			if (!(wait >= 0 && wait <= longestWaitSeconds))
				return bad(`'wait' must be 0 to ${longestWaitSeconds}.`);
			const timeUp = clock.now() + wait * 1000;
			while (found().length === 0 && clock.now() < timeUp)
				await Promise.race([inbox.next(), clock.sleep(timeUp - clock.now())]);
			return ok(found());
		}
		case 'DELETE /sandbox/messages':
			inbox.clear();
			return nothing;
		case 'GET /sandbox/requests':
			return ok(requests.all());
		case 'GET /sandbox/callbacks':
			return ok(callbacks.all());
		case 'GET /sandbox/settings':
			return ok(settings);
		case 'PATCH /sandbox/settings': {
			const wrong = changeSettings(settings, readJson(body));
			return wrong ? bad(wrong) : ok(settings);
		}
		case 'POST /sandbox/reset':
			reset();
			return nothing;
		case 'GET /sandbox/numbers':
			return ok(numbers);
		case 'GET /sandbox/accounts':
			return ok(accounts);
		default:
			return undefined;
	}
}

function readJson(bytes: Buffer): unknown {
	try {
		return JSON.parse(bytes.toString('utf8'));
	} catch {
		return undefined;
	}
}
