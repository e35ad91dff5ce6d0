/**
 * The way of a person who has just installed n8n and this package, to a first code and beyond. With
 * UPDATE_FILM=1 its video is kept as .n8n-telesign/first-code.webm (`npx playwright install ffmpeg`).
 */
import { join } from 'node:path';
import process from 'node:process';
import type { Page } from '@playwright/test';
import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { expect, test as base } from '../testbed/fixtures';
import { createN8n, type N8n } from '../testbed/n8n';
import { makePlace, work } from '../testbed/paths';
import { Editor } from './editor';

const films = process.env.UPDATE_FILM === '1';
const size = { width: 1440, height: 900 };

/** An n8n that is empty but for the package: nobody owns it yet. */
const test = base.extend<{ empty: N8n; editor: Editor }>({
	viewport: size,
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

test.use(films ? { video: { mode: 'on', size } } : {});

/** Who owns the n8n, which is gone afterwards. */
const owner = {
	email: 'owner@example.com',
	firstName: 'Sandbox',
	lastName: 'Owner',
	password: 'Not-a-secret-1',
};

/** What the output should hold, apart from what differs from run to run. */
const sent = {
	phone_number: '13105550100',
	channel: 'sms',
	state: 'in_progress',
	status_code: 290,
	status_description: 'Message in progress',
	phone_type: 'MOBILE',
	carrier: 'Sandbox Telecom',
};

/** The texts in a view of the output, in order. */
const linesOf = (text: string) =>
	text
		.split(/[\n\t]/)
		.map((line) => line.trim())
		.filter(Boolean);

/** An option as it is read in a list. */
const textOf = (option: object) => {
	const { name, description } = option as { name: string; description?: string };
	return description ? `${name}: ${description}` : name;
};

/** What n8n tells its editor of the node, and so what has to be read there. */
async function readDescriptions(page: Page) {
	const nodes = await page.evaluate(
		async () => (await (await fetch('/types/nodes.json')).json()) as INodeTypeDescription[],
	);
	const node = nodes.find(({ name }) => name === 'n8n-nodes-telesign.telesign')!;
	const property = (name: string): INodeProperties => {
		const shownFor = (one: INodeProperties) => one.displayOptions?.show?.operation ?? ['send'];
		return node.properties.find((one) => one.name === name && shownFor(one).includes('send'))!;
	};
	return {
		property,
		/** By which n8n lists an operation and names the node. */
		actionOf: (operation: string) =>
			(property('operation').options as Array<{ value: string; action: string }>).find(
				({ value }) => value === operation,
			)!.action,
	};
}

test('from an empty n8n to a first code, and what can go wrong on the way', async ({
	page,
	editor,
	sandbox,
}) => {
	test.setTimeout(600_000);
	const { panel, output } = editor;
	const sentTo = async () => (await sandbox.messages()).map(({ to }) => to);

	await test.step('the owner account is set up', async () => {
		for (const [name, value] of Object.entries(owner)) {
			await page.locator(`input[name=${name}]`).fill(value);
		}
		await page.getByTestId('form-submit-button').click();
		await page.getByTestId('assistant-set-up-later').click();
		await page.getByTestId('new-workflow-card').click();
		await expect(page.getByTestId('canvas-plus-button')).toBeVisible();
	});
	const { property, actionOf } = await readDescriptions(page);

	await test.step('the node is found and added', async () => {
		expect((await editor.search('otp')).slice(0, 2)).toContain('Telesign');
		await editor.add('Telesign', actionOf('send'));
		await expect(panel.getByTestId('node-title-container')).toContainText(actionOf('send'));
	});

	await test.step('the credential is created, and its test passes', async () => {
		await page.getByTestId('node-credentials-empty-state').click();
		await editor.saveCredential(sandbox.account);
		await expect(editor.dialog).toBeHidden();
		const text = await editor.credentialTest(
			async () => await page.getByTestId('credential-edit-button').click(),
		);
		expect(text).toBe('Connection tested successfully');
		await editor.dialog.locator('.el-dialog__headerbtn').click();
	});

	await test.step('the fields explain themselves', async () => {
		await editor.fill('phoneNumber', '+1 (310) 555-0100');
		const { displayName, description } = property('phoneNumber');
		expect(await editor.readHelp(displayName)).toBe(description);
		for (const name of ['resource', 'operation']) {
			expect(await editor.openOptions(name)).toEqual(property(name).options!.map(textOf));
			await page.keyboard.press('Escape');
		}
		const fields = property('additionalFields').options as INodeProperties[];
		const left = fields.map((field) => field.displayName);
		for (const [name, option] of [
			['preference', 'SMS'],
			['ucid', 'Password Reset'],
		]) {
			const field = fields.find((one) => one.name === name)!;
			expect(await editor.addField(field.displayName)).toEqual(left);
			left.splice(left.indexOf(field.displayName), 1); // It can be added once.
			expect(await editor.openOptions(name)).toEqual(field.options!.map(textOf));
			await editor.choose(option);
		}
	});

	/** Executes the node whose panel is open. */
	const execute = async () => await page.getByTestId('node-execute-button').click();

	await test.step('a code is sent, and the output shows it in three views', async () => {
		await execute();
		await expect(output.getByTestId('ndv-items-count')).toBeVisible();
		const [item] = JSON.parse(await editor.outputAs('json'));
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
		const [request] = (await sandbox.requests()).filter(({ method }) => method === 'POST');
		expect(request.body).toContain('ucid=PWRT');
	});
	const sender = (await panel.getByTestId('node-title-container').innerText()).trim();

	await test.step('Check takes the reference ID by drag and drop, and the code', async () => {
		await page.getByTestId('ndv-close-button').click();
		await editor.node(sender).getByTestId('canvas-handle-plus').first().click();
		await editor.search('telesign');
		await editor.add('Telesign', actionOf('check'));
		const id = page
			.getByTestId('ndv-input-panel')
			.getByTestId('run-data-schema-node-name')
			.getByText('reference_id', { exact: true });
		await id.dragTo(editor.field('referenceId'), { steps: 25 });
		await editor.fill('code', await sandbox.codeOf(sent.phone_number));
		await execute();
		await expect(output.getByText('VALID', { exact: true })).toBeVisible();
	});

	await test.step('a wrong code is a result', async () => {
		await editor.fill('code', '000000');
		await execute();
		await expect(output.getByText('INVALID', { exact: true })).toBeVisible();
		await page.getByTestId('ndv-close-button').click();
	});

	await test.step('a number that cannot be read is told before anything is sent', async () => {
		await editor.openNode(sender);
		await editor.fill('phoneNumber', 'call me');
		await execute();
		await editor.expectError(
			`'Phone Number' "call me" has letters in it [item 0]`,
			'This item was not sent. Fill in digits only, beginning with the country code, for example +1 202 555 0123.',
		);
	});

	await test.step("Telesign's refusal is told in its own words", async () => {
		await editor.fill('phoneNumber', '+1 415 555 0100');
		await execute();
		await editor.expectError(
			'Telesign did not send the code: Invalid Request: PhoneNumber Parameter (-10001) [item 0]',
			'Correct the field that Telesign names, or else the phone number, then try again. The same values will give the same answer.',
		);
		expect(await sentTo()).toEqual([sent.phone_number]);
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

	if (films) {
		await page.close();
		await page.video()!.saveAs(join(work, 'first-code.webm'));
	}
});
