/** The package in every version of n8n that it is tested in: all that can be done without a browser. */
import assert from 'node:assert/strict';
import { credential, modelCredential, workflows as examples } from '../lib/examples.mjs';
import { endRunning } from '../lib/children.mjs';
import { takeFolder } from '../lib/folder.mjs';
import { install } from '../lib/install.mjs';
import { prepareN8n } from '../lib/n8n.mjs';
import { pack } from '../lib/package.mjs';
import { signedIn } from '../lib/rest.mjs';
import { startSandbox } from '../lib/sandbox.mjs';
import { startScriptedModel } from '../lib/scriptedModel.mjs';
import { step } from '../lib/steps.mjs';
import { commandLineExamples, examplesByHttp } from './examples.mjs';
import { versions as matrix } from './matrix.mjs';
import { checkNodeTypes } from './nodeTypes.mjs';
import { checkOperations } from './operations.mjs';
import { script } from './script.mjs';
import { checkTrigger } from './trigger.mjs';
import { checkUpgrade, savedWorkflows } from './upgrade.mjs';
import { workflows } from './workflows.mjs';

/** Everything in one version of n8n. Gives what came out, for the comparison with other versions. */
async function inOneVersion(check, version, tarball) {
	await install(version);
	const folder = takeFolder(`versions-${version}`);
	const sandbox = await step(`n8n ${version}: starting the sandbox`, startSandbox);
	const model = await startScriptedModel(script);
	const n8n = await prepareN8n(folder, { version });
	const here = (name, work) => check(`n8n ${version}: ${name}`, work);
	const outputs = {};
	try {
		await here('installs the tarball', () => n8n.installPackage(tarball));
		await here('imports credentials and workflows', async () => {
			await n8n.importCredentials([
				{ ...credential, data: { ...sandbox.account, requestsPerSecond: 0 } },
				{ ...modelCredential, data: { apiKey: 'none', url: model.url } },
			]);
			await n8n.importWorkflows([...Object.values(examples), ...workflows, ...savedWorkflows]);
		});
		await commandLineExamples(here, { folder, n8n, sandbox }, outputs);

		const rest = await step(`n8n ${version}: starting`, async () => {
			await n8n.startEditor();
			return signedIn(n8n, await n8n.createOwner());
		});
		const stage = { n8n, sandbox, rest, model };
		await checkNodeTypes(here, stage);
		await checkOperations(here, stage, outputs);
		await checkTrigger(here, stage, outputs);
		await checkUpgrade(here, stage);
		await examplesByHttp(here, stage, outputs);
	} finally {
		await model.close();
		await endRunning();
	}
	return outputs;
}

/** The part `versions` of `npm run test:e2e`. */
export async function versions(check) {
	const tarball = await step('Building and packing this package', () =>
		pack(takeFolder('versions')),
	);
	const all = [];
	for (const { version } of matrix) {
		all.push({ version, outputs: await inOneVersion(check, version, tarball) });
	}
	const [first, ...others] = all;
	for (const { version, outputs } of others) {
		for (const name of Object.keys(first.outputs)) {
			await check(`the same in ${version} as in ${first.version}: ${name}`, async () =>
				assert.deepEqual(outputs[name], first.outputs[name]),
			);
		}
	}
}
