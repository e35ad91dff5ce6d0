/**
 * Keeps the API key and the passcode out of everything that the other side says, however it spells
 * them: as they are, escaped for URLs, HTML or JSON, in base64, the key without its padding, the code
 * with dashes or without its first zeros.
 */
import { isObject } from './envelope';

const HIDDEN = '[hidden]';

/** Telesign's texts are short; what comes after this many characters is left out. */
const LONGEST_TEXT = 10_000;

/** Characters of a whole answer that are looked at, and what each of its values counts besides. */
const LONGEST_ANSWER = 200_000;
const VALUE = 100;

const LEFT_OUT = '[left out]';

/** Telesign's answers have 5 levels; n8n cannot keep thousands. */
const DEEPEST = 50;

/** Reference IDs and times have digits enough to contain a code by chance, and are no code. */
const NO_CODE = /^(?:[0-9a-f]{32}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))$/i;

/** Shorter is nobody's passcode (Telesign's have 3 to 10 digits), and would be found in every text. */
const SHORTEST = 3;

/** What is longer is no passcode either, but a wrongly mapped field. */
const LONGEST = 100;

/** A key of this length is found inside of other words, too. */
const LONG = 8;

/** A character in a spelling of URLs, HTML or JSON, escaped once or several times. */
const ESCAPED =
	/%(?:25)*([0-9a-f]{2})|&(?:amp;)*#x0*([0-9a-f]{2});?|&(?:amp;)*#0*(\d{2,3});?|\\+u00([0-9a-f]{2})|&(?:amp;)*(plus|sol|equals);?|\\+([^\w\s])/gi;

const NAMED: Readonly<Record<string, string>> = { plus: '+', sol: '/', equals: '=' };

/** A text without escapes, and where each of its characters begins in the text as it was. */
function decode(text: string): { plain: string; at: (index: number) => number } {
	if (!/[%&\\]/.test(text)) return { plain: text, at: (index) => index };
	const starts: number[] = [];
	let plain = '';
	const add = (characters: string, from: number, step: number) => {
		for (let index = 0; index < characters.length; index++) starts.push(from + index * step);
		plain += characters;
	};
	let end = 0;
	for (const match of text.matchAll(ESCAPED)) {
		const [whole, url, htmlHex, html, json, name, character] = match;
		const hex = url ?? htmlHex ?? json;
		const code = hex !== undefined ? parseInt(hex, 16) : Number(html);
		add(text.slice(end, match.index), end, 1);
		add(character ?? NAMED[name?.toLowerCase()] ?? String.fromCharCode(code), match.index, 0);
		end = match.index + whole.length;
	}
	add(text.slice(end), end, 1);
	return { plain, at: (index) => starts[index] ?? text.length };
}

/** What may follow the part of base64 that holds a secret whole: its last bits, and padding. */
const REST = /^(?:[A-Za-z0-9+/]{1,4}(?![A-Za-z0-9+/]))?=*/;

/** A word that may be base64. */
const BASE64 = /[A-Za-z0-9+/]{4,}={0,2}/g;

/** base64 in one of its two alphabets. */
const fold = (base64: string) => base64.replace(/-/g, '+').replace(/_/g, '/');

/** What base64 has of a text that it holds, which begins at one of three places in a byte triple. */
const asBase64 = (text: string): string[] =>
	[0, 1, 2].map((shift) => {
		const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]);
		const whole = Math.floor((bytes.length * 8) / 6);
		return bytes.toString('base64').slice([0, 2, 3][shift], whole);
	});

/** Pattern of a code, with what is put between its digits, and without the zeros it begins with. */
function patternOf(code: string): string[] {
	const digits = code.replace(/[\s\p{Pd}]/gu, '');
	if (digits.replace(/\P{Nd}/gu, '').length < SHORTEST) return [];
	const withoutZeros = digits.replace(/^0+/, '');
	const sought = withoutZeros.length < SHORTEST ? digits : withoutZeros;
	const apart = '[\\s\\p{Pd}._+]{0,3}';
	const escaped = Array.from(sought, (one) => one.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&'));
	// Bounded, and by whole rows of zeros: a text of zeros must not be gone through from each of them.
	const zeros = sought.startsWith('0') ? '0*' : `(?:0+(?!0)${apart}){0,10}`;
	return [`(?<!\\d)${zeros}${escaped.join(apart)}(?!\\d)`];
}

/** What hides the secrets of one item. */
export interface Hide {
	text(text: string): string;
	number(value: number): number | string;
}

/** @param codes as they were filled in and as they are sent; what can be no code is passed over */
export function hiderOf(apiKey: string, codes: readonly unknown[]): Hide {
	const key = apiKey.replace(/=+$/, '');
	const isPlain = (code: unknown) => typeof code === 'string' || typeof code === 'number';
	const texts = [...new Set(codes.filter(isPlain).map(String))].filter(
		({ length }) => length <= LONGEST,
	);
	const patterns = texts.flatMap(patternOf);
	const code = patterns.length > 0 ? new RegExp(patterns.join('|'), 'gu') : undefined;
	const words = key.length < SHORTEST || key.length >= LONG ? [] : [key];
	const parts = [
		...(key.length >= LONG ? [key, ...asBase64(key)] : []),
		// Shorter ones stand in too many words.
		...texts.flatMap(asBase64).filter((part) => part.length >= 6),
	].map(fold);
	const isWordEnd = (character: string | undefined) => !/[\p{L}\p{N}]/u.test(character ?? '');

	/** Where secrets begin and end in a text without escapes. */
	const find = (plain: string, isCode: boolean): Array<[from: number, to: number]> => {
		const found: Array<[number, number]> = [];
		const folded = fold(plain);
		for (const [sought, within, whole] of [
			...parts.map((part) => [part, folded, false] as const),
			...words.map((word) => [word, plain, true] as const),
		]) {
			for (let at = within.indexOf(sought); at >= 0; at = within.indexOf(sought, at + 1)) {
				const to = at + sought.length;
				if (!whole || (isWordEnd(plain[at - 1]) && isWordEnd(plain[to]))) {
					found.push([at, to + REST.exec(folded.slice(to, to + 8))![0].length]);
				}
			}
		}
		for (const { index, 0: word } of code ? folded.matchAll(BASE64) : []) {
			if (Buffer.from(word, 'base64').toString('latin1').search(code!) >= 0) {
				found.push([index, index + word.length]);
			}
		}
		if (code && isCode) {
			for (const { index, 0: match } of plain.matchAll(code)) {
				found.push([index, index + match.length]);
			}
		}
		return found.sort(([a], [b]) => a - b);
	};

	const text = (written: string): string => {
		// Twice as much is looked at, so that a secret at the end is not cut in two.
		const seen = written.slice(0, 2 * LONGEST_TEXT);
		const { plain, at } = decode(seen);
		let shown = '';
		let end = 0;
		for (const [from, to] of find(plain, !NO_CODE.test(seen))) {
			if (at(to) <= end) continue;
			shown += seen.slice(end, Math.max(end, at(from)));
			if (!shown.endsWith(HIDDEN) || at(from) > end) shown += HIDDEN;
			end = at(to);
		}
		return (shown + seen.slice(end)).slice(0, LONGEST_TEXT);
	};
	return {
		text,
		number: (value) => (code && text(String(value)).includes(HIDDEN) ? HIDDEN : value),
	};
}

/** What is secret in an answer by its place, whatever it holds: a fact about the product. */
export interface SecretPlaces {
	/** True for a member of an object that is left out; `parent`: the key that the object has. */
	isSecret(key: string, parent: string, value: unknown): boolean;
	/** True for a number that is one of Telesign's own codes in its place, and so no passcode. */
	isCode(key: string, parent: string, value: unknown): boolean;
}

/**
 * JSON of the other side's as it may be shown. Never throws; what is nested too deeply is left out, and so
 * is what comes after the first 200,000 characters.
 *
 * @param json as it was read
 */
export function withoutSecrets(json: unknown, hide: Hide, places: SecretPlaces): unknown {
	let left = LONGEST_ANSWER;
	const text = (written: string) => {
		left -= Math.min(written.length, 2 * LONGEST_TEXT);
		return hide.text(written);
	};
	const clean = (value: unknown, key: string, parent: string, depth: number): unknown => {
		left -= VALUE;
		if (depth > DEEPEST) return '[nested too deeply]';
		if (places.isCode(key, parent, value)) return value;
		if (typeof value === 'string') return text(value);
		if (typeof value === 'number') return hide.number(value);
		if (Array.isArray(value)) {
			const shown: unknown[] = [];
			for (const one of value) {
				if (left < 0) return [...shown, LEFT_OUT];
				shown.push(clean(one, key, parent, depth + 1));
			}
			return shown;
		}
		if (!isObject(value)) return value;
		const shown: Array<[string, unknown]> = [];
		for (const [name, one] of Object.entries(value)) {
			if (left < 0) return Object.fromEntries([...shown, [LEFT_OUT, LEFT_OUT]]);
			if (places.isSecret(name, key, one)) continue;
			shown.push([text(name), clean(one, name, key, depth + 1)]);
		}
		return Object.fromEntries(shown);
	};
	return clean(json, '', '', 0);
}
