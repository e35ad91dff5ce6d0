import { sleep, type ICredentialDataDecryptedObject } from 'n8n-workflow';
import { isEmpty, kindOf, quote, refuse, type Refusal } from '../api/fields/refusal';
import { ACCOUNT_TYPES, type AccountType, type Product } from '../api/product';
import { Gate } from './gate';

/** Where an item is sent to, and as whom. */
export interface Account {
	customerId: string;
	apiKey: string;
	/** Origin, for example `https://rest-ww.telesign.com`. */
	baseUrl: string;
	/** Telesign's name of the product that is asked; each has its own pace. */
	product: string;
	/** 0 means no pace. */
	requestsPerSecond: number;
	/** What Telesign publishes for the account and the product. */
	published: number;
	/** As n8n gave it; handing it back saves n8n from reading it again. */
	credential: ICredentialDataDecryptedObject;
}

const IN_CREDENTIAL = 'Open the credential, correct it and save it again.';

function checkBaseUrl(value: unknown, displayName: string): { origin: string } | Refusal {
	const name = `'${displayName}' in the credential`;
	const written = typeof value === 'string' ? value.trim() : '';
	if (written === '') return refuse(`${name} is empty`, IN_CREDENTIAL);
	try {
		const { protocol, origin, pathname, search, hash, username, password } = new URL(written);
		if (protocol !== 'https:' && protocol !== 'http:') {
			return refuse(`${name} does not start with https://`, IN_CREDENTIAL);
		}
		const more = `${pathname.slice(1)}${search}${hash}${username}${password}`;
		return more === ''
			? { origin }
			: refuse(
					`${name} has more in it than the address`,
					`Use only the address, for example ${origin}, without a path or a sign-in. ${IN_CREDENTIAL}`,
				);
	} catch {
		return refuse(`${name} is not a web address`, `It starts with https://. ${IN_CREDENTIAL}`);
	}
}

/** Requests per second; with fewer, a run would seem to stand still. */
const SLOWEST = 0.01;

function checkPace(value: unknown, fallback: number): { pace: number } | Refusal {
	if (isEmpty(value)) return { pace: fallback };
	const isPlain = typeof value === 'number' || typeof value === 'string';
	const pace = isPlain ? Number(value) : NaN;
	return pace === 0 || (pace >= SLOWEST && pace < Infinity)
		? { pace }
		: refuse(
				`'Requests per Second' in the credential is ${isPlain ? quote(String(value)) : kindOf(value)}, not 0 or a number from ${SLOWEST} on`,
				IN_CREDENTIAL,
			);
}

const checkType = (value: unknown): { type: AccountType } | Refusal => {
	const type = isEmpty(value) ? 'fullService' : ACCOUNT_TYPES.find((known) => known === value);
	return type === undefined
		? refuse("'Account Type' in the credential is none that there is", IN_CREDENTIAL)
		: { type };
};

/** The account of a credential, without stray spaces, or what is wrong with it. */
export function accountOf(
	credential: ICredentialDataDecryptedObject,
	product: Product,
): { account: Account } | { refusals: Refusal[] } {
	const text = (name: string) => String(credential[name] ?? '').trim();
	const [customerId, apiKey] = [text('customerId'), text('apiKey')];
	const checkedType = checkType(credential.accountType);
	const type = 'type' in checkedType ? checkedType.type : 'custom';
	const { name, displayName } = product.baseUrl;
	const base =
		type === 'custom' ? checkBaseUrl(credential[name], displayName) : { origin: product.url };
	const published = product.requestsPerSecond[type];
	const pace = checkPace(credential.requestsPerSecond, published);
	const empty = [
		...(customerId === '' ? ['Customer ID'] : []),
		...(apiKey === '' ? ['API Key'] : []),
	].map((field) => refuse(`'${field}' in the credential is empty`, IN_CREDENTIAL));
	if (!('origin' in base) || !('pace' in pace) || !('type' in checkedType) || empty.length > 0) {
		const refusals = [checkedType, base, pace].filter((one) => 'refusal' in one);
		return { refusals: [...empty, ...refusals] };
	}
	return {
		account: {
			customerId,
			apiKey,
			baseUrl: base.origin,
			product: product.name,
			requestsPerSecond: pace.pace,
			published,
			credential,
		},
	};
}

/** A clock that is never set, unlike that of the computer. */
export const clock = {
	now: () => performance.now(),
	sleep,
	random: () => Math.random(),
};

/** How often gates that nobody uses are looked for. */
const TIDY_EVERY_MS = 1000;

/** One gate for each account, address and product, for as long as it is of use. */
const gates = new Map<string, Gate>();

let tidyAt = 0;

/** The gate of a product of an account, however its address and its ID are spelled. */
export function gateOf({ customerId, baseUrl, product }: Account): Gate {
	const now = clock.now();
	if (now >= tidyAt) {
		tidyAt = now + TIDY_EVERY_MS;
		for (const [key, gate] of gates) if (gate.isForgettable(now)) gates.delete(key);
	}
	const key = `${product} ${baseUrl} ${customerId.toUpperCase()}`;
	const gate = gates.get(key) ?? new Gate(clock);
	gates.set(key, gate);
	return gate;
}

/** How many gates there are. */
export const countGates = (): number => gates.size;

/** Longest nap, so that what ends a wait is seen soon. */
const LONGEST_NAP_MS = 500;

/** Waits, and ends early when the signal comes. Leaves at most one short timer behind. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
	const end = clock.now() + ms;
	for (let left = ms; left > 0 && !signal.aborted; left = end - clock.now()) {
		await clock.sleep(Math.min(left, LONGEST_NAP_MS));
	}
}
