/**
 * A verification that waits for its person: what the execution keeps of it, what the address of the page
 * carries, and what this process remembers. n8n keeps nothing that a page writes while an execution
 * waits, so what has happened since is the furthest of the three.
 */
import { timingSafeEqual } from 'node:crypto';
import {
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { isObject } from '../api/envelope';
import type { Values } from '../exchange/operation';

/** What has happened so far. */
export interface Progress {
	/** Of the newest code. */
	referenceId: string;
	/** When the newest code was sent, in milliseconds of the computer's clock. */
	sentAt: number;
	codes: number;
	/** Codes that were checked, over all that were sent. */
	tries: number;
}

/** What the execution keeps: set when it begins to wait, and never changed. */
export interface Verification {
	/** Nobody can guess it. n8n's address alone would be the same each time that a loop comes round. */
	id: string;
	/** Null where a code goes by email alone. */
	phoneNumber: string | null;
	/** When a page takes no code any more, in milliseconds of the computer's clock. */
	until: number;
	start: Progress;
	/** Those of Send, and those of the page. */
	values: Values;
}

/** How long n8n goes on waiting after `until`, so that what was entered at the last moment still counts. */
export const GRACE_MS = 30_000;

const KEY = 'telesignVerification';

/** Keeps it with the execution. */
export function keep(context: IExecuteFunctions, verification: Verification): void {
	context.getContext('node')[KEY] = verification as unknown as IDataObject;
}

/** A text as an expression in which no character can be taken for anything else. */
const quoted = (text: string) =>
	`"${text.replace(/[^a-z0-9]/gi, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;

/** What the waiting execution keeps. */
export function kept(context: IWebhookFunctions): Verification {
	const { name } = context.getNode();
	const expression = `{{ JSON.stringify($node[${quoted(name)}].context.${KEY}) }}`;
	return JSON.parse(context.evaluateExpression(expression) as string) as Verification;
}

/** A sentence for the next page, by its text. */
export type Said = 'pageWrong' | 'pageSent' | 'pageEarly' | 'pageUsedUp' | 'pageFailed';

/** The signed address of the page, without its host, in which nothing can be changed. */
export function addressOf(
	context: IWebhookFunctions | IExecuteFunctions,
	id: string,
	progress?: Progress,
	said?: Said,
): URL {
	const parameters = {
		v: id,
		...(progress && {
			r: progress.referenceId,
			s: String(progress.sentAt),
			c: String(progress.codes),
			t: String(progress.tries),
		}),
		...(said && { m: said }),
	};
	return new URL(context.getSignedResumeUrl(parameters));
}

/** What an address carries. */
interface Carried {
	progress: Progress | undefined;
	said: Said | undefined;
}

function isSame(a: string, b: string): boolean {
	const [one, other] = [Buffer.from(a), Buffer.from(b)];
	return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * What the address of a request carries; undefined if it is not an address of this verification. n8n checks
 * signatures too, but not for each way to a page (n8n 1: not at all if a node does not ask for it;
 * n8n 2: by its resume token instead).
 */
export function carriedBy(context: IWebhookFunctions, { id }: Verification): Carried | undefined {
	const query: unknown = context.getQueryData();
	if (!isObject(query)) return undefined;
	const texts = Object.entries(query).filter(([, one]) => typeof one === 'string');
	const { signature = '', ...signed } = Object.fromEntries(texts) as Record<string, string>;
	const { v, r, s, c, t, m } = signed;
	const genuine = new URL(context.getSignedResumeUrl(signed)).searchParams.get('signature')!;
	if (v !== id || texts.length < Object.keys(query).length || !isSame(signature, genuine)) {
		return undefined;
	}
	const [sentAt, codes, tries] = [s, c, t].map(Number);
	const progress = r === undefined ? undefined : { referenceId: r, sentAt, codes, tries };
	return { progress, said: m as Said | undefined };
}

/** The most tries and the newest code of all that is known; of two that say the same, the later one. */
export function furthest(known: Array<Progress | undefined>): Progress {
	const all = known.filter((one) => one !== undefined);
	const newest = all.reduce((a, b) => (b.codes >= a.codes ? b : a));
	return { ...newest, tries: Math.max(...all.map(({ tries }) => tries)) };
}

/** What this process remembers of a verification. */
export interface Memory {
	progress?: Progress;
	/** What was entered and is wrong: a double click or a reload asks nothing and uses up nothing. */
	wrong: Set<string>;
	/** Reference ID of a code with which nothing can be done any more. */
	usedUp?: string;
	/** It is over, and came out so. */
	verified?: boolean;
}

interface Entry {
	memory: Memory;
	/** The last that came; each waits for the one before it. */
	turn: Promise<unknown>;
	inLine: number;
	forgetAt: number;
}

const entries = new Map<string, Entry>();

/** Requests for one verification that wait for each other at most. */
const LONGEST_LINE = 50;

/** What is over is remembered for a while, in case somebody clicks twice. */
const REMEMBERED_MS = 60_000;

/** What is remembered; not kept if nothing was. */
export const remembered = ({ id }: Verification): Memory =>
	entries.get(id)?.memory ?? { wrong: new Set() };

/** How many verifications are remembered. */
export const countRemembered = () => entries.size;

/**
 * One request after the other for each verification.
 *
 * @returns what it gave; undefined if too many wait already
 */
export async function inTurn<T>(
	{ id, until }: Verification,
	work: (memory: Memory) => Promise<T>,
): Promise<T | undefined> {
	const now = Date.now();
	for (const [key, { forgetAt, inLine }] of entries) {
		if (forgetAt < now && inLine === 0) entries.delete(key);
	}
	const forgetAt = Math.max(now, until) + GRACE_MS + REMEMBERED_MS;
	const entry = entries.get(id) ?? {
		memory: { wrong: new Set<string>() },
		turn: sleep(0),
		inLine: 0,
		forgetAt,
	};
	entries.set(id, entry);
	if (entry.inLine >= LONGEST_LINE) return undefined;
	entry.inLine++;
	const mine = entry.turn.then(async () => await work(entry.memory)).finally(() => entry.inLine--);
	entry.turn = mine.catch(() => {});
	return await mine;
}
