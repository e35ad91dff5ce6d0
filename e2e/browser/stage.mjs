/** The real n8n with the package in it, signed in to by a browser: what every scene plays on. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { credential, modelCredential, workflows as allExamples } from '../lib/examples.mjs';
import { filesFolder, prepareN8n } from '../lib/n8n.mjs';
import { examples } from '../lib/paths.mjs';
import { Problem } from '../lib/problem.mjs';
import { signedIn } from '../lib/rest.mjs';
import { startSandbox } from '../lib/sandbox.mjs';
import { step } from '../lib/steps.mjs';
import { makeCredentials } from './credential.mjs';
import { keeperOf, openEditor, patienceMs, signIn } from './editor.mjs';
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
 * @typedef {object} Stage
 * @property {{ url: string }} n8n
 * @property {object} sandbox
 * @property {(options?: object) => Promise<import('playwright-core').Page>} newPage a tab that knows
 *   nobody
 * @property {(options?: { dark?: boolean, width?: number, height?: number }) => Promise<object>} open
 *   a tab with the editor
 * @property {ReturnType<typeof keeperOf>} keepPicture
 * @property {() => Promise<void>} close
 */

/** An n8n with the package installed, which is not started yet, and the sandbox. */
async function prepare(folder, { tarball, port }) {
	const sandbox = await step('Starting the sandbox', startSandbox);
	const n8n = await prepareN8n(folder, { port });
	await step('Installing the package into n8n', () => n8n.installPackage(tarball));
	return { n8n, sandbox };
}

/** @returns {Promise<Stage>} */
async function withBrowser({ n8n, sandbox }, images) {
	const browser = await step('Starting the browser', startBrowser);
	const keepPicture = keeperOf(images);
	return {
		n8n,
		sandbox,
		keepPicture,
		browser,
		newPage: async (options) => {
			const page = await (await browser.newContext(options)).newPage();
			page.setDefaultTimeout(patienceMs);
			return page;
		},
		open: (options) => openEditor(browser, n8n.url, { keepPicture, ...options }),
		close: () => browser.close(),
	};
}

/**
 * An n8n that is empty but for the package: nobody owns it yet.
 *
 * @param {import('../lib/folder.mjs').Folder} folder
 * @param {{ tarball: string, images: string }} options `tarball`: the packed package; `images`: the
 *   folder for pictures
 * @returns {Promise<Stage>}
 */
export async function setUpEmpty(folder, options) {
	const prepared = await prepare(folder, options);
	await step('Starting the n8n editor', () => prepared.n8n.startEditor());

	return await withBrowser(prepared, options.images);
}

/**
 * An n8n with the package, the sandbox's credentials, the workflows and an owner who is signed in.
 *
 * @param {import('../lib/folder.mjs').Folder} folder
 * @param {{ tarball: string, images: string, port?: number }} options `port`: where n8n goes, or the
 *   next free port
 * @returns {Promise<Stage & { credentials: object[], rest: object }>}
 */
export async function setUp(folder, options) {
	const { n8n, sandbox } = await prepare(folder, options);
	writeFileSync(
		join(filesFolder(folder), 'phones.csv'),
		readFileSync(join(examples, 'phones.csv')),
	);
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
	const stage = await withBrowser({ n8n, sandbox }, options.images);
	const session = await step('Signing in', () => signIn(stage.browser, n8n.url, owner));

	return {
		...stage,
		credentials,
		rest: signedIn(n8n, owner),
		open: (more) => stage.open({ session, ...more }),
	};
}
