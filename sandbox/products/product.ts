/** What the products share: how a request finds its handler, and the world that it runs in. */
import { randomUUID } from 'node:crypto';
import type { Account } from '../accounts';
import type { ApiRequest } from '../core/auth';
import type { Callbacks } from '../core/callbacks';
import type { Clock } from '../core/clock';
import { errors, Refused, refuse, type Refusal } from '../core/errors';
import type { Gate } from '../core/gate';
import type { Inbox } from '../core/inbox';
import { anyMobile, rowOf, type Journey, type SandboxNumber } from '../numbers';
import type { Settings } from '../settings';

export type ProductName = 'smart' | 'sms' | 'call' | 'verification';

/** What goes back: a JSON value, and the name of the fault that happens to it on the way, if any. */
export interface Answer {
	http: number;
	body: Record<string, unknown>;
	fault?: string;
}

/** A request that was let in. */
export interface Call {
	request: ApiRequest;
	/** The reference ID of its path; may be empty. */
	id: string;
	account: Account;
	/** Set by a send once it is read: where the phone's page shows what becomes of it. */
	to?: string;
}

/** One kind of request. */
export interface Route {
	/** Upper case. */
	method: string;
	/** Its first group, if any, is the reference ID. */
	path: RegExp;
	/** None for requests that the products of `/v1/verify` share. */
	product?: ProductName;
	isSend?: boolean;
	/** Throws `Refused`. */
	answer(call: Call): Answer;
	/** A refusal in the shape of this kind of request. */
	refuse(refusal: Refusal, id: string, about?: object): Answer;
}

/** Everything outside the products. */
export interface World {
	settings: Settings;
	clock: Clock;
	gate: Gate;
	inbox: Inbox;
	callbacks: Callbacks;
	/** Aborted when everything is forgotten. */
	ended: AbortSignal;
	/** Throws the refusal of a row, unless it has been given often enough. */
	refuseAs(row: SandboxNumber | undefined, to: string, product: string): void;
}

export const newId = () => randomUUID().replaceAll('-', '').toUpperCase();

/**
 * The way of a message that is right in itself, as the row of the number says, the account, and its hard
 * cap. Without a journey nothing of it comes about.
 */
export function passage(
	{ gate, refuseAs }: World,
	account: Account,
	to: string,
	product: string,
): { journey?: Journey; fault?: string } {
	const row = rowOf(to);
	refuseAs(row, to, product);
	if (account.verifiedNumbers?.includes(to) === false)
		refuse({ ...errors.trial, value: to }, { number: to });
	const fault = row?.outcome.kind === 'fault' ? row.name : undefined;
	if (fault && !row?.delivers) return { fault };
	if (!gate.takeSend(account)) refuse(errors.hardCap, { product });
	return { journey: row?.outcome.kind === 'journey' ? row.outcome : anyMobile, fault };
}

/** What was sent. */
interface Kept {
	id: string;
	account: Account;
	/** Milliseconds since 1970. */
	sentAt: number;
}

/** Transactions by reference ID; the oldest are forgotten beyond so many. */
export class Store<T extends Kept> {
	private readonly byId = new Map<string, T>();

	constructor(
		private readonly world: Pick<World, 'settings' | 'clock'>,
		private readonly most: number,
	) {}

	add(kept: T): void {
		this.byId.set(kept.id, kept);
		if (this.byId.size > this.most) this.byId.delete(this.byId.keys().next().value!);
	}

	/** The transaction of an account. Throws `Refused`. */
	find({ id, account }: Call): T {
		if (!/^[0-9A-F]{32}$/i.test(id)) refuse(errors.badReferenceId);
		const found = this.byId.get(id.toUpperCase());
		if (found?.account.customerId !== account.customerId) refuse(errors.unknownReferenceId);
		const { clock, settings } = this.world;
		if (clock.now() - found.sentAt > settings.retentionMs)
			throw new Refused(errors.expiredReferenceId, found);
		return found;
	}
}
