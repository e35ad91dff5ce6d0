/**
 * How a code goes to a person. Telesign's documents call the same thing `call` or `voice`
 * (Telesign OpenAPI smart-verify-api.json and voice-verify-api.json, `sub_resource`).
 */

/** `sub_resource` in one spelling: `sms`, `voice`, other text as it is, undefined for anything else. */
export const channelOf = (subResource: unknown): string | undefined =>
	subResource === 'call' ? 'voice' : typeof subResource === 'string' ? subResource : undefined;
