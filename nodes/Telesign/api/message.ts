/** Message texts: the place of the code, and how long a text may be. */

/** Telesign puts the passcode here, every time it occurs (Telesign OpenAPI smart-verify-api.json). */
export const CODE_PLACEHOLDER = '$$CODE$$';

/**
 * Longest SMS text, in code points. 160 by default, up to 1600 after asking Telesign Support
 * (Telesign OpenAPI sms-verify-api.json, `template`). Nothing is documented for `sms_message`.
 */
export const SMS_MAX = 1600;

/**
 * Longest spoken text, in code points (Telesign OpenAPI voice-verify-api.json, `prompt_message`).
 * Nothing is documented for `tts_message`.
 */
export const TTS_MAX = 2000;

/** Length in code points, as Telesign counts: an emoji outside the BMP is one, not two. */
export function codePointLength(text: string): number {
	return Array.from(text).length;
}

/** False when the text holds half of a surrogate pair, which has no UTF-8 form. */
export function isWellFormed(text: string): boolean {
	return !/\p{Cs}/u.test(text);
}
