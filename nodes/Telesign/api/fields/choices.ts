/** What can be chosen in a field: `value` goes on the wire, the rest is for the panel. Sorted by name. */
import languages from './languages.json';
import useCases from './useCases.json';

/**
 * The languages in which Telesign can read a text aloud, as BCP 47 tags.
 *
 * Source: the 26 text-to-speech tags of Telesign's published Voice API description (2019); the
 * Verify products use the same tags without the voice prefix. Telesign's current list may be longer:
 * another tag is sent as it is, and Telesign falls back to a default for one it does not know
 * (Telesign OpenAPI smart-verify-api.json, `tts_message`).
 */
export const LANGUAGES = languages;

/**
 * The 14 reasons for a verification that Telesign knows (`ucid`), named for the person who picks one.
 * Source: Telesign OpenAPI smart-verify-api.json, `ucid`. The names and descriptions are ours.
 */
export const USE_CASES = useCases;
