/**
 * The way of a person who has just installed n8n and this package, to a first code and beyond. Its
 * first part is the film in README.md.
 */
import process from 'node:process';
import { expect, test as base } from '../testbed/fixtures';
import { createN8n, person, type N8n } from '../testbed/n8n';
import { makePlace } from '../testbed/paths';
import { expectDocument, Film, picture } from './documents';
import { Editor } from './editor';

/** An n8n that is empty but for the package: nobody owns it yet. */
const test = base.extend<{ empty: N8n; editor: Editor }>({
	viewport: { width: 1024, height: 640 },
	empty: async ({ version }, use) => {
		const n8n = await createN8n(makePlace('firstCode'), { version });
		await n8n.installPackage(process.env.TESTED_PACKAGE!);
		const main = await n8n.startMain();
		await use(n8n);
		await main.end();
	},
	editor: async ({ page, empty }, use) => {
		await page.goto(empty.url, { waitUntil: 'commit' });
		await use(new Editor(page, empty.url));
	},
});

/** By which n8n lists the operation and names the node. */
const sendAction = 'Send verification code by SMS';

/** What the output should hold, apart from what differs from run to run. */
const sent = {
	phone_number: '13105550100',
	channel: 'sms',
	state: 'in_progress',
	status_code: 290,
	status_description: 'Message in progress',
	phone_type: 'MOBILE',
};

/** The texts in a view of the output, in order. */
const linesOf = (text: string) =>
	text
		.split(/[\n\t]/)
		.map((line) => line.trim())
		.filter(Boolean);

test('from an empty n8n to a first code, and what can go wrong on the way', async ({
	page,
	editor,
	sandbox,
}) => {
	test.setTimeout(600_000);
	const { panel, output } = editor;
	const film = new Film();
	const sentTo = async () => (await sandbox.messages()).map(({ to }) => to);

	await test.step('the owner account is set up', async () => {
		for (const [name, value] of Object.entries({ ...person, password: 'Not-a-secret-1' })) {
			await page.locator(`input[name=${name}]`).fill(value);
		}
		await page.getByTestId('form-submit-button').click();
		await page.getByTestId('assistant-set-up-later').click();
		await page.getByTestId('new-workflow-card').click();
		await expect(page.getByTestId('canvas-plus-button')).toBeVisible();
		await film.show(page);
	});

	await test.step('the node is found and added', async () => {
		expect((await editor.search('otp')).slice(0, 2)).toContain('Telesign');
		await film.show(page);
		await editor.add('Telesign', sendAction, async () => await film.show(page, 2));
		await expect(panel.getByTestId('node-title-container')).toContainText(sendAction);
	});

	await test.step('the credential is created, and its test passes', async () => {
		await page.getByTestId('node-credentials-empty-state').click();
		await editor.dialog.getByTestId('parameter-input-accountType').click();
		await editor.choose('Custom');
		for (const name of ['customerId', 'apiKey', 'baseUrl', 'verifyBaseUrl']) {
			const value = sandbox.account[name];
			await editor.dialog.getByTestId(`parameter-input-${name}`).locator('input').fill(value);
		}
		await page.getByTestId('credential-save-button').click();
		await expect(editor.dialog).toBeHidden();
		const text = await editor.credentialTest(
			async () => await page.getByTestId('credential-edit-button').click(),
		);
		expect(text).toBe('Connection tested successfully');
		await editor.dialog.locator('.el-dialog__headerbtn').click();
	});

	/** Executes the node whose panel is open. */
	const execute = async () => await page.getByTestId('node-execute-button').click();
	/** Executes the node whose panel is open, which fails. */
	const expectError = async (message: string, description: string) => {
		await execute();
		await expect(page.getByTestId('node-error-message')).toHaveText(message);
		await expect(page.getByTestId('node-error-description')).toHaveText(description);
	};

	await test.step('a code is sent, and the output shows it in three views', async () => {
		await film.show(page);
		await editor.fill('phoneNumber', '+1 (310) 555-0100');
		await film.show(page, 2);
		await execute();
		await expect(output.getByTestId('ndv-items-count')).toBeVisible();
		const [item] = JSON.parse(await editor.outputAs('json'));
		await film.show(page, 2);
		await picture('output-json', page, panel);
		expect(item).toEqual({
			...sent,
			reference_id: expect.stringMatching(/^[0-9A-F]{32}$/),
			updated_on: expect.any(String),
		});
		const keys = Object.keys(item);
		const values = Object.values(item).map(String);
		const pairs = keys.flatMap((key, index) => [key, values[index]]);
		expect(linesOf(await editor.outputAs('schema'))).toEqual(pairs);
		expect(linesOf(await editor.outputAs('table'))).toEqual([...keys, ...values]);
		expect(await sentTo()).toEqual([sent.phone_number]);
	});
	const sender = (await panel.getByTestId('node-title-container').innerText()).trim();

	await test.step('the phone has it', async () => {
		const phone = await page.context().newPage();
		await phone.goto(`${sandbox.url}/?number=${sent.phone_number}`);
		await phone.setViewportSize(page.viewportSize()!);
		await expect(phone.locator('li:not(.waiting) .bubble b')).toBeVisible();
		await film.show(phone, 2);
		await phone.close();
	});

	await test.step('Check takes the reference ID by drag and drop, and the code', async () => {
		await page.getByTestId('ndv-close-button').click();
		await editor.node(sender).getByTestId('canvas-handle-plus').first().click();
		await editor.search('telesign');
		await editor.add('Telesign', 'Check verification code', async () => await film.show(page));
		await editor.openOptions('resource');
		await editor.choose('SMS Verify');
		const id = page
			.getByTestId('ndv-input-panel')
			.getByTestId('run-data-schema-node-name')
			.getByText('reference_id', { exact: true });
		await id.dragTo(editor.field('referenceId'), { steps: 25 });
		await expect(editor.field('referenceId')).toContainText('$json.reference_id');
		// n8n moves into the field a little later, and would take what is typed meanwhile.
		const focused = editor.field('referenceId').locator('.cm-focused');
		await focused.waitFor({ timeout: 5000 }).catch(() => {});
		await film.show(page);
		await editor.fill('code', await sandbox.codeOf(sent.phone_number));
		await film.show(page, 2);
		await execute();
		await expect(output.getByText('VALID', { exact: true })).toBeVisible();
		const [checked] = JSON.parse(await editor.outputAs('json'));
		expect(checked).toMatchObject({ verified: true, code_state: 'VALID' });
		await film.show(page, 4);
		await film.end('first-code');
		await picture('check', page, panel);
	});

	await test.step('a wrong code is a result', async () => {
		await editor.fill('code', '000000');
		await execute();
		await expect(output.getByText('INVALID')).toBeVisible();
		await page.getByTestId('ndv-close-button').click();
	});

	await test.step('the fields explain themselves', async () => {
		await editor.openNode(sender);
		const lines = [`- Phone Number, help: ${await editor.readHelp('Phone Number')}`];
		for (const name of ['resource', 'operation']) {
			lines.push(`- ${name}: ${(await editor.openOptions(name)).join(' / ')}`);
			await page.keyboard.press('Escape');
		}
		lines.push(`- fields to add: ${(await editor.addField('Use Case')).join(' / ')}`);
		lines.push(`- Use Case: ${(await editor.openOptions('ucid')).join(' / ')}`);
		await editor.choose('Password Reset');
		expectDocument('e2e/texts.md', 'fields', lines.join('\n'));
	});

	await test.step('a number that cannot be read is told before anything is sent', async () => {
		await editor.fill('phoneNumber', 'call me');
		await expectError(
			`'Phone Number' "call me" has letters in it [item 0]`,
			'This item was not sent. Use digits only, starting with the country code, for example +1 202 555 0123.',
		);
	});

	await test.step("Telesign's refusal is told in its own words", async () => {
		await editor.fill('phoneNumber', '+1 415 555 0100');
		await expectError(
			'Telesign did not send the code: Invalid Request: PhoneNumber Parameter (-10001) [item 0]',
			"Correct 'Phone Number', then try again. The same value will give the same answer.",
		);
		expect(await sentTo()).toEqual([sent.phone_number]);
		expect((await sandbox.requests()).at(-1)!.body).toContain('ucid=PWRT');
	});

	await test.step('the error output takes what could not be sent', async () => {
		await page.getByTestId('tab-settings').click();
		await editor.openOptions('onError');
		await editor.choose('Continue (using error output)');
		await execute();
		await output.getByText(/^Error Branch/).click();
		const [{ error }] = JSON.parse(await editor.outputAs('json'));
		expect(error.error_code).toBe(-10001);
	});
});
