/**
 * A product is what the exchange has to know of a Telesign product, as data: where it is, how fast it
 * may be asked, how its answers are read, and what is secret in them.
 */
import { adviceIn, type Advice } from './codes/advice';
import { ERROR_CODES } from './codes/errors';
import { STATUS_CODES } from './codes/status';
import { isObject, readEnvelope, toCode, type Answer } from './envelope';
import type { SecretPlaces } from './secrets';
import { readVerification, verificationSecrets } from './verification';

/** Kinds of account. A custom one has addresses of its own, such as those of the sandbox. */
export const ACCOUNT_TYPES = ['fullService', 'selfService', 'custom'] as const;

export type AccountType = (typeof ACCOUNT_TYPES)[number];

export interface Product {
	/** Telesign's name of it. */
	name: string;
	/** Telesign's address of it. */
	url: string;
	/** Field of the credential that holds another address, where the account is a custom one. */
	baseUrl: { name: 'baseUrl' | 'verifyBaseUrl'; displayName: string };
	/** Requests per second that Telesign publishes, for a credential that says nothing. */
	requestsPerSecond: Record<AccountType, number>;
	/** Parameters of the node that hold a passcode. */
	codes: readonly string[];
	/** What to do about its answers. */
	advice: Advice;
	/** What is secret in an answer, by its place. */
	secrets: SecretPlaces;
	/**
	 * Reads the body of an answer, from which secrets are gone; undefined if it is not Telesign's.
	 * Never throws.
	 */
	readAnswer(httpStatus: number, json: unknown): Answer | undefined;
}

/**
 * What Telesign publishes: `full` requests per second for a full-service account, 1 for a self-service
 * account. It publishes nothing for Smart Verify. Source: docs/telesign.md.
 */
const published = (full: number) => ({ fullService: full, selfService: 1, custom: full });

/**
 * What may be secret in answers and delivery reports of `/v1/verify`: `code_entered`, wherever it
 * stands, and of `verify` all but the state of the code (Telesign OpenAPI sms-verify-api.json).
 */
export const verifySecrets: SecretPlaces = {
	isSecret: (key, parent, value) =>
		['code_entered', 'verify_code'].includes(key) ||
		(parent === 'verify' && (key !== 'code_state' || typeof value !== 'string')) ||
		(key === 'verify' && !isObject(value)),
	isCode: (key, parent, value) => {
		if (key !== 'code' || isObject(value)) return false;
		const code = toCode(value);
		const table = { status: STATUS_CODES, errors: ERROR_CODES, error: ERROR_CODES }[parent];
		return code !== undefined && table !== undefined && code in table;
	},
};

const BASE_URL = { name: 'baseUrl', displayName: 'Base URL' } as const;

const VERIFY_BASE_URL = { name: 'verifyBaseUrl', displayName: 'Verify API Base URL' } as const;

/** What the advice of the products of `/v1/verify` shares. */
const words = {
	address: BASE_URL.displayName,
	kept: 'Telesign keeps a transaction for 12 hours.',
	ignoreRisk: '',
};

/** What the products of `/v1/verify` share: they are one service with one envelope. */
const verify = {
	url: 'https://rest-ww.telesign.com',
	baseUrl: BASE_URL,
	requestsPerSecond: published(50),
	codes: ['verifyCode', 'code'],
	secrets: verifySecrets,
	readAnswer: readEnvelope,
};

const SMS_VERIFY = 'SMS Verify';
const VOICE_VERIFY = 'Voice Verify';
const USE_SMS_VERIFY = ` Self-service accounts usually do not have it; every account can use ${SMS_VERIFY} instead.`;

/** Smart Verify: Telesign chooses between SMS and voice (Telesign OpenAPI smart-verify-api.json). */
export const smartVerify: Product = {
	...verify,
	name: 'Smart Verify',
	advice: adviceIn({
		...words,
		product: 'Smart Verify',
		otherWay: "with the other 'Delivery Method'",
		instead: USE_SMS_VERIFY,
		ignoreRisk: ", or turn on 'Ignore Risk'",
	}),
};

/** SMS Verify: the one product that every account has (Telesign OpenAPI sms-verify-api.json). */
export const smsVerify: Product = {
	...verify,
	name: SMS_VERIFY,
	advice: adviceIn({
		...words,
		product: SMS_VERIFY,
		otherWay: `by a call with ${VOICE_VERIFY} if your account has it`,
		instead: '',
	}),
};

/** Voice Verify, for full-service accounts (Telesign OpenAPI voice-verify-api.json). */
export const voiceVerify: Product = {
	...verify,
	name: VOICE_VERIFY,
	advice: adviceIn({
		...words,
		product: VOICE_VERIFY,
		otherWay: `by a text with ${SMS_VERIFY}`,
		instead: USE_SMS_VERIFY,
	}),
};

/** The Verify API, for full-service accounts (Telesign OpenAPI verify-api.json, version 1.1.0). */
export const verification: Product = {
	name: 'Verify API',
	url: 'https://verify.telesign.com',
	baseUrl: VERIFY_BASE_URL,
	requestsPerSecond: published(10),
	codes: ['verifyCode', 'code'],
	secrets: verificationSecrets,
	readAnswer: readVerification,
	advice: adviceIn({
		...words,
		product: 'the Verify API',
		address: VERIFY_BASE_URL.displayName,
		otherWay: 'by another of the Methods',
		instead: USE_SMS_VERIFY,
		kept: 'A code can be checked for 5 minutes at most.',
	}),
};
