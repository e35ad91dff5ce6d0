/** One tab with the n8n editor in it, used as a person uses it. */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { selectors } from 'playwright-core';
import { root } from '../lib/paths.mjs';

selectors.setTestIdAttribute('data-test-id');

const images = join(root, 'docs/images');

/** A picture may take so much room in the repository, in bytes. */
const mostBytes = 200_000;
const patienceMs = 60_000;

/**
 * Signs the owner in by the form.
 *
 * @returns {Promise<object>} what another tab needs to be signed in too
 */
export async function signIn(browser, url, { email, password }) {
	const context = await browser.newContext();
	const page = await context.newPage();
	page.setDefaultTimeout(patienceMs);
	await page.goto(`${url}/signin`);
	await page.locator('input[type=email]').fill(email);
	await page.locator('input[type=password]').fill(password);
	await page.getByTestId('form-submit-button').click();
	await page.waitForURL(({ pathname }) => !pathname.startsWith('/signin'));
	const session = await context.storageState();
	await context.close();

	return session;
}

/**
 * A tab of its own, signed in.
 *
 * @param {{ dark?: boolean, width?: number, height?: number }} [options]
 */
export async function openEditor(browser, url, session, options = {}) {
	const { dark = false, width = 1280, height = 900 } = options;
	const context = await browser.newContext({
		storageState: session,
		viewport: { width, height },
		colorScheme: dark ? 'dark' : 'light', // n8n's theme follows the system's
		reducedMotion: 'reduce',
	});
	const page = await context.newPage();
	page.setDefaultTimeout(patienceMs);
	page.on('dialog', (dialog) => void dialog.accept()); // 'Leave the page?'

	return new Editor(context, page, url);
}

/**
 * Keeps a picture of a page, or of a part of it, in docs/images.
 *
 * @param {string} name without `.png`
 * @param {import('playwright-core').Page} page
 * @param {import('playwright-core').Locator} [part]
 */
export async function keepPicture(name, page, part) {
	await page.evaluate(() => document.fonts.ready);
	mkdirSync(images, { recursive: true });
	const path = join(images, `${name}.png`);
	await (part ?? page).screenshot({ path, animations: 'disabled', caret: 'hide' });
	const { size } = statSync(path);
	if (size > mostBytes) throw new Error(`${name}.png takes ${size} bytes`);
	console.log(`  ${name}.png: ${Math.ceil(size / 1000)} kB`);
}

class Editor {
	constructor(context, page, url) {
		this.context = context;
		this.page = page;
		this.url = url;
	}

	close() {
		return this.context.close();
	}

	/** The node of that name on the canvas. */
	node(name) {
		return this.page.locator(`[data-test-id=canvas-node][data-node-name="${name}"]`);
	}

	/** Opens a workflow and waits until its nodes are drawn. */
	async openWorkflow(id) {
		await this.page.goto(`${this.url}/workflow/${id}`);
		await this.page.getByTestId('canvas-node').first().waitFor();
		await this.page.getByTestId('zoom-to-fit').waitFor();
	}

	/**
	 * Executes the workflow by its button.
	 *
	 * @returns {Promise<string>} the message that then appears in the corner
	 */
	async execute() {
		await this.page.getByTestId('execute-workflow-button').click();
		return this.readNotice();
	}

	/** The text of the message in the corner, in one line. */
	async readNotice() {
		const notice = this.page.locator('.el-notification').first();
		await notice.waitFor();
		return (await notice.innerText()).replace(/\s*\n\s*/g, ': ');
	}

	async closeNotice() {
		const notices = this.page.locator('.el-notification');
		await notices.first().locator('.el-notification__closeBtn').click();
		await this.page.waitForFunction(() => !document.querySelector('.el-notification'));
	}

	/** Opens the panel of a node by a double click, and waits for a field of it. */
	async openNode(name, field = 'phoneNumber') {
		await this.node(name)
			.locator('[data-test-id^=canvas-][data-test-id$=-node]')
			.first()
			.dblclick();
		await this.page.getByTestId('ndv').waitFor();
		await this.page.getByTestId(`parameter-input-${field}`).first().waitFor();
	}

	/** Shows all nodes, and waits until the canvas has come to rest. */
	async zoomToFit() {
		await this.page.getByTestId('zoom-to-fit').click();
		await this.page.waitForFunction(
			() => {
				const { transform } = document.querySelector('.vue-flow__transformationpane').style;
				const rests = window.lastTransform === transform;
				window.lastTransform = transform;
				return rests;
			},
			undefined,
			{ polling: 300 },
		);
	}

	/** The names that the search for a node has found, once they stay the same. */
	async readSearch() {
		const found = this.page.getByTestId('node-creator-item-name');
		const nothing = this.page.getByTestId('node-creator-no-results');
		await found.or(nothing).first().waitFor();
		let names;
		let before;
		do {
			before = names?.join();
			await this.page.waitForTimeout(500);
			names = (await found.allInnerTexts()).map((name) => name.trim());
		} while (names.join() !== before);

		return names;
	}

	get output() {
		return this.page.getByTestId('output-panel');
	}

	/** Shows the output as 'schema', 'table' or 'json'. */
	async showOutputAs(mode) {
		const button = this.output.getByTestId(`radio-button-${mode}`);
		await button.click();
		await this.page.waitForFunction(
			(element) => element.closest('[aria-checked]')?.ariaChecked !== 'false',
			await button.elementHandle(),
		);
	}

	/**
	 * Keeps a picture of the tab, or of a part of it.
	 *
	 * @param {string} name without `.png`
	 * @param {import('playwright-core').Locator} [part]
	 */
	async picture(name, part) {
		await this.page.mouse.move(0, 0); // nothing is pointed at
		await keepPicture(name, this.page, part);
	}
}
