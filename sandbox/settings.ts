import { isCallbackUrl } from './callbacks';
import { choices, defaultChoices, type Choices } from './choices';
import { rowOfFault, type FaultName } from './numbers';

/**
 * Optional parts of an answer to a send, and `additional_info` of a callback, which Telesign's support
 * switches on per account.
 */
export type AccountFeature = 'numbering' | 'phone_type' | 'carrier' | 'risk' | 'additional_info';

const accountFeatures: readonly AccountFeature[] = [
	'numbering',
	'phone_type',
	'carrier',
	'risk',
	'additional_info',
];

/** What may be wrong with a callback, to see what its receiver makes of it. */
export type CallbackFault = 'unsigned' | 'wrong signature' | 'twice';

const callbackFaults: readonly CallbackFault[] = ['unsigned', 'wrong signature', 'twice'];

/** How the sandbox behaves. Live: a change counts from the next request on. */
export interface Settings extends Choices {
	/** Every answer waits this long, in milliseconds. */
	latencyMs: number;
	/** Over it: 429 and -40007. A token bucket per account; `null` = no limit. */
	rateLimit: { perSecond: number; burst: number } | null;
	/** After so many accepted sends of an account: 429 and -40008. `null` = no cap. */
	hardCap: number | null;
	/** Applied to every API request, whatever its number; a name in `sandbox/numbers.ts`. */
	fault: FaultName | null;
	/** How long the fault `slow` keeps its answer, in milliseconds. */
	slowMs: number;
	accountFeatures: AccountFeature[];
	/** From sending to the second status of an SMS (203 as a rule), in milliseconds. */
	smsGatewayMs: number;
	/** From sending to the third status of an SMS (200 as a rule), in milliseconds. */
	smsFinalMs: number;
	/** From sending to the second status of a call (100 as a rule), in milliseconds. */
	voiceFinalMs: number;
	/** How long a status can be asked for; 12 hours, as documented. In milliseconds. */
	retentionMs: number;
	/** Where the later statuses of the transactions that start from now on are reported to. */
	callbackUrl: string | null;
	/** How long a callback waits for its answer; 5 s, as documented. In milliseconds. */
	callbackTimeoutMs: number;
	/**
	 * From a callback that was not answered with 200 to the next attempt, in milliseconds: this, then
	 * twice and three times this; 5, 10 and 15 s, as documented.
	 */
	callbackRetryMs: number;
	callbackFault: CallbackFault | null;
}

/** The settings of a fresh sandbox. */
export function defaultSettings(): Settings {
	return {
		latencyMs: 0,
		rateLimit: null,
		hardCap: null,
		fault: null,
		slowMs: 3000,
		accountFeatures: ['numbering', 'phone_type', 'carrier', 'additional_info'],
		smsGatewayMs: 1000,
		smsFinalMs: 4000,
		voiceFinalMs: 6000,
		retentionMs: 12 * 60 * 60 * 1000,
		callbackUrl: null,
		callbackTimeoutMs: 5000,
		callbackRetryMs: 5000,
		callbackFault: null,
		...defaultChoices(),
	};
}

const isAmount = (value: unknown) =>
	typeof value === 'number' && Number.isFinite(value) && value >= 0;

const isRateLimit = (value: unknown) =>
	typeof value === 'object' &&
	value !== null &&
	'perSecond' in value &&
	isAmount(value.perSecond) &&
	'burst' in value &&
	isAmount(value.burst);

function isAllowed(name: keyof Settings, value: unknown): boolean {
	if (name === 'rateLimit') return value === null || isRateLimit(value);
	if (name === 'hardCap') return value === null || isAmount(value);
	if (name === 'fault')
		return value === null || (typeof value === 'string' && rowOfFault(value) !== undefined);
	if (name === 'callbackUrl') return value === null || isCallbackUrl(value);
	if (name === 'callbackFault')
		return value === null || callbackFaults.some((fault) => fault === value);
	if (name === 'accountFeatures')
		return Array.isArray(value) && value.every((feature) => accountFeatures.includes(feature));
	if (name in choices) {
		const choice = choices[name as keyof Choices];
		if (choice.others === 'any text') return typeof value === 'string';
		if (choice.others !== 'any number')
			return value === choice.default || (choice.others as readonly unknown[]).includes(value);
	}
	return isAmount(value);
}

/**
 * Changes `settings` by `patch`, or leaves them as they are.
 * @returns what is wrong with the patch, or nothing when it was applied
 */
export function changeSettings(settings: Settings, patch: unknown): string | undefined {
	if (typeof patch !== 'object' || patch === null || Array.isArray(patch))
		return 'The settings must be a JSON object.';
	for (const [name, value] of Object.entries(patch)) {
		if (!Object.hasOwn(settings, name)) return `There is no setting '${name}'.`;
		if (!isAllowed(name as keyof Settings, value))
			return `The setting '${name}' cannot be ${JSON.stringify(value)}.`;
	}
	Object.assign(settings, patch);
	return undefined;
}
