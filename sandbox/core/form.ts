/**
 * Reads form data strictly: Telesign "accepts only UTF-8" (Telesign OpenAPI smart-verify-api.json),
 * where usual parsers replace what they cannot read.
 * @returns the fields, the last one of a name; nothing if the text is not UTF-8 or badly escaped
 */
export function readForm(bytes: Buffer): Map<string, string> | undefined {
	try {
		const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
		const pairs = text.split('&').filter((pair) => pair !== '');
		return new Map(
			pairs.map((pair) => {
				const [name, ...value] = pair.split('=');
				return [unescape(name), unescape(value.join('='))];
			}),
		);
	} catch {
		return undefined;
	}
}

/** Throws on `%` without two hex digits and on bytes that are not UTF-8. */
const unescape = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));
