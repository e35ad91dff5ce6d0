/**
 * How the sandbox behaves. `settings.json` has a line for each setting: what it can be (`values`, the
 * first one is the default; whole numbers `upTo`; or a JSON `schema`) and what it means. Those with a
 * `why` are choices: Telesign's published sources leave open what a user of the node would see, or say
 * two things. Whatever else is open is in docs/telesign.md.
 */
import Ajv from 'ajv';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCallbackUrl } from './core/callbacks';
import { faults, type FaultName } from './numbers';
import rows from './settings.json';

/**
 * Optional parts of an answer to a send, and `additional_info` of a callback, which Telesign's support
 * switches on per account.
 */
export type AccountFeature = 'numbering' | 'phone_type' | 'carrier' | 'risk' | 'additional_info';

/** Live: a change counts from the next request on. `…Ms` are milliseconds. */
export interface Settings {
	latencyMs: number;
	rateLimit: { perSecond: number; burst: number } | null;
	hardCap: number | null;
	fault: FaultName | null;
	slowMs: number;
	code: string | null;
	accountFeatures: AccountFeature[];
	smsGatewayMs: number;
	smsFinalMs: number;
	voiceFinalMs: number;
	retentionMs: number;
	callbackUrl: string | null;
	callbackRetryMs: number;
	callbackFault: 'unsigned' | 'wrong signature' | 'twice' | null;
	unknownValue: 'ignored' | 'refused';
	templateMaxLength: 160 | 1600;
	ownCode: 'used' | 'ignored';
	checkOwnCode: boolean;
	codeLifetimeMs: number;
	codeAttempts: number;
	rightCodeAgain: 'VALID' | 'INVALID';
	statusKeepsCodeState: boolean;
	riskBlock: 'smart' | 'channel';
	blocks: 'by product' | 'at once' | 'later';
	wrongKey: -30015 | -50054;
	callbackStatuses: 'every' | 'final';
	verificationStarted: 3901 | 3001;
	firstWrongCode: 3904 | 3909;
	codeAfterFallback: 'same' | 'new';
	unknownVerificationHttp: 404 | 400;
	loginCodes: '3400' | 'finer';
	verificationCallbackUrl: 'enabled' | 'not enabled';
}

interface Row {
	name: string;
	default?: unknown;
	values?: unknown[];
	upTo?: number;
	schema?: object;
	what: string;
	why?: string;
	source?: string;
}

/** Every setting, in order. */
export const settingRows: readonly Row[] = rows;

const ajv = new Ajv({ allowUnionTypes: true });
ajv.addFormat('callback-url', isCallbackUrl);

function schemaOf({ name, values, default: usual, upTo, schema }: Row): object {
	if (name === 'fault') return { enum: [null, ...faults.map((row) => row.name)] };
	if (values) return { enum: values };
	const type = usual === null ? ['integer', 'null'] : 'integer';
	return schema ?? { type, minimum: 0, maximum: upTo };
}

const validators = new Map(settingRows.map((row) => [row.name, ajv.compile(schemaOf(row))]));

/** What `npm run settle` writes, as far as the sandbox reads it; `found`: by the name of a question. */
interface Live {
	against: string;
	found: Record<string, unknown>;
}

/** Of what was found, what settings can be; nothing unless it was Telesign that was asked. */
export function settingsIn(live: Live | undefined): Record<string, unknown> {
	if (live?.against !== 'Telesign') return {};
	const isSetting = ([name, value]: [string, unknown]) => validators.get(name)?.(value) === true;
	return Object.fromEntries(Object.entries(live.found).filter(isSetting));
}

const file = join(__dirname, '..', 'docs', 'live.json');
const settled = settingsIn(
	existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Live) : undefined,
);

/** What Telesign was found to do (docs/live.json), or else what its documents make likely. */
export const defaultOf = ({ name, values, default: usual }: Row): unknown =>
	name in settled ? settled[name] : values ? values[0] : usual;

/** The settings of a fresh sandbox. */
export function defaultSettings(): Settings {
	const entries = settingRows.map((row) => [row.name, structuredClone(defaultOf(row))]);
	return Object.fromEntries(entries) as Settings;
}

/**
 * Changes `settings` by `patch`, or leaves them as they are.
 * @throws what is wrong with the patch
 */
export function changeSettings(settings: Settings, patch: unknown): void {
	if (typeof patch !== 'object' || patch === null || Array.isArray(patch))
		throw new Error('The settings must be a JSON object.');
	for (const [name, value] of Object.entries(patch)) {
		const isValid = validators.get(name);
		if (!isValid) throw new Error(`There is no setting '${name}'.`);
		if (isValid(value)) continue;
		throw new Error(`The setting '${name}' cannot be ${JSON.stringify(value)}.`);
	}
	Object.assign(settings, patch);
}
