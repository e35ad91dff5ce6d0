/**
 * `node e2e/browser/recording.mjs`: plays docs/video-script.md in a real n8n, with the sandbox as
 * Telesign, and keeps the film in docs/images/first-code.webm. Needs ffmpeg.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../lib/command.mjs';
import { takeFolder } from '../lib/folder.mjs';
import { install } from '../lib/install.mjs';
import { pack } from '../lib/package.mjs';
import { root } from '../lib/paths.mjs';
import { step } from '../lib/steps.mjs';

const viewport = { width: 1280, height: 800 };
const number = '13105550100';

/** Types like a person, in the place of what is there. */
async function type(locator, text) {
	await locator.fill('');
	await locator.pressSequentially(text, { delay: 40 });
	await locator.page().waitForTimeout(700); // n8n takes it over when the typing is done
}

/** Drags with the mouse, in steps that can be followed. */
async function drag(page, from, to) {
	const middle = async (locator) => {
		const { x, y, width, height } = await locator.boundingBox();
		return [x + width / 2, y + height / 2];
	};
	await page.mouse.move(...(await middle(from)));
	await page.mouse.down();
	await page.mouse.move(...(await middle(to)), { steps: 25 });
	await page.mouse.up();
}

/**
 * The scenes: what is written below the picture -> what is done.
 *
 * @param {{ film: object, editor: object, phone: import('playwright-core').Page, sandbox: object }}
 */
const scenes = {
	'A new workflow: search for "otp", and add Telesign': async ({ film, editor, action }) => {
		const { page } = editor;
		await film.hold(1);
		await page.getByTestId('node-creator-plus-button').click();
		await type(page.getByTestId('node-creator-search-bar'), 'otp');
		await editor.readSearch();
		await film.hold(2);
		await editor.addFound('Telesign', action('send'));
		await film.hold(2);
	},

	'The credential: Customer ID, API Key, Base URL. Its test sends nothing': async (stage) => {
		const { film, editor, sandbox } = stage;
		const { page } = editor;
		await page.getByTestId('node-credentials-empty-state').click();
		const dialog = page.getByTestId('editCredential-modal');
		const field = (name) => dialog.getByTestId(`parameter-input-${name}`).locator('input');
		await type(field('customerId'), sandbox.account.customerId);
		await field('apiKey').fill(sandbox.account.apiKey);
		await type(field('baseUrl'), sandbox.account.baseUrl);
		await film.hold(1.5);
		await page.getByTestId('credential-save-button').click();
		await dialog.waitFor({ state: 'hidden' });
		await page.getByTestId('credential-edit-button').click();
		await dialog.getByText('Connection tested successfully').waitFor();
		await film.hold(3);
		await editor.closeCredential();
	},

	'Send: a phone number in any usual spelling is enough': async ({ film, editor }) => {
		await type(editor.field('phoneNumber').locator('input'), '+1 (310) 555-0100');
		await film.hold(1);
		await editor.executeStep();
		await editor.output.getByTestId('ndv-items-count').waitFor();
		await film.hold(4);
	},

	"The code is on the phone (the sandbox's: nobody was texted)": async ({ film, phone }) => {
		await phone.locator('li .bubble b').first().waitFor();
		await film.turnTo(phone);
		await film.hold(4);
	},

	'Check: the reference ID of Send, and what the person typed': async (stage) => {
		const { film, editor, sandbox, action } = stage;
		const { page } = editor;
		await film.turnTo(page);
		stage.sender = await editor.title();
		await page.getByTestId('ndv-close-button').click();
		await editor.node(stage.sender).getByTestId('canvas-handle-plus').first().click();
		await type(page.getByTestId('node-creator-search-bar'), 'telesign');
		await editor.readSearch();
		await editor.addFound('Telesign', action('check'));
		if (!(await editor.field('referenceId').isVisible())) {
			await editor.openOptions('operation');
			await film.hold(2);
			await editor.chooseOption('Check');
		}
		await editor.field('referenceId').waitFor();
		const id = page
			.getByTestId('ndv-input-panel')
			.getByTestId('run-data-schema-node-name')
			.getByText('reference_id', { exact: true });
		await drag(page, id, editor.field('referenceId'));
		await type(editor.field('code').locator('input'), await sandbox.codeOf(number));
		await film.hold(1);
		await editor.executeStep();
		await editor.output.getByText('VALID', { exact: true }).waitFor();
		await film.hold(4);
	},

	'A wrong code is a result, not an error: branch on "verified"': async ({ film, editor }) => {
		await type(editor.field('code').locator('input'), '000000');
		await editor.executeStep();
		await editor.output.getByText('INVALID', { exact: true }).waitFor();
		await film.hold(4);
	},

	'An error says what happened, and what to do about it': async ({ film, editor, sender }) => {
		const { page } = editor;
		await page.getByTestId('ndv-close-button').click();
		await editor.openNode(sender);
		await type(editor.field('phoneNumber').locator('input'), 'call me');
		await editor.executeStep();
		await editor.readError('letters');
		await film.hold(4);
		await type(editor.field('phoneNumber').locator('input'), '+1 415 555 0100');
		await editor.executeStep();
		await editor.readError('Telesign');
		await film.hold(4);
	},

	'On Error: the error output takes what could not be sent': async ({ film, editor }) => {
		const { page } = editor;
		await page.getByTestId('tab-settings').click();
		await editor.openOptions('onError');
		await film.hold(2);
		await editor.chooseOption('Continue (using error output)');
		await editor.executeStep();
		await editor.output.getByText(/^Error Branch/).click();
		await editor.showOutputAs('json');
		await film.hold(5);
	},
};

async function record(folder) {
	const tarball = await step('Building and packing this package', () => pack(folder));
	const { Film } = await import('./film.mjs');
	const { setUpEmpty } = await import('./stage.mjs');
	const { actionOf, owner, readDescriptions } = await import('./path.mjs');
	const film = new Film(join(folder.path, 'frames'));
	const stage = await setUpEmpty(folder, { tarball, images: folder.path });
	const editor = await stage.open(viewport);
	const phone = await stage.newPage({ viewport });
	await Film.prepare(editor.page);
	await Film.prepare(phone);
	await editor.becomeOwner(owner);
	await editor.beginWorkflow();
	await phone.goto(`${stage.sandbox.url}/?number=${number}`);
	await film.turnTo(editor.page);
	const described = await readDescriptions(editor);
	const action = (operation) => actionOf(described, operation);
	const parts = { ...stage, film, editor, phone, action };
	try {
		for (const [caption, play] of Object.entries(scenes)) {
			film.caption(caption);
			await step(caption, () => play(parts));
		}
	} catch (error) {
		await editor.picture('recording-failed');
		throw error;
	}
	const target = join(root, 'docs/images/first-code.webm');
	const captions = await step('Putting the film together', () => film.finish(target));
	for (const { text, from, to } of captions) {
		console.log(`${from.toFixed(0)} - ${to.toFixed(0)} s: ${text}`);
	}
	console.log(`first-code.webm: ${Math.ceil(statSync(target).size / 1000)} kB`);
	await stage.close();
}

await runCommand(async () => {
	const folder = takeFolder('recording');
	await install();
	await record(folder);
	return true;
});
