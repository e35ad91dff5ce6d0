/** The package in every version of n8n that it is tested in, one after the other. */
import assert from 'node:assert/strict';
import { versions } from '../versions/matrix.mjs';
import { endRunning } from './children.mjs';
import { credential, modelCredential } from './examples.mjs';
import { takeFolder } from './folder.mjs';
import { install } from './install.mjs';
import { prepareN8n } from './n8n.mjs';
import { pack } from './package.mjs';
import { signedIn } from './rest.mjs';
import { startSandbox } from './sandbox.mjs';
import { startScriptedModel } from './scriptedModel.mjs';
import { step } from './steps.mjs';

/**
 * @typedef {object} Stage
 * @property {import('./folder.mjs').Folder} folder
 * @property {Awaited<ReturnType<typeof prepareN8n>>} n8n with the package, the credentials and the
 *   workflows in it
 * @property {object} sandbox
 * @property {Awaited<ReturnType<typeof startScriptedModel>>} model
 * @property {() => Promise<object>} start starts n8n, and gives its REST API for the owner
 */

/**
 * Does the same in every version, and checks that the same came out.
 *
 * @param {import('./checks.mjs').Check} check
 * @param {string} part names the folders
 * @param {{ workflows: object[], script?: Function }} given `script`: of the chat model, for the agents
 *   among the workflows
 * @param {(check: import('./checks.mjs').Check, stage: Stage, outputs: object) => Promise<void>} work
 *   puts into `outputs`, under a name, what should be the same in every version
 */
export async function inEveryVersion(check, part, { workflows, script }, work) {
	const tarball = await step('Building and packing this package', () => pack(takeFolder(part)));

	async function inOneVersion(version) {
		await install(version);
		const folder = takeFolder(`${part}-${version}`);
		const sandbox = await step(`n8n ${version}: starting the sandbox`, startSandbox);
		const model = await startScriptedModel(script);
		const n8n = await prepareN8n(folder, { version });
		const here = (name, does) => check(`n8n ${version}: ${name}`, does);
		const start = () =>
			step(`n8n ${version}: starting`, async () => {
				await n8n.startEditor();
				return signedIn(n8n, await n8n.createOwner());
			});
		const outputs = {};
		try {
			await here('installs the tarball', () => n8n.installPackage(tarball));
			await here('imports credentials and workflows', async () => {
				await n8n.importCredentials([
					{ ...credential, data: { ...sandbox.account, requestsPerSecond: 0 } },
					{ ...modelCredential, data: { apiKey: 'none', url: model.url } },
				]);
				await n8n.importWorkflows(workflows);
			});
			await work(here, { folder, n8n, sandbox, model, start }, outputs);
		} finally {
			await model.close();
			await endRunning();
		}
		return { version, outputs };
	}

	const all = [];
	for (const { version } of versions) all.push(await inOneVersion(version));
	const [first, ...others] = all;
	for (const { version, outputs } of others) {
		for (const name of Object.keys(first.outputs)) {
			await check(`the same in ${version} as in ${first.version}: ${name}`, async () =>
				assert.deepEqual(outputs[name], first.outputs[name]),
			);
		}
	}
}
