/** What the phones show: every message, and what became of sends that brought none. */
import { timestamp, type Clock } from './clock';

export type Channel = 'sms' | 'voice' | 'whatsapp' | 'viber' | 'rcs' | 'email';

/** One message in the inbox. Names as in Telesign's own data. */
export interface DeliveredMessage {
	reference_id: string;
	/** Digits only, or an email address. */
	to: string;
	channel: Channel;
	/** As shown or spoken, the code put in; at most 64 K characters of it. */
	text: string;
	code: string;
	/** As asked for; of a voice message `en-US` if not asked for. */
	language?: string;
	/** RFC 3339, UTC. */
	sent_on: string;
	/** False if it was sent but does not reach the handset. */
	delivered: boolean;
	/** The status code at which it ends; of the Verify API the code of its delivery. */
	final_status: number;
	customer_id: string;
}

/** How a send stands now. */
export interface Fate {
	kind: 'on its way' | 'arrived' | 'lost' | 'blocked' | 'refused';
	/** Status or error code. */
	code: number;
	/** Telesign's words. */
	text: string;
	/** What a verification does if no right code comes, and when (RFC 3339). */
	next?: { method: string; at: string };
}

/** One line of the phone page. */
export interface Entry {
	to: string;
	/** RFC 3339, UTC. */
	sent_on: string;
	product: string;
	/** Absent where nothing was sent. */
	message?: DeliveredMessage;
	fate(): Fate;
}

const mostEntries = 20_000;
const mostBytes = 64 * 1024 * 1024;

/** The newest entries of a list that would grow forever: 20,000 at most, and 64 MB. */
export class Log<T> {
	private entries: T[] = [];
	private bytes = 0;

	constructor(private readonly sizeOf: (entry: T) => number) {}

	add(entry: T): void {
		this.entries.push(entry);
		this.bytes += this.sizeOf(entry);
		while (this.entries.length > mostEntries || this.bytes > mostBytes)
			this.bytes -= this.sizeOf(this.entries.shift()!);
	}

	/** A copy. */
	all(): T[] {
		return [...this.entries];
	}

	clear(): void {
		this.entries = [];
		this.bytes = 0;
	}
}

export class Inbox {
	private readonly log = new Log<Entry>(({ message }) => 500 + (message?.text.length ?? 0));
	private waiting: Array<() => void> = [];

	constructor(private readonly clock: Clock) {}

	add(entry: Entry): void {
		this.log.add(entry);
		if (entry.message) for (const wake of this.waiting.splice(0)) wake();
	}

	/** Notes a send that was refused. */
	refuse(to: string, product: string, code: number, text: string): void {
		const fate: Fate = { kind: 'refused', code, text };
		const sent_on = timestamp(this.clock.now());
		this.log.add({ to: to.slice(0, 40), sent_on, product, fate: () => fate });
	}

	/** The entries of a number, or all; oldest first. */
	entries(to = ''): Entry[] {
		return this.log.all().filter((entry) => to === '' || entry.to === to);
	}

	/** The messages to a number, or all; oldest first. */
	messages(to = ''): DeliveredMessage[] {
		return this.entries(to).flatMap(({ message }) => (message ? [message] : []));
	}

	/** Resolves when the next message comes, to any number. */
	async next(): Promise<void> {
		await new Promise<void>((wake) => this.waiting.push(wake));
	}

	clear(): void {
		this.log.clear();
	}
}
