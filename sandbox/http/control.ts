/** The control surface, `/sandbox/`, and the page that looks like a phone. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { accounts } from '../accounts';
import type { CallbackAttempt } from '../core/callbacks';
import type { Clock } from '../core/clock';
import type { Inbox, Log } from '../core/inbox';
import { numbers } from '../numbers';
import { changeSettings, type Settings } from '../settings';
import { bodyOf, type ReceivedRequest } from './api';
import page from './page';

/** What the control surface shows and changes. */
export interface Controlled {
	settings: Settings;
	clock: Clock;
	inbox: Inbox;
	requests: Log<ReceivedRequest>;
	callbacks: Log<CallbackAttempt>;
	reset(): void;
}

/** Entries that the page shows, and characters of a text. */
const shown = 50;
const shownLength = 2000;

const longestWaitSeconds = 60;

/** Adds the control surface to `app`. */
export function addControl(app: FastifyInstance, controlled: Controlled): void {
	const { settings, clock, inbox, requests, callbacks, reset } = controlled;

	app.get('/', async (_request, reply) => {
		// The page loads nothing and sends nothing but to where it comes from.
		const policy = "default-src 'self' 'unsafe-inline'";
		const headers = { 'content-security-policy': policy, 'cache-control': 'no-store' };
		return await reply.headers(headers).type('text/html; charset=utf-8').send(page);
	});
	app.get('/sandbox/phone', async (request) =>
		inbox
			.entries(numberOf(request))
			.slice(-shown)
			.map(({ fate, message, ...entry }) => {
				const text = message?.text.slice(0, shownLength);
				return { ...entry, message: message && { ...message, text }, fate: fate() };
			}),
	);
	app.get('/sandbox/messages', async (request, reply) => {
		const query = queryOf(request);
		const after = query.get('after') ?? '';
		const found = () =>
			inbox.messages(numberOf(request)).filter(({ sent_on: sentOn }) => sentOn > after);
		const wait = Number(query.get('wait') ?? 0);
		if (!(wait >= 0 && wait <= longestWaitSeconds))
			return await reply.code(400).send({ error: `'wait' must be 0 to ${longestWaitSeconds}.` });
		const timeUp = clock.now() + wait * 1000;
		while (found().length === 0 && clock.now() < timeUp)
			await Promise.race([inbox.next(), clock.sleep(timeUp - clock.now())]);
		return found();
	});
	app.delete('/sandbox/messages', async (_request, reply) => {
		inbox.clear();
		return await reply.code(204).send();
	});
	app.get('/sandbox/requests', async () => requests.all());
	app.get('/sandbox/callbacks', async () => callbacks.all());
	app.get('/sandbox/settings', async () => settings);
	app.patch('/sandbox/settings', async (request, reply) => {
		const wrong = changeSettings(settings, readJson(bodyOf(request)));
		return wrong ? await reply.code(400).send({ error: wrong }) : settings;
	});
	app.post('/sandbox/reset', async (_request, reply) => {
		reset();
		return await reply.code(204).send();
	});
	app.get('/sandbox/numbers', async () => numbers);
	app.get('/sandbox/accounts', async () => accounts);
}

function queryOf({ raw }: FastifyRequest): URLSearchParams {
	return new URLSearchParams((raw.url ?? '').split('?').slice(1).join('?'));
}

/** The number or email address of a query; a blank there is a + that was not escaped. */
function numberOf(request: FastifyRequest): string {
	return (queryOf(request).get('number') ?? '').trim().replace(/^\+/, '');
}

function readJson(bytes: Buffer): unknown {
	try {
		return JSON.parse(bytes.toString('utf8'));
	} catch {
		return undefined;
	}
}
