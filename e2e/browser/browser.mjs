/** The package as a person meets it: in n8n's editor, on its forms, and on the sandbox's phone. */
import { join } from 'node:path';
import { endRunning } from '../lib/children.mjs';
import { takeFolder } from '../lib/folder.mjs';
import { install } from '../lib/install.mjs';
import { pack } from '../lib/package.mjs';
import { step } from '../lib/steps.mjs';
import { formExampleId, visits } from './form.mjs';
import { walk } from './path.mjs';
import { scenes } from './scenes.mjs';
import { setUp, setUpEmpty } from './stage.mjs';
import { compareTexts } from './texts.mjs';

/** The visits of the form are checks of their own. */
const { form: _visitAll, ...otherScenes } = scenes;

/** Every scene: what it reads is what is kept in texts.md. */
async function playScenes(check, stage) {
	for (const [name, scene] of Object.entries(otherScenes)) {
		await check(`the scene '${name}'`, async () => {
			const text = await scene(stage);
			if (text) compareTexts(text);
		});
	}
	await stage.rest.activate(formExampleId);
	for (const [name, visit] of Object.entries(visits)) {
		await check(`the form: ${name}`, () => visit(stage));
	}
}

/**
 * The part `browser` of `npm run test:e2e`.
 *
 * @param {import('../lib/checks.mjs').Check} check
 */
export async function browser(check) {
	const folder = takeFolder('browser');
	await install();
	const tarball = await step('Building and packing this package', () => pack(folder));
	const images = join(folder.path, 'images');
	for (const [start, play] of [
		[setUpEmpty, walk],
		[setUp, playScenes],
	]) {
		const stage = await start(folder, { tarball, images });
		try {
			await play(check, stage);
		} finally {
			await stage.close();
			await endRunning();
		}
	}
}
