/** The real n8n with the package in it, signed in to by a browser: what every scene plays on. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { credential, modelCredential, workflows as allExamples } from '../lib/examples.mjs';
import { filesFolder, prepareN8n } from '../lib/n8n.mjs';
import { pack } from '../lib/package.mjs';
import { examples } from '../lib/paths.mjs';
import { Problem } from '../lib/problem.mjs';
import { signedIn } from '../lib/rest.mjs';
import { startSandbox } from '../lib/sandbox.mjs';
import { step } from '../lib/steps.mjs';
import { makeCredentials } from './credential.mjs';
import { openEditor, signIn } from './editor.mjs';
import { workflows } from './workflows.mjs';

const browserPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** What Chromium needs to see nothing but n8n, and to look the same everywhere. */
const browserArguments = [
	'--no-first-run',
	'--force-color-profile=srgb',
	'--font-render-hinting=none',
];

async function startBrowser() {
	// Root has no sandbox of Chromium's own, and nothing but this very n8n is opened.
	const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
	try {
		return await chromium.launch({
			executablePath: browserPath,
			args: [...browserArguments, ...args],
		});
	} catch (error) {
		throw new Problem(
			`Chromium did not start: ${error.message.split('\n')[0]}`,
			'Install it (Debian: apt-get install chromium), or name its program in CHROMIUM_PATH.',
			{ cause: error },
		);
	}
}

/**
 * Builds and installs the package into an empty n8n, with the sandbox, the workflows and an owner
 * who is signed in.
 *
 * @param {import('../lib/folder.mjs').Folder} folder
 * @param {number} port where n8n goes, or the next free port
 * @returns {Promise<{ n8n: { url: string }, sandbox: object, credentials: object[], rest: object,
 *   newPage: (options?: object) => Promise<import('playwright-core').Page>,
 *   open: (options?: { dark?: boolean, width?: number, height?: number }) => Promise<object>,
 *   close: () => Promise<void> }>} `open`: a tab with the editor, signed in
 */
export async function setUp(folder, port) {
	const tarball = await step('Building and packing this package', () => pack(folder));
	const sandbox = await step('Starting the sandbox', startSandbox);
	const n8n = await prepareN8n(folder, { port });
	writeFileSync(
		join(filesFolder(folder), 'phones.csv'),
		readFileSync(join(examples, 'phones.csv')),
	);
	await step('Installing the package into n8n', () => n8n.installPackage(tarball));
	const credentials = await makeCredentials(sandbox, n8n.url);
	await step('Importing the credential and the workflows', async () => {
		const data = { ...sandbox.account, requestsPerSecond: 0 };
		const tested = credentials.map((one) => ({ ...one, type: credential.type }));
		await n8n.importCredentials([
			{ ...credential, data },
			{ ...modelCredential, data: { apiKey: 'none' } },
			...tested,
		]);
		await n8n.importWorkflows([...Object.values(allExamples), ...workflows]);
	});
	const owner = await step('Starting the n8n editor', async () => {
		await n8n.startEditor();
		return n8n.createOwner();
	});
	const browser = await step('Starting the browser', startBrowser);
	const session = await step('Signing in', () => signIn(browser, n8n.url, owner));

	return {
		n8n,
		sandbox,
		credentials,
		rest: signedIn(n8n, owner),
		/** A tab that knows nobody. */
		newPage: async (options) => {
			const page = await (await browser.newContext(options)).newPage();
			page.setDefaultTimeout(60_000);
			return page;
		},
		open: (options) => openEditor(browser, n8n.url, session, options),
		close: () => browser.close(),
	};
}
