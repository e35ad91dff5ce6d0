/**
 * What Telesign's published sources leave open, or answer in two ways, and how the sandbox decides.
 * Each choice is a key of the settings, so a test can take the other side.
 *
 * Sources are named by key:
 * - `smart`: Telesign OpenAPI smart-verify-api.json (developer.telesign.com/enterprise/openapi)
 * - `sms`, `voice`: Telesign OpenAPI sms-verify-api.json, voice-verify-api.json
 * - `sms-callbacks`: Telesign OpenAPI sms-verify-api-callbacks.json
 * - `java-2016`: github.com/TeleSign/java_telesign 73e994e, Verify.java
 * - `python-2015`: github.com/TeleSign/python_telesign 0cddb49, api.py
 * - `legacy`: enterprise.telesign.com/legacy-products/smart-verify-api
 * - `codes`: developer.telesign.com/enterprise/docs/all-status-and-error-codes
 */
export interface Choices {
	numberCleansing: 'plus' | 'none' | 'punctuation';
	unknownUcid: 'tolerated' | 'refused';
	unknownPreference: 'ignored' | 'refused';
	messageWithoutCode: 'sent' | 'refused';
	smsMaxLength: number;
	ownCode: 'used' | 'ignored';
	ownCodeMinDigits: number;
	ownCodeMaxDigits: number;
	checkOwnCode: boolean;
	codeDigits: number;
	codeLifetimeMs: number;
	codeAttempts: number;
	rightCodeAgain: 'VALID' | 'INVALID';
	statusKeepsCodeState: boolean;
	codeEntered: 'entered' | 'empty';
	verifyOnSend: boolean;
	voiceSubResource: 'voice' | 'call';
	riskBlock: 'smart' | 'channel';
	blocks: 'at once' | 'later';
	unauthorizedStatus: 501 | 500;
	unauthorizedReferenceId: 'new' | 'none';
	expiredStatus: 599 | 500;
	unavailableHttp: 503 | 500;
	noData: -10001 | -40007;
	wrongMediaTypeHttp: 415 | 400;
	completionOfBadId: -10001 | -30013;
	refusedSubResource: 'smart' | 'unknown';
	hardCapProduct: string;
	rateLimitCounts: 'requests' | 'sends';
	dateToleranceMs: number;
	nonceMinLength: number;
	nonceMaxLength: number;
	nonceLifetimeMs: number;
	callbackStatuses: 'every' | 'final';
	callbackVoiceSubResource: 'call' | 'voice';
	callbackCodeEntered: 'null' | 'empty' | 'entered';
	callbackXTsAuthorization: 'bare' | 'TSA';
	callbackUrlOfSend: 'ignored' | 'used';
}

/** One row of the table. `others` lists the other values where they can be listed. */
export interface Choice<T> {
	default: T;
	others: readonly T[] | 'any number' | 'any text';
	/** What the setting decides. */
	what: string;
	why: string;
	source: string;
}

export const choices: { readonly [Name in keyof Choices]: Choice<Choices[Name]> } = {
	numberCleansing: {
		default: 'plus',
		others: ['none', 'punctuation'],
		what: 'What is removed from `phone_number` before it must be 7 to 15 digits',
		why: 'Documented as digits only, yet Telesign "cleanses" numbers and one of its samples sends a leading +',
		source: 'smart; github.com/TeleSign/sample_code psd2/verify_with_ts_code.py',
	},
	unknownUcid: {
		default: 'tolerated',
		others: ['refused'],
		what: 'A `ucid` outside the documented list',
		why: 'No error for it is documented',
		source: 'smart',
	},
	unknownPreference: {
		default: 'ignored',
		others: ['refused'],
		what: 'A `preference` that is none of call, voice, sms, "Voice Verify", "SMS Verify"',
		why: 'A preference is a wish that may be ignored; the enum and the SDKs disagree on its spelling',
		source: 'smart; java-2016; python-2015',
	},
	messageWithoutCode: {
		default: 'sent',
		others: ['refused'],
		what: 'A `sms_message` or `tts_message` without `$$CODE$$`, and no code of your own',
		why: '"Make sure to use $$CODE$$" names no error',
		source: 'smart',
	},
	smsMaxLength: {
		default: 0,
		others: 'any number',
		what: 'Longest `sms_message` in code points; 0 = no limit',
		why: 'No limit is documented here; the `template` of SMS Verify has 160, or 1600 on request',
		source: 'smart; sms',
	},
	ownCode: {
		default: 'used',
		others: ['ignored'],
		what: 'A code of your own in `verify_code`',
		why: 'In every SDK, absent from the current document',
		source: 'java-2016; smart',
	},
	ownCodeMinDigits: {
		default: 3,
		others: 'any number',
		what: 'Shortest `verify_code` that is accepted',
		why: 'Its length is "as specified by your settings"; SMS Verify starts at 3',
		source: 'java-2016; sms',
	},
	ownCodeMaxDigits: {
		default: 10,
		others: 'any number',
		what: 'Longest `verify_code` that is accepted',
		why: 'As above; the widest range that any Telesign verify product documents',
		source: 'java-2016; developer.telesign.com/enterprise/docs/verify-api-code-validity',
	},
	checkOwnCode: {
		default: true,
		others: [false],
		what: 'Whether a check judges a code of your own; if not, its state stays UNKNOWN',
		why: 'The check is described for codes that Telesign made; what it says of others is not',
		source: 'sms; voice',
	},
	codeDigits: {
		default: 6,
		others: 'any number',
		what: 'Digits of a code that the sandbox makes',
		why: 'Six in the SDK; the current document says "appropriate length"',
		source: 'java-2016; smart',
	},
	codeLifetimeMs: {
		default: 300_000,
		others: 'any number',
		what: 'After this the state is EXPIRED; 0 = never',
		why: 'Support switches it on per account and no default is published; the Verify API has 300 s',
		source: 'developer.telesign.com/enterprise/docs/verify-api-code-validity',
	},
	codeAttempts: {
		default: 3,
		others: 'any number',
		what: 'Checks that are judged; the next one is MAX_ATTEMPTS_EXCEEDED; 0 = no limit',
		why: 'As above; the Verify API has 3',
		source: 'developer.telesign.com/enterprise/docs/verify-api-code-validity',
	},
	rightCodeAgain: {
		default: 'VALID',
		others: ['INVALID'],
		what: 'The right code, entered again after it was VALID',
		why: 'Not described',
		source: 'sms; voice',
	},
	statusKeepsCodeState: {
		default: true,
		others: [false],
		what: 'Whether a status request without a code repeats the last code state; if not: UNKNOWN',
		why: 'UNKNOWN is "any other state", the state after a check is not described',
		source: 'sms; voice',
	},
	codeEntered: {
		default: 'entered',
		others: ['empty'],
		what: '`verify.code_entered`',
		why: '"What the user entered" today, "always an empty string" in 2019',
		source: 'sms; github.com/kushagra-hd/telesign_swagger',
	},
	verifyOnSend: {
		default: false,
		others: [true],
		what: 'Whether the answer to a send has a `verify` object',
		why: 'Not in the Smart Verify example, in those of SMS and Voice Verify',
		source: 'smart; sms; voice',
	},
	voiceSubResource: {
		default: 'voice',
		others: ['call'],
		what: '`sub_resource` of a voice message',
		why: 'The Smart Verify enum says voice, Voice Verify answers call',
		source: 'smart; voice',
	},
	riskBlock: {
		default: 'smart',
		others: ['channel'],
		what: 'Status of a risk block: 2028, or by channel 233 (SMS) and 133 (voice)',
		why: '2028 is listed for Smart Verify, 233 and 133 for what it sends through',
		source: 'codes; voice-verify-api/overview on enterprise.telesign.com',
	},
	blocks: {
		default: 'at once',
		others: ['later'],
		what: 'Whether the answer to a send names a block, or says "in progress" until the final status',
		why: 'Synchronous in the old SMS Verify and in Voice Verify, later in the new SMS Verify',
		source: 'voice; sms-callbacks',
	},
	unauthorizedStatus: {
		default: 501,
		others: [500],
		what: '`status.code` of a 401 about who you are',
		why: 'Two documents disagree; a recorded answer has 501',
		source: 'sms; voice; github.com/snap-swap/telesign-api-client',
	},
	unauthorizedReferenceId: {
		default: 'new',
		others: ['none'],
		what: 'Whether a send that is refused with 401 gets a `reference_id`',
		why: 'Required by the schema, absent from a recorded answer',
		source: 'smart; github.com/snap-swap/telesign-api-client',
	},
	expiredStatus: {
		default: 599,
		others: [500],
		what: '`status.code` beside error -10004',
		why: 'Two documents disagree',
		source: 'sms; voice',
	},
	unavailableHttp: {
		default: 503,
		others: [500],
		what: 'HTTP status of error -90001 when a request is answered "System Unavailable"',
		why: '503 for Smart Verify, 500 for sending by SMS Verify',
		source: 'smart; sms',
	},
	noData: {
		default: -10001,
		others: [-40007],
		what: 'Error code of a send with an empty body',
		why: 'A missing parameter, or "No Data Submitted" in one document',
		source: 'smart; voice',
	},
	wrongMediaTypeHttp: {
		default: 415,
		others: [400],
		what: 'HTTP status of a send that is not form data; error code -40006 in both cases',
		why: 'Form data is required, the answer to anything else is not documented',
		source: 'smart',
	},
	completionOfBadId: {
		default: -10001,
		others: [-30013],
		what: 'Error code for completing a malformed id: -10001 (HTTP 400) or -30013 (HTTP 401)',
		why: 'Both are listed',
		source: 'sms; voice',
	},
	refusedSubResource: {
		default: 'smart',
		others: ['unknown'],
		what: '`sub_resource` of an error to a status or completion request',
		why: '"smart" on errors of Smart Verify, "unknown" on one of Voice Verify',
		source: 'smart; voice',
	},
	hardCapProduct: {
		default: 'Smart Verify',
		others: 'any text',
		what: 'The product that error -40008 names',
		why: 'Only the texts of SMS and Voice Verify are published',
		source: 'sms; voice',
	},
	rateLimitCounts: {
		default: 'requests',
		others: ['sends'],
		what: 'What the rate limit counts',
		why: 'Limits are "transactions per second", yet status requests document 429 as well',
		source: 'support.telesign.com/s/article/do-you-have-any-rate-limits; sms',
	},
	dateToleranceMs: {
		default: 900_000,
		others: 'any number',
		what: 'How far a Digest date may be from the clock, either way',
		why: 'Error -30010 exists, its window is not published',
		source: 'codes',
	},
	nonceMinLength: {
		default: 8,
		others: 'any number',
		what: 'Shortest `x-ts-nonce`',
		why: 'Error -30011 exists, its limits are not published',
		source: 'codes',
	},
	nonceMaxLength: {
		default: 64,
		others: 'any number',
		what: 'Longest `x-ts-nonce`',
		why: 'As above; SDKs send 32 or 36 characters',
		source: 'codes; github.com/TeleSign/node_telesign RestClient.js',
	},
	nonceLifetimeMs: {
		default: 900_000,
		others: 'any number',
		what: 'How long a nonce counts as used',
		why: 'About 15 minutes in an old SDK, not in the current documents',
		source: 'java-2016',
	},
	callbackStatuses: {
		default: 'every',
		others: ['final'],
		what: 'Which statuses are reported: every one after the answer to the send, or only the final one',
		why: 'Sent "when a transaction completes" and when "the final status" is known; 203, 292 and 295 are in the table of callbacks',
		source: 'developer.telesign.com/enterprise/docs/transaction-callback-service; sms-callbacks',
	},
	callbackVoiceSubResource: {
		default: 'call',
		others: ['voice'],
		what: '`sub_resource` in the callback of a voice message',
		why: 'No document of voice callbacks is published; Voice Verify answers call',
		source: 'voice',
	},
	callbackCodeEntered: {
		default: 'null',
		others: ['empty', 'entered'],
		what: '`verify.code_entered` in a callback: null, an empty text, or what was entered, if anything',
		why: 'All three are described; null is in the example',
		source: 'sms-callbacks',
	},
	callbackXTsAuthorization: {
		default: 'bare',
		others: ['TSA'],
		what: '`X-TS-Authorization` of a callback: the signature alone, or as in `Authorization`',
		why: 'A sample compares the whole header with the signature; no example is published',
		source: 'github.com/TeleSign/sample_code python/webhooks',
	},
	callbackUrlOfSend: {
		default: 'ignored',
		others: ['used'],
		what: 'A `callback_url` in a send, instead of the one of the account',
		why: 'Documented for SMS Verify and Voice Verify, not for Smart Verify',
		source: 'smart; sms; voice',
	},
};

/** Every choice at its default. */
export function defaultChoices(): Choices {
	return Object.fromEntries(
		Object.entries(choices).map(([name, choice]) => [name, choice.default]),
	) as unknown as Choices;
}
