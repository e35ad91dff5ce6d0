/**
 * `node e2e/browser/screenshots.mjs [--only NAME]…`: plays scenes in the editor of a real n8n with this
 * package in it, keeps the pictures in docs/images and what is read in e2e/browser/texts.md.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../lib/command.mjs';
import { takeFolder } from '../lib/folder.mjs';
import { install } from '../lib/install.mjs';
import { pack } from '../lib/package.mjs';
import { root } from '../lib/paths.mjs';
import { Problem } from '../lib/problem.mjs';
import { step } from '../lib/steps.mjs';
import { keepTexts } from './texts.mjs';

async function play(stage, scenes, names) {
	const texts = [];
	const failed = [];
	for (const name of names) {
		try {
			const text = await step(`Scene '${name}'`, () => scenes[name](stage));
			if (text) texts.push(text);
		} catch (error) {
			failed.push(name);
			console.error(error.stack); // The other scenes do not depend on it.
		}
	}
	return { texts, failed };
}

await runCommand(async () => {
	const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
	const folder = takeFolder('pictures');
	await install();
	const { scenes } = await import('./scenes.mjs');
	const all = Object.keys(scenes);
	const names = values.only ?? all;
	const unknown = names.find((name) => !all.includes(name));
	if (unknown) {
		throw new Problem(`There is no scene '${unknown}'.`, `There are: ${all.join(', ')}.`);
	}
	const { setUp } = await import('./stage.mjs');
	const tarball = await step('Building and packing this package', () => pack(folder));
	const stage = await setUp(folder, { tarball, images: join(root, 'docs/images'), port: 5678 });
	const { texts, failed } = await play(stage, scenes, names);
	await stage.close();
	console.log(`\n${texts.join('\n')}`);
	if (failed.length > 0) throw new Problem(`Failed: ${failed.join(', ')}.`, 'See above.');
	if (!values.only) keepTexts(texts);

	return true;
});
