/** The form example, as a person goes through it: the form in one tab, the phone in another. */
import type { Locator, Page } from '@playwright/test';
import type { IDataObject } from 'n8n-workflow';
import { expect, test } from '../testbed/fixtures';
import { itemsOf } from '../testbed/rows';
import { otherThan } from '../testbed/sandbox';
import { minutesAgo, table } from '../testbed/tables';
import { examples, number, resources, withResource } from '../testbed/workflows';
import { expectDocument, picture } from './documents';

const example = examples['phone-verification-form'];
const typed = '+1 (310) 555-0100';

test.use({ viewport: { width: 440, height: 400 } });

/** A person at the form, with a phone. */
class Visitor {
	/** What was seen and entered, as it is told in docs/form-transcript.md. */
	readonly told: string[] = [];
	/** What a page of the form says. */
	readonly card: Locator;

	constructor(
		private readonly form: Page,
		private readonly phone: Page,
	) {
		this.card = form.locator('.card, .container').first();
	}

	/** Waits for a page with this heading, and reads it. */
	async see(title: string, text: string | RegExp = ''): Promise<void> {
		const { form } = this;
		await expect(form.getByRole('heading', { name: title, exact: true })).toBeVisible();
		if (text) await expect(form.getByText(text).first()).toBeVisible();
		const lines = (await this.card.innerText())
			.split('\n')
			.map((line) => line.replace('*', '').trim())
			.filter(Boolean);
		this.told.push(`> **${title}** ${lines.filter((line) => line !== title).join(' · ')}`);
	}

	/** Fills in a field and goes on; the same page may come again, with empty fields. */
	async enter(label: string, value: string): Promise<void> {
		const { form } = this;
		await form.getByLabel(new RegExp(`^${label}`)).fill(value);
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
		await this.see('Enter the code', `We sent a code to +${number}.`);
	}

	/** Fills in a wrong code, after which there are tries left. */
	async enterWrong(code: string): Promise<void> {
		await this.enter('Code', code);
		await this.see('Enter the code', "That code isn't right.");
	}

	/** Asks for a new code. */
	async askAgain(): Promise<void> {
		await this.form.getByLabel('Send a new code').check();
		await this.goOn("Didn't get a code?**: Send a new code");
	}

	/** The newest code on the phone's screen, once so many have come. */
	async code(count = 1): Promise<string> {
		const codes = this.phone.locator('li .bubble b');
		await expect(codes).toHaveCount(count);
		return await codes.first().innerText();
	}
}

/** Opens the form and the phone; `end` says what the table then tells of the codes, and under
 * which name the document does. */
const visit = test.extend<{
	visitor: Visitor;
	phone: Page;
	end: (name: string | null, statuses: string[]) => Promise<void>;
}>({
	phone: async ({ context, sandbox }, use) => {
		const phone = await context.newPage();
		await phone.setViewportSize({ width: 400, height: 360 });
		await phone.goto(`${sandbox.url}/?number=${number}`);
		await use(phone);
	},

	visitor: async ({ page, phone, n8n, owner, tables }, use) => {
		await tables.empty();
		await tables.choose(example);
		await owner.activate(example.id);
		await page.goto(`${n8n.url}/form/verify-phone`);
		const visitor = new Visitor(page, phone);
		await visitor.see('Verify your phone');
		await use(visitor);
	},

	end: async ({ visitor, owner, sandbox, tables }, use) => {
		const before = (await owner.executions(example.id)).length;
		await use(async (name, statuses) => {
			const executions = await owner.settled(example.id, before + 1);
			expect(executions.slice(before).map(({ status }) => status)).toEqual(['success']);
			const rows = await tables.rows(table);
			expect(rows.map(({ status }) => status)).toEqual(statuses);
			const messages = await sandbox.messages();
			expect(messages.map((one) => one.reference_id)).toEqual(
				rows.map((row) => row.reference_id).filter(Boolean),
			);

			if (name === null) return;
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

visit('the right code', async ({ page, phone, visitor, end, tables }) => {
	await page.getByLabel('Phone number').fill(typed);
	await picture('form-number', page, visitor.card);
	await visitor.enterNumber();
	const code = await visitor.code();
	await expect(phone.locator('li:not(.waiting) .bubble')).toBeVisible(); // It is delivered.
	await picture('form-phone', phone);
	await page.getByLabel('Code', { exact: true }).fill(code);
	await picture('form-code', page, visitor.card);
	await visitor.enter('Code', code);
	await visitor.see('Your phone is verified');
	await picture('form-done', page, visitor.card);
	await end('right', ['verified']);
	const [row] = await tables.rows(table);
	expect(row).toMatchObject({ number: `+${number}`, code_state: 'VALID' });
});

visit('three wrong codes', async ({ visitor, end }) => {
	await visitor.enterNumber();
	const wrong = otherThan(await visitor.code());
	await visitor.enterWrong(wrong);
	await visitor.enterWrong(wrong);
	await visitor.enter('Code', wrong);
	await visitor.see('Your phone is not verified');
	await end('three-wrong', ['sent']);
});

visit('nothing entered costs no try', async ({ visitor, end }) => {
	await visitor.enterNumber();
	const code = await visitor.code();
	for (const nothing of ['', '', '   ', '']) {
		await visitor.enter('Code', nothing);
		await visitor.see('Enter the code', 'Enter the code from the message.');
	}
	await visitor.enter('Code', code);
	await visitor.see('Your phone is verified');
	await end('nothing', ['verified']);
});

visit('another code; the first one is worth nothing then', async ({ visitor, end, tables }) => {
	await visitor.enterNumber();
	const old = await visitor.code();
	await visitor.askAgain();
	await visitor.see('Enter the code', 'Please wait a minute before you ask for a new code.');
	await tables.change(table, { asked_at: minutesAgo(2) });
	await visitor.askAgain();
	await visitor.see('Enter the code', `We sent a code to +${number}.`);
	const fresh = await visitor.code(2);
	await visitor.enterWrong(fresh === old ? otherThan(old) : old);
	await visitor.enter('Code', fresh);
	await visitor.see('Your phone is verified');
	await end('another', ['sent', 'refused', 'verified']);
});

visit('a number that gets no code, then one that does', async ({ visitor, end }) => {
	await visitor.enter('Phone number', '020 7946 0123');
	await visitor.see('No code was sent', "We couldn't send a code to this number.");
	await visitor.enterNumber();
	await visitor.enter('Code', await visitor.code());
	await visitor.see('Your phone is verified');
	await end('no-code', ['not sent', 'verified']);
});

for (const resource of resources) {
	const tag = resource === resources[0] ? '' : ' @newest';

	const title = `a wrong code, then the right one, ${resource}${tag}`;
	visit(title, async ({ visitor, owner, tables, sandbox, end }) => {
		await tables.choose(withResource(example, resource));
		await owner.activate(example.id);
		await visitor.enterNumber();
		const code = await sandbox.codeOf(number);
		await visitor.enterWrong(otherThan(code));
		await visitor.enter('Code', code);
		await visitor.see('Your phone is verified');
		await end(tag ? null : 'wrong-right', ['verified']);
	});

	test(`minimal, ${resource}${tag}`, async ({ page, n8n, owner, tables, sandbox }) => {
		const { id } = examples.minimal;
		await tables.choose(withResource(examples.minimal, resource));
		await owner.activate(id);
		const before = (await owner.executions(id)).length;
		for (const isRight of [true, false]) {
			await sandbox.reset();
			await page.goto(`${n8n.url}/form/verify-minimal`);
			await page.getByLabel('Phone number').fill(typed);
			await page.locator('#submit-btn').click();
			const code = await sandbox.codeOf(number);
			await page.getByLabel('Code').fill(isRight ? code : otherThan(code));
			await page.locator('#submit-btn').click();
			const done = (await owner.settled(id, before + (isRight ? 1 : 2))).at(-1)!;
			const { runData } = await owner.execution(done.id);
			expect(itemsOf(runData, 'Verified?', isRight ? 0 : 1)).toHaveLength(1);
			expect(itemsOf(runData, 'Verified?', isRight ? 1 : 0)).toHaveLength(0);
		}
	});
}

// From here on visits are left open, and `end` would wait for them.

visit('a number of another country gets its code at once', async ({ visitor, sandbox }) => {
	await visitor.enter('Phone number', '+33 1 99 00 12 34');
	await visitor.see('Enter the code');
	expect((await sandbox.messages()).map(({ to }) => to)).toEqual(['33199001234']);
});

/** Rows of the table -> what somebody reads who then asks for a code for `typed`. */
const limits: Array<[what: string, rows: IDataObject[], text: string]> = [
	[
		'five codes for the number, in whatever spelling, within a day',
		Array(5).fill({ number, status: 'sent', asked_at: minutesAgo(600) }),
		'This number has had too many codes today.',
	],
	[
		'200 codes for others within a day',
		Array(200).fill({ number: '+447700900123', status: 'sent', asked_at: minutesAgo(600) }),
		'We cannot send any more codes today.',
	],
];

for (const [what, rows, text] of limits) {
	visit(`no code after ${what}`, async ({ visitor, sandbox, tables }) => {
		await tables.insert(table, rows);
		await visitor.enter('Phone number', typed);
		await visitor.see('No code was sent', text);
		expect(await sandbox.requests()).toEqual([]);
		await tables.change(table, { asked_at: minutesAgo(60 * 25) });
		await visitor.enterNumber();
	});
}

visit(
	'two people, the same number, the same moment: one code',
	async ({ context, n8n, visitor, sandbox, page }) => {
		const other = await context.newPage();
		await other.goto(`${n8n.url}/form/verify-phone`);
		const pages = [page, other];
		for (const one of pages) await one.getByLabel('Phone number').fill(typed);
		await Promise.all(pages.map(async (one) => await one.locator('#submit-btn').click()));
		const title = (one: Page, name: string) => one.getByRole('heading', { name, exact: true });
		const isRight = async () =>
			await Promise.all(pages.map(async (one) => await title(one, 'Enter the code').isVisible()));
		for (const one of pages) {
			await expect(title(one, 'Enter the code').or(title(one, 'No code was sent'))).toBeVisible();
		}
		expect((await isRight()).sort()).toEqual([false, true]);
		expect(await sandbox.messages()).toHaveLength(1);
		expect(visitor.told).toHaveLength(1);
	},
);

test('verify-rows: people enter their codes, three times at most', async ({
	page,
	n8n,
	owner,
	tables,
	sandbox,
}) => {
	const { id } = examples['verify-rows'];
	await tables.empty();
	await tables.insert('people', [
		{ name: 'Amina Rowe', phone: typed },
		{ name: 'Fergus Tully', phone: '+44 (0)7700 900123' },
	]);
	await owner.run(id, 'Start');
	await owner.activate(id);
	const confirm = async (phone: string, code: string, title: string) => {
		await page.goto(`${n8n.url}/form/confirm-phone`);
		await page.getByLabel('Phone number').fill(phone);
		await page.getByLabel('Code').fill(code);
		await page.locator('#submit-btn').click();
		await expect(page.getByRole('heading', { name: title, exact: true })).toBeVisible();
	};
	const statuses = async () => (await tables.rows('people')).map(({ status }) => status);
	const first = await sandbox.codeOf(number);
	await confirm('+1 310 555 0199', first, 'Your phone is not verified'); // a stranger
	await confirm('0013105550100', otherThan(first), 'Your phone is not verified');
	await confirm('0013105550100', first, 'Your phone is verified');
	expect(await statuses()).toEqual(['verified', 'code sent']);
	const second = await sandbox.codeOf('447700900123');
	for (let time = 0; time < 3; time++) {
		await confirm('+44 7700 900123', otherThan(second), 'Your phone is not verified');
	}
	const before = (await sandbox.requests()).length;
	await confirm('+44 7700 900123', second, 'Your phone is not verified');
	expect(await sandbox.requests()).toHaveLength(before);
	expect(await statuses()).toEqual(['verified', 'code sent']);
});

/** A person at the form of `voice-fallback`; Telesign calls after 30 seconds, the fewest it takes. */
const called = test.extend<{
	submit: (label: string, text: string, title: string) => Promise<void>;
}>({
	submit: async ({ page, n8n, owner, tables }, use) => {
		const workflow = examples['voice-fallback'];
		const text = JSON.stringify(workflow).replace('"fallbackTime":60', '"fallbackTime":30');
		await tables.choose(JSON.parse(text));
		await owner.activate(workflow.id);
		await page.goto(`${n8n.url}/form/verify-sms-then-call`);
		await use(async (label, value, title) => {
			await page.getByLabel(label).fill(value);
			await page.evaluate("document.body.dataset.old = ''");
			await page.locator('#submit-btn').click();
			await expect(page.locator('body:not([data-old])')).toBeAttached();
			await expect(page.getByRole('heading', { name: title, exact: true })).toBeVisible();
		});
	},
});

called('voice-fallback: a call if the SMS fails', async ({ submit, sandbox }) => {
	await submit('Phone number', '+1 310 555 0134', 'Enter the code');
	const arrived = async () => (await sandbox.messages()).filter((message) => message.delivered);
	await expect.poll(arrived, { timeout: 90_000 }).toHaveLength(1);
	const [{ channel, code }] = await arrived();
	expect(channel).toBe('voice');
	await submit('Code', otherThan(code), 'Enter the code');
	await submit('Code', code, 'Your phone is verified');
	expect(new Set((await sandbox.messages()).map((one) => one.reference_id)).size).toBe(1);
});

called('voice-fallback: three wrong codes', async ({ submit, sandbox }) => {
	await submit('Phone number', typed, 'Enter the code');
	const wrong = otherThan(await sandbox.codeOf(number));
	await submit('Code', wrong, 'Enter the code');
	await submit('Code', wrong, 'Enter the code');
	await submit('Code', wrong, 'Your phone is not verified');
});

called('voice-fallback: a number that gets no code', async ({ submit }) => {
	await submit('Phone number', '020 7946 0123', 'No code was sent');
});
