/** What the tests keep for the documents: with UPDATE_DOCS=1 in the environment it is written anew. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, type Locator, type Page, type PageScreenshotOptions } from '@playwright/test';
import { execa } from 'execa';
import docTable from '../testbed/docTable';
import { root } from '../testbed/paths';

const isUpdated = process.env.UPDATE_DOCS === '1';
const images = join(root, 'docs/images');

/** A picture, or a film, may take so much room in the repository, in bytes. */
const mostBytes = { png: 300_000, gif: 2_500_000 };

/** Messages in the corner come and go, and lie over what is shown. */
const withoutMessages = '.el-notification { visibility: hidden; }';

/** A canvas without the editor's tabs and buttons, which lie over it. */
const canvasAlone = `body, .vue-flow__panel, [data-test-id*=execute] { visibility: hidden; }
	.vue-flow { visibility: visible; }`;

/** Where on the page the nodes and notes of a canvas are, with a margin. */
const boxOfCanvas = `(() => {
	const how = { opacityProperty: true, visibilityProperty: true };
	const all = [...document.querySelectorAll('.vue-flow__node *, .vue-flow__edge-path')]
		.filter((one) => one.checkVisibility(how) && !one.closest('[data-test-id*=execute]'))
		.map((one) => one.getBoundingClientRect())
		.filter(({ width, height }) => width + height > 0);
	const [x, y] = ['left', 'top'].map((side) => Math.min(...all.map((one) => one[side])) - 20);
	const [right, bottom] = ['right', 'bottom'].map((side) => Math.max(...all.map((one) => one[side])) + 20);
	return { x, y, width: right - x, height: bottom - y };
})()`;

/** Compares a text with the one between `<!-- name -->` and `<!-- /name -->` of a document. */
export function expectDocument(path: string, name: string, text: string): void {
	expect(text, `'${name}' in ${path}; UPDATE_DOCS=1 writes it`).toBe(docTable(path, name, text));
}

/** Takes a picture of what is at rest on a page. */
async function take(page: Page, what: Partial<PageScreenshotOptions>, of: Locator | Page = page) {
	await page.evaluate('document.fonts.ready.then(() => {})');
	return await of.screenshot({
		animations: 'disabled',
		caret: 'hide',
		style: withoutMessages,
		...what,
	});
}

/** A picture, with nothing pointed at. */
async function keep(name: string, page: Page, what: Partial<PageScreenshotOptions>, of?: Locator) {
	await page.mouse.move(0, 0);
	const path = join(images, `${name}.png`);
	await take(page, { path, ...what }, of);
	expect(statSync(path).size, path).toBeLessThan(mostBytes.png);
}

/** A picture for docs/images of a page, or of a part of it; `name` without `.png`. */
export async function picture(name: string, page: Page, part?: Locator): Promise<void> {
	if (isUpdated) await keep(name, page, {}, part);
}

/** A picture for docs/images of the nodes and notes on the canvas that a page shows. */
export async function canvasPicture(name: string, page: Page): Promise<void> {
	if (!isUpdated) return;
	await keep(name, page, { style: canvasAlone, clip: await page.evaluate(boxOfCanvas) });
}

/** A film for docs/images: what pages of one size show, each for a second. */
export class Film {
	private readonly shots: Buffer[] = [];

	async show(page: Page, seconds = 1): Promise<void> {
		if (!isUpdated) return;
		this.shots.push(...Array<Buffer>(seconds).fill(await take(page, {})));
	}

	/** Keeps it; `name` without `.gif`. Needs ffmpeg. */
	async end(name: string): Promise<void> {
		if (!isUpdated) return;
		const path = join(images, `${name}.gif`);
		const colors = 'split[a][b];[a]palettegen[c];[b][c]paletteuse=dither=none';
		const args = ['-framerate', '1', '-f', 'image2pipe', '-i', '-', '-vf', colors];
		await execa('ffmpeg', ['-v', 'error', '-y', ...args, path], {
			input: Buffer.concat(this.shots),
		});
		expect(statSync(path).size, path).toBeLessThan(mostBytes.gif);
		expect(this.shots.length).toBeLessThanOrEqual(20);
	}
}
