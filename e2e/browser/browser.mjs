/**
 * The part `browser` of `npm run test:e2e`: what a person does in the real editor. Each scene fails if
 * something that it looks for does not come up; what is read on the way is compared with `texts.md`.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { takeFolder } from '../lib/folder.mjs';
import { e2e } from '../lib/paths.mjs';
import { keepPicturesIn } from './editor.mjs';
import { formExampleId, visits } from './form.mjs';
import { scenes } from './scenes.mjs';
import { setUp } from './stage.mjs';

const { search, credential, panel, check: checkCode, trigger, views } = scenes;

/** Name of the check -> the scene. */
const played = {
	'search for otp, 2fa, smart verify …': search,
	'the test of the credential, right and wrong': credential,
	'Send with every field, light and dark': panel,
	'Check, and its output': checkCode,
	'the output as schema, table and JSON': views,
	'the panel of the trigger': trigger,
};

/** The texts that were kept when somebody last looked at them. */
const kept = readFileSync(join(e2e, 'browser/texts.md'), 'utf8');

/** @param {import('../lib/checks.mjs').Check} check */
export async function browser(check) {
	const folder = takeFolder('browser');
	keepPicturesIn(join(folder.path, 'pictures'));
	const stage = await setUp(folder);
	try {
		for (const [name, scene] of Object.entries(played)) {
			await check(name, async () => {
				const text = await scene(stage);
				if (text) assert.ok(kept.includes(text), `texts.md has something else:\n${text}`);
			});
		}
		await check('the form example is activated', () => stage.rest.activate(formExampleId));
		for (const [name, visit] of Object.entries(visits)) {
			await check(`form example: ${name}`, () => visit(stage));
		}
	} finally {
		await stage.close();
	}
}
