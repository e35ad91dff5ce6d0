/** What the tests keep for the documents: with UPDATE_DOCS=1 in the environment it is written anew. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, type Locator, type Page } from '@playwright/test';
import docTable from '../testbed/docTable';
import { root } from '../testbed/paths';

/** A picture may take so much room in the repository, in bytes. */
const mostBytes = 300_000;

/** Compares a text with the one between `<!-- name -->` and `<!-- /name -->` of a document. */
export function expectDocument(path: string, name: string, text: string): void {
	expect(text, `'${name}' in ${path}; UPDATE_DOCS=1 writes it`).toBe(docTable(path, name, text));
}

/** A picture for docs/images of a page, or of a part of it; `name` without `.png`. */
export async function picture(name: string, page: Page, part?: Locator): Promise<void> {
	if (process.env.UPDATE_DOCS !== '1') return;
	await page.mouse.move(0, 0); // nothing is pointed at
	await page.evaluate('document.fonts.ready.then(() => {})');
	const path = join(root, 'docs/images', `${name}.png`);
	await (part ?? page).screenshot({ path, animations: 'disabled', caret: 'hide' });
	expect(statSync(path).size, path).toBeLessThan(mostBytes);
}
