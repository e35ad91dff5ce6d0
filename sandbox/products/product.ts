/** What the products share: how a request finds its handler, and the world that it runs in. */
import type { Account } from '../accounts';
import type { ApiRequest } from '../core/auth';
import type { Callbacks } from '../core/callbacks';
import type { Clock } from '../core/clock';
import { errors, withText, type Refusal } from '../core/errors';
import type { Gate } from '../core/gate';
import type { Inbox } from '../core/inbox';
import { anyMobile, rowOf, type Journey, type SandboxNumber } from '../numbers';
import type { Settings } from '../settings';
import { randomUUID } from 'node:crypto';

export type ProductName = 'smart' | 'sms' | 'call' | 'verification';

/** What goes back: a JSON value, and the name of the fault that happens to it on the way, if any. */
export interface Answer {
	http: number;
	body: Record<string, unknown>;
	fault?: string;
}

/** One kind of request. */
export interface Route {
	/** Upper case. */
	method: string;
	/** Its first group, if any, is the reference ID. */
	path: RegExp;
	answer(request: ApiRequest, id: string): Answer;
	/** A refusal in the shape of this kind of request. */
	refuse(refusal: Refusal, id: string): Answer;
}

/** Everything outside the products. */
export interface World {
	settings: Settings;
	clock: Clock;
	gate: Gate;
	inbox: Inbox;
	callbacks: Callbacks;
	/** The refusal of a row, unless it has been given often enough. */
	refusalOf(row: SandboxNumber | undefined): Refusal | undefined;
}

export const newId = () => randomUUID().replaceAll('-', '').toUpperCase();

export const isReferenceId = (id: string) => /^[0-9A-F]{32}$/i.test(id);

/** A refusal with examples where its text has parts that vary. */
export const example = (refusal: Refusal, number: string, product: string): Refusal => ({
	...withText(refusal, { number, product, host: '127.0.0.1', name: 'ucid', value: 'NONE' }),
	...(refusal === errors.signature ? { signatureString: '' } : {}),
});

/** What happens to a send that is right in itself; `lost`: nothing of it comes about. */
export type Passage =
	| { kind: 'refused'; refusal: Refusal }
	| { kind: 'lost'; fault: string }
	| { kind: 'goes'; journey: Journey; fault?: string };

/** Whether a message may go to `to`: as the row of the number says, the account, and its hard cap. */
export function passage({ gate, refusalOf }: World, account: Account, to: string): Passage {
	const row = rowOf(to);
	const isTrial = account.verifiedNumbers?.includes(to) === false;
	const refusal = refusalOf(row) ?? (isTrial ? errors.trial : undefined);
	if (refusal) return { kind: 'refused', refusal };
	const fault = row?.outcome.kind === 'fault' ? row.name : undefined;
	if (fault && !row?.delivers) return { kind: 'lost', fault };
	if (!gate.takeSend(account)) return { kind: 'refused', refusal: errors.hardCap };
	const journey = row?.outcome.kind === 'journey' ? row.outcome : anyMobile;
	return { kind: 'goes', journey, fault };
}

/** Transactions by reference ID; the oldest are forgotten beyond so many. */
export class Store<T extends { id: string }> {
	private readonly byId = new Map<string, T>();

	constructor(private readonly most: number) {}

	add(transaction: T): void {
		this.byId.set(transaction.id, transaction);
		if (this.byId.size > this.most) this.byId.delete(this.byId.keys().next().value!);
	}

	get(id: string): T | undefined {
		return this.byId.get(id.toUpperCase());
	}

	clear(): void {
		this.byId.clear();
	}
}
