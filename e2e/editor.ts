/** The n8n editor in a tab, used as a person uses it. */
import { expect, type Locator, type Page } from '@playwright/test';

/** The text of a piece of the page in one line. */
const inOneLine = (text: string, between: string) => text.trim().replace(/\s*\n\s*/g, between);

export class Editor {
	/** The panel of a node. */
	readonly panel: Locator;
	/** The output in it. */
	readonly output: Locator;
	/** The dialog of a credential. */
	readonly dialog: Locator;
	/** Of the list that is open. */
	private readonly options: Locator;

	constructor(
		readonly page: Page,
		readonly url: string,
	) {
		this.panel = page.getByTestId('ndv');
		this.output = page.getByTestId('output-panel');
		this.dialog = page.getByTestId('editCredential-modal');
		this.options = page.locator('[role=option]:visible');
		page.on('dialog', (dialog) => void dialog.accept()); // 'Leave the page?'
	}

	/** Opens a workflow and waits until its nodes are drawn. */
	async open(workflowId: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${workflowId}`);
		await expect(this.page.getByTestId('canvas-node').first()).toBeVisible();
		await expect(this.page.getByTestId('zoom-to-fit')).toBeVisible();
	}

	/** The node of that name on the canvas. */
	node(name: string): Locator {
		return this.page.locator(`[data-test-id=canvas-node][data-node-name="${name}"]`);
	}

	/** A field of the panel. */
	field(name: string): Locator {
		return this.panel.getByTestId(`parameter-input-${name}`);
	}

	/** Reads something until it stays the same. */
	private async settled(read: () => Promise<string | null>): Promise<void> {
		let before: string | null | undefined;
		await expect(async () => {
			const now = await read();
			const rests = now === before;
			before = now;
			expect(rests).toBe(true);
		}).toPass({ intervals: [400] });
	}

	/** Searches for a node, and gives the names that are found. */
	async search(word: string): Promise<string[]> {
		const { page } = this;
		const bar = page.getByTestId('node-creator-search-bar');
		if (!(await bar.isVisible())) await page.getByTestId('node-creator-plus-button').click();
		await bar.fill(word);
		const found = page.getByTestId('node-creator-item-name');
		await expect(found.or(page.getByTestId('node-creator-no-results')).first()).toBeVisible();
		await this.settled(async () => (await found.allInnerTexts()).join());
		return (await found.allInnerTexts()).map((name) => name.trim());
	}

	/**
	 * Adds the first of the nodes found that has this name, by its action; its panel then opens.
	 *
	 * @param see called when the actions are listed
	 */
	async add(name: string, action: string, see = async (): Promise<void> => {}): Promise<void> {
		const creator = this.page.getByTestId('node-creator');
		await creator.getByText(name, { exact: true }).first().click();
		const actions = creator.getByText(/^Actions \(\d+\)/);
		await expect(actions).toBeVisible();
		// Resources share actions; the first resource is listed first.
		const wanted = creator.getByText(action, { exact: true }).first();
		if (!(await wanted.isVisible())) await actions.click(); // They are folded.
		await expect(wanted).toBeVisible();
		await see();
		await wanted.click();
		await expect(this.panel).toBeVisible();
	}

	/** Executes the workflow by its button; gives the message that then appears in the corner. */
	async execute(): Promise<string> {
		await this.page.getByTestId('execute-workflow-button').click();
		const notices = this.page.locator('.el-notification');
		const text = inOneLine(await notices.first().innerText({ timeout: 120_000 }), ': ');
		await notices.first().locator('.el-notification__closeBtn').click();
		await expect(notices).toHaveCount(0);
		return text;
	}

	/** What stands on the lines of the canvas. */
	async edges(): Promise<string[]> {
		const labels = await this.page.getByTestId('edge-label').allInnerTexts();
		return labels.map((text) => text.trim()).filter(Boolean);
	}

	/** Opens the panel of a node by a double click, and waits for a field of it. */
	async openNode(name: string, field = 'phoneNumber'): Promise<void> {
		const node = this.node(name).locator('[data-test-id^=canvas-][data-test-id$=-node]');
		await node.first().dblclick();
		await expect(this.field(field).first()).toBeVisible();
	}

	/** Shows all nodes, and waits until the canvas has come to rest. */
	async zoomToFit(): Promise<void> {
		await this.page.getByTestId('zoom-to-fit').click();
		const plane = this.page.locator('.vue-flow__transformationpane');
		await this.settled(async () => await plane.getAttribute('style'));
	}

	/** Types into a field of the panel, in the place of what is there. */
	async fill(name: string, text: string): Promise<void> {
		await this.field(name).locator('input, textarea').fill(text);
	}

	/** Opens the list of a field and gives the texts of its options, each on one line. */
	async openOptions(name: string): Promise<string[]> {
		await expect(this.options).toHaveCount(0); // The list before it closes slowly.
		await this.field(name).click();
		await expect(this.options.first()).toBeVisible();
		return (await this.options.allInnerTexts()).map((text) => inOneLine(text, ': '));
	}

	/** Chooses an option of the list that is open. */
	async choose(option: string): Promise<void> {
		await this.options.filter({ hasText: option }).first().click();
	}

	/** Adds a field to the first collection of the panel, and gives the names that could be added. */
	async addField(name: string): Promise<string[]> {
		await expect(this.options).toHaveCount(0);
		await this.panel.getByTestId('collection-parameter-add').first().click();
		const fields = this.page.locator('[data-test-id=collection-parameter-option]:visible');
		await expect(fields.first()).toBeVisible();
		const names = await fields.allInnerTexts();
		await fields.getByText(name, { exact: true }).click();
		return names.map((text) => text.trim());
	}

	/** Points at the question mark beside the label of a field, and gives what it says. */
	async readHelp(label: string): Promise<string> {
		const { page } = this;
		const line = this.panel.getByTestId('input-label').locator('label', { hasText: label }).first();
		await line.hover();
		await line.locator('[data-icon=circle-help]').hover();
		const help = page.locator('[data-reka-popper-content-wrapper]').last();
		const text = (await help.innerText()).trim();
		await page.mouse.move(0, 0);
		await expect(help).toBeHidden();
		return text;
	}

	/** Shows the output as one of its views, and gives its text, with ordinary spaces. */
	async outputAs(view: 'schema' | 'table' | 'json'): Promise<string> {
		await this.output.getByTestId(`radio-button-${view}`).click();
		await expect(this.output.getByRole('radio', { name: view, checked: true })).toBeVisible();
		const text = await this.output.getByTestId('ndv-data-container').innerText();
		return text.replaceAll('\u00a0', ' ');
	}

	/**
	 * Does `act`, after which the dialog of a credential says how its test went.
	 *
	 * @returns what it says; lines of a text with ` ⏎ ` between them
	 */
	async credentialTest(act: () => Promise<unknown>): Promise<string> {
		const { page } = this;
		const tested = page.waitForResponse((one) => one.url().endsWith('/rest/credentials/test'));
		await act();
		await tested;
		const banner = page.getByTestId('node-credentials-config-container');
		const passed = banner.getByText('Connection tested successfully');
		const refused = banner.getByText('Couldn’t connect with these settings');
		await expect(passed.or(refused).first()).toBeVisible();
		if (await passed.isVisible()) return 'Connection tested successfully';

		const details = banner.getByText('More details');
		if (await details.isVisible()) {
			await details.click();
			await expect(details).toBeHidden();
		}
		const [, reason] =
			/Retry\s*\n([\s\S]*?)\n\s*Account Type\n/.exec(await banner.innerText()) ?? [];
		return reason ? inOneLine(reason, ' ⏎ ') : '(nothing but: could not connect)';
	}
}
