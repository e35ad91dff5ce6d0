/**
 * `node e2e/browser/screenshots.mjs [--only NAME]…`: plays scenes in the editor of a real n8n with this
 * package in it, keeps the pictures in docs/images and what is read in e2e/browser/texts.md.
 */
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { endAll, logFile } from '../lib/children.mjs';
import { takeFolder } from '../lib/folder.mjs';
import { install } from '../lib/install.mjs';
import { e2e } from '../lib/paths.mjs';
import { Problem } from '../lib/problem.mjs';
import { step } from '../lib/steps.mjs';

const textsFile = join(e2e, 'browser/texts.md');

const preamble = `# What is read in the editor

Read off the screen of a real n8n, with the sandbox as Telesign, by \`node e2e/browser/screenshots.mjs\`.
`;

async function play(stage, scenes, names) {
	const texts = [preamble];
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
	return { text: texts.join('\n'), failed };
}

async function main() {
	const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
	const folder = takeFolder('pictures');
	await install();
	const { scenes } = await import('./scenes.mjs');
	const all = Object.keys(scenes);
	const names = values.only ?? all;
	const unknown = names.find((name) => !all.includes(name));
	if (unknown)
		throw new Problem(`There is no scene '${unknown}'.`, `There are: ${all.join(', ')}.`);

	const { setUp } = await import('./stage.mjs');
	const stage = await setUp(folder, 5678);
	try {
		const { text, failed } = await play(stage, scenes, names);
		console.log(`\n${text}`);
		if (failed.length > 0) throw new Problem(`Failed: ${failed.join(', ')}.`, 'See above.');
		if (!values.only) writeFileSync(textsFile, text);
	} finally {
		await stage.close();
	}
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
	process.once(signal, () => void endAll().then(() => process.exit(130)));
}
let code = 0;
try {
	await main();
} catch (error) {
	code = 1;
	console.error(
		`\n${error instanceof Problem ? `${error.message}\n${error.advice}` : error.stack}`,
	);
	if (logFile()) console.error(`Log: ${relative(process.cwd(), logFile())}`);
}
await endAll();
process.exit(code);
