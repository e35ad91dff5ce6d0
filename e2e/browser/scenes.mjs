/** The scenes: each opens the editor, does what a person would, and keeps pictures and texts. */
import { readCredentialTests } from './credential.mjs';
import { readBadRows } from './rows.mjs';
import { everyFieldId, viewsId } from './workflows.mjs';

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
	for (const word of ['otp', '2fa', 'smart verify', 'verification code', 'sms', 'telesign']) {
		await editor.openWorkflow(viewsId);
		await editor.page.getByTestId('node-creator-plus-button').click();
		await editor.page.getByTestId('node-creator-search-bar').fill(word);
		const names = await editor.readSearch();
		const rank = names.indexOf('Telesign') + 1;
		lines.push(`- '${word}': ${rank > 0 ? `number ${rank}` : 'not found'}, of ${names.length}`);
		console.log(`  '${word}': ${names.join(', ')}`);
		if (word === 'otp' || word === '2fa') await editor.picture(`search-${word}`);
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

/** Name -> what to do; a text that it gives goes into the list of texts. */
export const scenes = {
	panel,
	canvas,
	search,
	credential: readCredentialTests,
	rows: readBadRows,
	views,
};
