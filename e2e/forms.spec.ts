/** The form example, as a person goes through it: the form in one tab, the phone in another. */
import type { Page } from '@playwright/test';
import { expect, test } from '../testbed/fixtures';
import { itemsOf } from '../testbed/rows';
import { otherThan } from '../testbed/sandbox';
import { examples } from '../testbed/workflows';
import { expectDocument, picture } from './documents';

const example = examples['phone-verification-form'];
const typed = '+1 (310) 555-0100';
const number = '13105550100';

/** n8n turns away what does not look like a browser, and Chromium without a screen says that it is one. */
const userAgent = 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';

test.use({ userAgent, viewport: { width: 720, height: 620 } });

/** A person at the form, with a phone. */
class Visitor {
	/** What was seen and entered, as it is told in docs/form-transcript.md. */
	readonly told: string[] = [];

	constructor(
		private readonly form: Page,
		private readonly phone: Page,
	) {}

	/** Waits for a page with this heading, and reads it. */
	async see(title: string, text: string | RegExp = ''): Promise<void> {
		const { form } = this;
		await expect(form.getByRole('heading', { name: title, exact: true })).toBeVisible();
		if (text) await expect(form.getByText(text).first()).toBeVisible();
		const lines = (await form.locator('.card, .container').first().innerText())
			.split('\n')
			.map((line) => line.replace('*', '').trim())
			.filter(Boolean);
		this.told.push(`> **${title}** ${lines.filter((line) => line !== title).join(' · ')}`);
	}

	/** Fills in a field and goes on; the same page may come again, with empty fields. */
	async enter(label: string, value: string): Promise<void> {
		const { form } = this;
		await form.getByLabel(label).fill(value);
		await this.goOn(`${label}**: ${value}`);
	}

	async goOn(entered: string): Promise<void> {
		const { form } = this;
		this.told.push(`Enters **${entered}.`);
		await form.evaluate("document.body.dataset.old = ''");
		await form.locator('#submit-btn').click();
		await expect(form.locator('body:not([data-old])')).toBeAttached();
	}

	/** Fills in a number that gets a code. */
	async enterNumber(): Promise<void> {
		await this.enter('Phone number', typed);
		await this.see('Enter the code', `The code went to +${number}.`);
	}

	/** Fills in a wrong code, after which there are tries left. */
	async enterWrong(code: string): Promise<void> {
		await this.enter('Code', code);
		await this.see('Enter the code', 'That was not the code.');
	}

	/** The newest code on the phone's screen, once so many have come. */
	async code(count = 1): Promise<string> {
		const codes = this.phone.locator('li .bubble b');
		await expect(codes).toHaveCount(count);
		return await codes.first().innerText();
	}
}

/** Opens the form and the phone; `end` says what has become of it. */
const visit = test.extend<{
	visitor: Visitor;
	phone: Page;
	end: (name: string, verified: boolean, messages: number) => Promise<void>;
}>({
	phone: async ({ context, sandbox }, use) => {
		const phone = await context.newPage();
		await phone.setViewportSize({ width: 440, height: 620 });
		await phone.goto(`${sandbox.url}/?number=${number}`);
		await use(phone);
	},

	visitor: async ({ page, phone, n8n, owner }, use) => {
		await owner.activate(example.id);
		await page.goto(`${n8n.url}/form/phone-verification`);
		const visitor = new Visitor(page, phone);
		await visitor.see('Verify your phone');
		await use(visitor);
	},

	end: async ({ visitor, owner, sandbox }, use) => {
		const before = (await owner.executions(example.id)).length;
		await use(async (name, verified, count) => {
			const executions = await owner.settled(example.id, before + 1);
			expect(executions.slice(before).map(({ status }) => status)).toEqual(['success']);
			const { runData } = await owner.execution(executions.at(-1)!.id);
			const items = itemsOf(runData, 'Verified').map(({ json }) => json);
			expect(items).toEqual(verified ? [{ phone_number: number }] : []);
			const messages = await sandbox.messages();
			expect(messages.map(({ to }) => to)).toEqual(Array(count).fill(number));

			// Codes differ at each run; what else was entered as one is wrong.
			const received = messages.map(({ channel, to, text }) => `- ${channel} to ${to}: “${text}”`);
			const all = [...visitor.told, 'The phone receives:', received.join('\n')].join('\n\n');
			const text = messages
				.reduce((told, { code }, index) => told.replaceAll(code, `<code ${index + 1}>`), all)
				.replace(/\*\*Code\*\*: \d+/g, '**Code**: <a wrong code>');
			expectDocument('docs/form-transcript.md', name, text);
		});
	},
});

visit('the right code', async ({ page, phone, visitor, end }) => {
	await page.getByLabel('Phone number').fill(typed);
	await picture('form-number', page);
	await visitor.enterNumber();
	const code = await visitor.code();
	await picture('form-phone', phone);
	await page.getByLabel('Code', { exact: true }).fill(code);
	await picture('form-code', page);
	await visitor.enter('Code', code);
	await visitor.see('Your phone is verified');
	await picture('form-done', page);
	await end('right', true, 1);
});

visit('a wrong code, then the right one', async ({ visitor, end }) => {
	await visitor.enterNumber();
	const code = await visitor.code();
	await visitor.enterWrong(otherThan(code));
	await visitor.enter('Code', code);
	await visitor.see('Your phone is verified');
	await end('wrong-right', true, 1);
});

visit('three wrong codes', async ({ visitor, end }) => {
	await visitor.enterNumber();
	const wrong = otherThan(await visitor.code());
	await visitor.enterWrong(wrong);
	await visitor.enterWrong(wrong);
	await visitor.enter('Code', wrong);
	await visitor.see('Your phone is not verified');
	await end('three-wrong', false, 1);
});

visit('another code; the first one is worth nothing then', async ({ page, visitor, end }) => {
	await visitor.enterNumber();
	const old = await visitor.code();
	await page.getByLabel('Send me another one').check();
	await visitor.goOn('No code came**: Send me another one');
	await visitor.see('Enter the code', `The code went to +${number}.`);
	const fresh = await visitor.code(2);
	await visitor.enterWrong(fresh === old ? otherThan(old) : old);
	await visitor.enter('Code', fresh);
	await visitor.see('Your phone is verified');
	await end('another', true, 2);
});

visit('a number that gets no code, then one that does', async ({ visitor, end }) => {
	await visitor.enter('Phone number', '+33 1 99 00 12 34');
	await visitor.see('No code was sent');
	await visitor.enterNumber();
	await visitor.enter('Code', await visitor.code());
	await visitor.see('Your phone is verified');
	await end('no-code', true, 1);
});
