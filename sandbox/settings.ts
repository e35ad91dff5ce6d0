import { choices, defaultChoices, type Choices } from './choices';
import { rowOfFault, type FaultName } from './numbers';

/** Optional parts of an answer to a send, which Telesign's support switches on per account. */
export type AccountFeature = 'numbering' | 'phone_type' | 'carrier' | 'risk';

const accountFeatures: readonly AccountFeature[] = ['numbering', 'phone_type', 'carrier', 'risk'];

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
}

/** The settings of a fresh sandbox. */
export function defaultSettings(): Settings {
	return {
		latencyMs: 0,
		rateLimit: null,
		hardCap: null,
		fault: null,
		slowMs: 3000,
		accountFeatures: ['numbering', 'phone_type', 'carrier'],
		smsGatewayMs: 1000,
		smsFinalMs: 4000,
		voiceFinalMs: 6000,
		retentionMs: 12 * 60 * 60 * 1000,
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
