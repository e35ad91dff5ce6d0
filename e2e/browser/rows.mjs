/** Many rows with bad ones among them: what the editor shows in each way of On Error. */
import { badRows, onErrorModes, rowsId } from './workflows.mjs';

/** Of these a picture is kept. */
const pictured = new Set([
	'rows-unreadable-stopWorkflow',
	'rows-fifty-stopWorkflow',
	'rows-refused-stopWorkflow',
	'rows-refused-continueErrorOutput-canvas',
	'rows-refused-continueErrorOutput',
]);

/** Without the many items that were sent, and without what differs from run to run. */
const shorten = (text) =>
	text
		.replace(/(?<="sent": \[ \{[^}]*\}), .*(?= \])/, ', …')
		.replace(/\b[0-9A-F]{32}\b/g, '…')
		.replace(/\b\d+ (were sent|were not|that were sent)\b/g, '… $1')
		.replace(/\n\s*\n/g, '\n')
		.trim();

/** The texts of an error in the node's panel. */
async function readError(editor) {
	const { page, output } = editor;
	await page.getByTestId('node-error-message').waitFor();
	await output.locator('summary').first().click(); // 'From Telesign'
	const description = page.getByTestId('node-error-description');
	return {
		message: await page.getByTestId('node-error-message').innerText(),
		description: (await description.count()) > 0 ? shorten(await description.innerText()) : '',
		details: shorten(await output.locator('details').first().innerText()),
	};
}

/** What the tabs of the output, or the line above it, say. */
async function readCounts({ output }) {
	const lines = await output.locator('[data-test-id=branches], .tabs').allInnerTexts();
	const count = output.getByTestId('ndv-items-count');
	if (lines.length === 0) lines.push(await count.first().innerText());
	return lines.join(' / ').replace(/\s*\n\s*/g, ' | ');
}

async function readOne(editor, variant, label, mode) {
	const name = `rows-${variant}-${mode}`;
	await editor.openWorkflow(rowsId(variant, mode));
	const notice = await editor.execute();
	await editor.closeNotice();
	const labels = await editor.page.getByTestId('edge-label').allInnerTexts();
	const edges = labels.map((text) => text.trim()).filter(Boolean);
	if (pictured.has(`${name}-canvas`)) await editor.picture(`${name}-canvas`);
	await editor.openNode('Send a code');
	const lines = [`### On Error: ${label}`, '', `- in the corner: ${notice}`];
	lines.push(`- on the lines of the canvas: ${edges.join(', ')}`);
	if (mode === 'stopWorkflow') {
		const { message, description, details } = await readError(editor);
		lines.push(`- message: ${message}`, '', '```text', description, '', details, '```');
	} else {
		await editor.output.getByTestId('ndv-data-container').waitFor();
		lines.push(`- above the output: ${await readCounts(editor)}`);
	}
	if (mode === 'continueErrorOutput') {
		await editor.output.getByText(/^Error Branch/).click();
		await editor.showOutputAs('json');
	}
	if (mode === 'continueRegularOutput') await editor.showOutputAs('table');
	if (pictured.has(name)) await editor.picture(name);

	return lines.join('\n');
}

/** Executes every variant in every mode. */
export async function readBadRows(stage) {
	const editor = await stage.open({ width: 1440 });
	const parts = [];
	for (const [variant, { what }] of Object.entries(badRows)) {
		parts.push(`## ${what}`);
		for (const [label, mode] of Object.entries(onErrorModes)) {
			parts.push(await readOne(editor, variant, label, mode));
		}
	}
	await editor.close();

	return `${parts.join('\n\n')}\n`;
}
