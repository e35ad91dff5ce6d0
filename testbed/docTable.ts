import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/**
 * The text between `<!-- name -->` and `<!-- /name -->` in a document of this repository. With
 * UPDATE_DOCS=1 in the environment, `text` is put there first. All tests run in its root.
 */
export default function docTable(path: string, name: string, text: string): string | undefined {
	const file = join(process.cwd(), path);
	const between = new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- /${name} -->)`);
	if (process.env.UPDATE_DOCS === '1') {
		const put = (_: string, start: string, end: string) => start + text + end;
		writeFileSync(file, readFileSync(file, 'utf8').replace(between, put));
	}
	return between.exec(readFileSync(file, 'utf8'))?.[0].split('\n').slice(1, -1).join('\n');
}
