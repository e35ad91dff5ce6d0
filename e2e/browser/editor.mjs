/** One tab with the n8n editor in it, used as a person uses it. */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { selectors } from 'playwright-core';

selectors.setTestIdAttribute('data-test-id');

/** A picture may take so much room in the repository, in bytes. */
const mostBytes = 200_000;

/** How long to wait for anything that should appear, in milliseconds. */
export const patienceMs = 120_000;

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
 * A tab of its own.
 *
 * @param {{ keepPicture: ReturnType<typeof keeperOf>, session?: object, dark?: boolean,
 *   width?: number, height?: number }} options `session`: of the owner who is signed in, if any
 */
export async function openEditor(browser, url, options) {
	const { keepPicture, session, dark = false, width = 1280, height = 900 } = options;
	const context = await browser.newContext({
		storageState: session,
		viewport: { width, height },
		colorScheme: dark ? 'dark' : 'light', // n8n's theme follows the system's
		reducedMotion: 'reduce',
	});
	const page = await context.newPage();
	page.setDefaultTimeout(patienceMs);
	page.on('dialog', (dialog) => void dialog.accept()); // 'Leave the page?'

	return new Editor(context, page, url, keepPicture);
}

/** Keeps pictures of pages, or of parts of them, in a folder. */
export const keeperOf =
	(images) =>
	/**
	 * @param {string} name without `.png`
	 * @param {import('playwright-core').Page} page
	 * @param {import('playwright-core').Locator} [part]
	 */
	async (name, page, part) => {
		await page.evaluate(() => document.fonts.ready);
		mkdirSync(images, { recursive: true });
		const path = join(images, `${name}.png`);
		await (part ?? page).screenshot({ path, animations: 'disabled', caret: 'hide' });
		const { size } = statSync(path);
		if (size > mostBytes) throw new Error(`${name}.png takes ${size} bytes`);
		console.log(`  ${name}.png: ${Math.ceil(size / 1000)} kB`);
	};

class Editor {
	#keepPicture;

	constructor(context, page, url, keepPicture) {
		this.context = context;
		this.page = page;
		this.url = url;
		this.#keepPicture = keepPicture;
	}

	close() {
		return this.context.close();
	}

	/** Makes the owner of an n8n that has none, by its form, and comes to the page with no workflows. */
	async becomeOwner({ email, firstName, lastName, password }) {
		const { page } = this;
		await page.goto(this.url, { waitUntil: 'commit' });
		const values = { email, firstName, lastName, password };
		for (const [name, value] of Object.entries(values)) {
			await page.locator(`input[name=${name}]`).fill(value);
		}
		await page.getByTestId('form-submit-button').click();
		await page.getByTestId('assistant-set-up-later').click();
		await page.getByTestId('new-workflow-card').waitFor();
	}

	/** Begins the first workflow. */
	async beginWorkflow() {
		await this.page.getByTestId('new-workflow-card').click();
		await this.page.getByTestId('canvas-plus-button').waitFor();
	}

	/** Searches for a node, and gives the names that are found. */
	async search(word) {
		const bar = this.page.getByTestId('node-creator-search-bar');
		if (!(await bar.isVisible())) {
			await this.page.getByTestId('node-creator-plus-button').click();
		}
		await bar.fill(word);

		return await this.readSearch();
	}

	/** Adds the first of the nodes found that has this name, by its action; its panel then opens. */
	async addFound(name, action) {
		const creator = this.page.getByTestId('node-creator');
		await creator.getByText(name, { exact: true }).first().click();
		const actions = creator.getByText(/^Actions \(\d+\)/);
		const add = creator.getByText('Add to workflow'); // n8n lists no actions of some nodes
		await add.or(actions).first().waitFor();
		if (await actions.isVisible()) {
			const wanted = creator.getByText(action, { exact: true });
			if (!(await wanted.isVisible())) await actions.click();
			await wanted.click();
		} else {
			await add.click();
		}
		await this.panel.waitFor();
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

	/** The panel of a node. */
	get panel() {
		return this.page.getByTestId('ndv');
	}

	/** The name of the node whose panel is open. */
	async title() {
		const text = await this.panel.getByTestId('node-title-container').innerText();
		return text.trim();
	}

	/** A field of the panel. */
	field(name) {
		return this.panel.getByTestId(`parameter-input-${name}`);
	}

	/** Types into a field of the panel, in the place of what is there. */
	fill(name, text) {
		return this.field(name).locator('input, textarea').fill(text);
	}

	/** What is in a list that has dropped down. */
	#dropped(kind) {
		return this.page.locator(`${kind}:visible`);
	}

	/** Opens the list of a field and gives the texts of its options, each on one line. */
	async openOptions(name) {
		const options = this.#dropped('[role=option]');
		await options.first().waitFor({ state: 'hidden' }); // The list before it closes slowly.
		await this.field(name).click();
		await options.first().waitFor();
		const texts = await options.allInnerTexts();
		return texts.map((text) => text.trim().replace(/\s*\n\s*/g, ': '));
	}

	/** Chooses an option of the list that is open. */
	chooseOption(name) {
		return this.#dropped('[role=option]').filter({ hasText: name }).first().click();
	}

	/** Adds a field to the first collection of the panel, and gives the names that could be added. */
	async addField(name) {
		await this.#dropped('[role=option]').first().waitFor({ state: 'hidden' });
		await this.panel.getByTestId('collection-parameter-add').first().click();
		const options = this.#dropped('[data-test-id=collection-parameter-option]');
		await options.first().waitFor();
		const names = await options.allInnerTexts();
		await options.getByText(name, { exact: true }).click();
		return names.map((text) => text.trim());
	}

	/** Points at the question mark beside the label of a field, and gives what it says. */
	async readHelp(label) {
		const line = this.panel
			.getByTestId('input-label')
			.locator('label')
			.filter({ hasText: label })
			.first();
		await line.hover();
		await line.locator('[data-icon=circle-help]').hover();
		const help = this.page.locator('[data-reka-popper-content-wrapper]').last();
		await help.waitFor();
		const text = (await help.innerText()).trim();
		await this.page.mouse.move(0, 0);
		await help.waitFor({ state: 'hidden' });
		return text;
	}

	/** Closes the dialog of a credential. */
	closeCredential() {
		return this.page.getByTestId('editCredential-modal').locator('.el-dialog__headerbtn').click();
	}

	/** Executes the node whose panel is open. */
	async executeStep() {
		await this.page.getByTestId('node-execute-button').click();
	}

	/** What the panel says of an error, once the one with this text is there. */
	async readError(text) {
		const message = this.page.getByTestId('node-error-message').filter({ hasText: text });
		await message.waitFor();
		const description = this.page.getByTestId('node-error-description');
		return { message: await message.innerText(), description: await description.innerText() };
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

	/** The text of the output in one of these views, with ordinary blanks. */
	async readOutputAs(mode) {
		await this.showOutputAs(mode);
		const text = await this.output.getByTestId('ndv-data-container').innerText();
		return text.replaceAll('\u00a0', ' ');
	}

	/**
	 * Keeps a picture of the tab, or of a part of it.
	 *
	 * @param {string} name without `.png`
	 * @param {import('playwright-core').Locator} [part]
	 */
	async picture(name, part) {
		await this.page.mouse.move(0, 0); // nothing is pointed at
		await this.#keepPicture(name, this.page, part);
	}
}
