import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** From `<!-- name -->` to `<!-- /name -->`. */
const between = (name: string) => new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- /${name} -->)`);

/** All tests and tools run in the root of the clone. */
const read = (path: string) => readFileSync(join(process.cwd(), path), 'utf8');

/** Puts a text between `<!-- name -->` and `<!-- /name -->` of a document of this repository. */
export function writeTable(path: string, name: string, text: string): void {
	const put = (_: string, start: string, end: string) => start + text + end;
	if (!between(name).test(read(path))) throw new Error(`${path} has no place for '${name}'`);
	writeFileSync(join(process.cwd(), path), read(path).replace(between(name), put));
}

/** The text that is there. With UPDATE_DOCS=1 in the environment, `text` is put there first. */
export default function docTable(path: string, name: string, text: string): string | undefined {
	if (process.env.UPDATE_DOCS === '1') writeTable(path, name, text);
	return between(name).exec(read(path))?.[0].split('\n').slice(1, -1).join('\n');
}

export const markdownTable = (head: string[], rows: string[][]): string =>
	[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
