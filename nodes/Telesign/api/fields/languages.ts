/**
 * The languages in which Telesign can read a text aloud, as BCP 47 tags.
 *
 * Source: the 26 text-to-speech tags of Telesign's published Voice API description (2019); the
 * Verify products use the same tags without the voice prefix. Telesign's current list may be longer:
 * another tag is sent as it is, and Telesign falls back to a default for one it does not know
 * (Telesign OpenAPI smart-verify-api.json, `tts_message`).
 */

/** One language: `value` is the tag that goes on the wire. */
export interface Language {
	value: string;
	name: string;
}

/** The 26 languages, sorted by name. */
export const LANGUAGES: readonly Language[] = [
	{ value: 'ca-ES', name: 'Catalan' },
	{ value: 'zh-HK', name: 'Chinese (Cantonese, Hong Kong)' },
	{ value: 'zh-CN', name: 'Chinese (Mandarin)' },
	{ value: 'zh-TW', name: 'Chinese (Taiwan)' },
	{ value: 'da-DK', name: 'Danish' },
	{ value: 'nl-NL', name: 'Dutch' },
	{ value: 'en-AU', name: 'English (Australia)' },
	{ value: 'en-CA', name: 'English (Canada)' },
	{ value: 'en-IN', name: 'English (India)' },
	{ value: 'en-GB', name: 'English (UK)' },
	{ value: 'en-US', name: 'English (US)' },
	{ value: 'fi-FI', name: 'Finnish' },
	{ value: 'fr-CA', name: 'French (Canada)' },
	{ value: 'fr-FR', name: 'French (France)' },
	{ value: 'de-DE', name: 'German' },
	{ value: 'it-IT', name: 'Italian' },
	{ value: 'ja-JP', name: 'Japanese' },
	{ value: 'ko-KR', name: 'Korean' },
	{ value: 'nb-NO', name: 'Norwegian' },
	{ value: 'pl-PL', name: 'Polish' },
	{ value: 'pt-BR', name: 'Portuguese (Brazil)' },
	{ value: 'pt-PT', name: 'Portuguese (Portugal)' },
	{ value: 'ru-RU', name: 'Russian' },
	{ value: 'es-MX', name: 'Spanish (Mexico)' },
	{ value: 'es-ES', name: 'Spanish (Spain)' },
	{ value: 'sv-SE', name: 'Swedish' },
];
