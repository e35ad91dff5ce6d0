/** The scenes: each opens the editor, does what a person would, and keeps pictures and texts. */
import { workflows as allExamples } from '../lib/examples.mjs';
import { readCredentialTests } from './credential.mjs';
import { formExampleId, visits } from './form.mjs';
import { readBadRows } from './rows.mjs';
import { checkId, everyFieldId, viewsId } from './workflows.mjs';

const themes = [
	{ suffix: '', dark: false },
	{ suffix: '-dark', dark: true },
];

/** The node's panel with every field, after it has run, and what each label explains. */
async function panel(stage) {
	for (const { suffix, dark } of themes) {
		const editor = await stage.open({ dark, width: 1440, height: 1600 });
		await editor.openWorkflow(everyFieldId);
		await editor.execute();
		await editor.closeNotice();
		await editor.openNode('Send a code');
		await editor.output.getByTestId('ndv-items-count').waitFor();
		await editor.picture(`panel${suffix}`);
		await editor.close();
	}
}

/** The example, executed. */
async function canvas(stage) {
	for (const { suffix, dark } of themes) {
		const editor = await stage.open({ dark, width: 1440 });
		await editor.openWorkflow('sendCodesToRows1');
		await editor.execute();
		await editor.closeNotice();
		await editor.zoomToFit();
		await editor.picture(`canvas${suffix}`);
		await editor.close();
	}
}

/** What a person finds who searches for a node. */
async function search(stage) {
	const lines = [];
	const editor = await stage.open();
	await editor.openWorkflow(viewsId);
	for (const word of ['otp', '2fa', 'smart verify', 'verification code', 'sms', 'telesign']) {
		const names = await editor.search(word);
		const rank = names.indexOf('Telesign') + 1;
		if (rank === 0) throw new Error(`'${word}' finds ${names.join(', ')}, but not Telesign`);
		lines.push(`- '${word}': number ${rank}, of ${names.length}`);
		console.log(`  '${word}': ${names.join(', ')}`);
		if (word === 'otp') await editor.picture('search-otp');
	}
	await editor.close();

	return `## Where Telesign stands in the search for a node\n\n${lines.join('\n')}\n`;
}

/** The output of a run in each of the three views. */
async function views(stage) {
	const editor = await stage.open({ width: 1600 });
	await editor.openWorkflow(viewsId);
	await editor.execute();
	await editor.closeNotice();
	await editor.openNode('Send a code');
	for (const mode of ['schema', 'table', 'json']) {
		await editor.showOutputAs(mode);
		await editor.picture(`output-${mode}`);
	}
	await editor.close();
}

/** Check, after a person has typed the right code. */
async function check(stage) {
	const editor = await stage.open({ width: 1440, height: 760 });
	await editor.openWorkflow(checkId);
	await editor.execute();
	await editor.closeNotice();
	await editor.openNode('Check the code', 'code');
	await editor.output.getByTestId('ndv-items-count').waitFor();
	await editor.picture('check');
	await editor.close();
}

/** The trigger's panel, with its URLs and what is said about them. */
async function trigger(stage) {
	const editor = await stage.open({ width: 1440, height: 820 });
	const { id, nodes } = allExamples['delivery-tracking'];
	await editor.openWorkflow(id);
	const { name } = nodes.find(({ type }) => type === 'n8n-nodes-telesign.telesignTrigger');
	await editor.openNode(name, 'triggerOn');
	await editor.page.getByText('Webhook URLs').click();
	await editor.page.getByText('/webhook-test/').first().waitFor();
	await editor.picture('trigger');
	await editor.close();
}

/** Each example on the canvas. */
async function examples(stage) {
	const editor = await stage.open({ width: 1440, height: 800 });
	for (const [name, { id }] of Object.entries(allExamples)) {
		await editor.openWorkflow(id);
		await editor.zoomToFit();
		// The button lies over the nodes at the bottom.
		await editor.page.getByTestId('zoom-out-button').click();
		await editor.page.waitForTimeout(500);
		await editor.picture(`example-${name}`);
	}
	await editor.close();
}

/** The form example, by a person who types the code right, wrong, and wrong too often. */
async function form(stage) {
	await stage.rest.activate(formExampleId);
	for (const visit of Object.values(visits)) await visit(stage);
}

/** Name -> what to do; a text that it gives goes into the list of texts. */
export const scenes = {
	panel,
	canvas,
	search,
	credential: readCredentialTests,
	rows: readBadRows,
	views,
	check,
	trigger,
	examples,
	form,
};
