/** Many rows with bad ones among them: what the editor shows in each way of On Error. */
import { badRows, onErrorModes, rowsId } from './workflows.mjs';

/** The texts of an error in the node's panel. */
async function readError(editor) {
	const { page, output } = editor;
	await page.getByTestId('node-error-message').waitFor();
	await output.locator('summary').first().click(); // 'From Telesign'
	const description = page.getByTestId('node-error-description');
	return {
		message: await page.getByTestId('node-error-message').innerText(),
		description: (await description.count()) > 0 ? await description.innerText() : '',
		details: await output.locator('details').first().innerText(),
	};
}

async function readOne(stage, variant, label, mode) {
	const editor = await stage.open();
	await editor.openWorkflow(rowsId(variant, mode));
	const notice = await editor.execute();
	await editor.closeNotice();
	const labels = await editor.page.getByTestId('edge-label').allInnerTexts();
	const edges = labels.map((text) => text.trim()).filter(Boolean);
	if (variant === 'refused') await editor.picture(`rows-${variant}-${mode}-canvas`);
	await editor.openNode('Send a code');
	const lines = [`### On Error: ${label}`, '', `- in the corner: ${notice}`];
	lines.push(`- on the lines of the canvas: ${edges.join(', ')}`);
	if (mode === 'stopWorkflow') {
		const { message, description, details } = await readError(editor);
		lines.push(`- message: ${message}`, '', '```text', description, '', details, '```');
	} else {
		const tabs = await editor.output.locator('.tabs, [role=tablist]').allInnerTexts();
		const count = await editor.output.getByTestId('ndv-items-count').allInnerTexts();
		lines.push(`- in the panel: ${[...tabs, ...count].join(' / ').replace(/\s*\n\s*/g, ' | ')}`);
	}
	await editor.picture(`rows-${variant}-${mode}`);
	await editor.close();

	return lines.join('\n');
}

/** Executes every variant in every mode. */
export async function readBadRows(stage) {
	const parts = [];
	for (const [variant, { what }] of Object.entries(badRows)) {
		parts.push(`## ${what}`);
		for (const [label, mode] of Object.entries(onErrorModes)) {
			parts.push(await readOne(stage, variant, label, mode));
		}
	}
	return `${parts.join('\n\n')}\n`;
}
