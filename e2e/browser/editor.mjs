/** One tab with the n8n editor in it, used like a person does. */
export class Editor {
	static async open(browser, url, owner, { dark = false, width = 1280, height = 900 } = {}) {
		const context = await browser.newContext({
			viewport: { width, height },
			colorScheme: dark ? 'dark' : 'light',
			reducedMotion: 'reduce',
		});
		const page = await context.newPage();
		page.setDefaultTimeout(30_000);
		await page.goto(`${url}/signin`);
		await page.locator('input[type=email]').fill(owner.email);
		await page.locator('input[type=password]').fill(owner.password);
		await page.getByTestId('form-submit-button').click();
		await page.waitForURL((address) => !address.pathname.startsWith('/signin'));
		return new Editor(page, url);
	}
	constructor(page, url) {
		this.page = page;
		this.url = url;
	}
}
