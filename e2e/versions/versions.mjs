/** The package in every version of n8n that it is tested in: all that can be done without a browser. */
import { inEveryVersion } from '../lib/everyVersion.mjs';
import { workflows as examples } from '../lib/examples.mjs';
import { commandLineExamples, examplesByHttp } from './examples.mjs';
import { checkNodeTypes } from './nodeTypes.mjs';
import { checkOperations } from './operations.mjs';
import { checkTrigger } from './trigger.mjs';
import { checkUpgrade, savedWorkflows } from './upgrade.mjs';
import { workflows } from './workflows.mjs';

/** The part `versions` of `npm run test:e2e`. */
export async function versions(check) {
	const all = [...Object.values(examples), ...workflows, ...savedWorkflows];
	await inEveryVersion(check, 'versions', { workflows: all }, async (here, given, outputs) => {
		await commandLineExamples(here, given, outputs);
		const stage = { ...given, rest: await given.start() };
		await checkNodeTypes(here, stage);
		await checkOperations(here, stage, outputs);
		await checkTrigger(here, stage, outputs);
		await checkUpgrade(here, stage);
		await examplesByHttp(here, stage, outputs);
	});
}
