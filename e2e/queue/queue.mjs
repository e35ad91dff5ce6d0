/** The package in n8n's queue mode: what is sent, lost and sent twice when a part of it goes away. */
import assert from 'node:assert/strict';
import { endRunning } from '../lib/children.mjs';
import { takeFolder } from '../lib/folder.mjs';
import { install, newest } from '../lib/install.mjs';
import { pack } from '../lib/package.mjs';
import { step } from '../lib/steps.mjs';
import { checkCompose } from './compose.mjs';
import { document, tableOf } from './report.mjs';
import { play } from './scenario.mjs';
import { sizes, stagesOf } from './scenarios.mjs';
import { setUp } from './stage.mjs';

/**
 * The part `queue` of `npm run test:e2e`.
 *
 * @param {import('../lib/checks.mjs').Check} check
 * @param {{ short: boolean }} options `short`: fewer executions, and the newest n8n alone
 */
export async function queue(check, { short }) {
	await check('compose.yaml names what there is', checkCompose);
	const size = short ? sizes.short : sizes.full;
	const folder = takeFolder('queue');
	const tarball = await step('Building and packing this package', () => pack(folder));
	const results = [];
	let programs;

	async function playAll({ version, settings, scenarios }) {
		await install(version);
		const stage = await check(`n8n ${version} starts in queue mode`, () =>
			setUp(folder, { version, tarball, settings: { ...size.settings, ...settings } }),
		);
		programs ??= stage?.versions;
		for (const { name, expect, ...scenario } of stage ? scenarios : []) {
			await check(`n8n ${version}: ${name}`, async () => {
				const outcome = await play(stage, scenario);
				results.push({ name, n8n: version, disturbed: 'disturb' in scenario, outcome });
				assert.equal(outcome.ours, 0, `${outcome.ours} messages too many came from this node`);
				expect(outcome);
			});
		}
		await endRunning();
	}
	const stages = stagesOf(size).filter(({ version }) => !short || version === newest);
	for (const stage of stages) await playAll(stage);

	console.log(`\n${tableOf(results)}\n`);
	if (!short) await document(results, programs);
}
