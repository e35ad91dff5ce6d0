/** What a person sees in the editor. Texts are kept in texts.md, pictures in docs/images. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import getPort from 'get-port';
import { expect, test as base } from '../testbed/fixtures';
import { examples, type Workflow } from '../testbed/workflows';
import { canvasPicture, expectDocument, picture } from './documents';
import { Editor } from './editor';
import {
	badRows,
	everyField,
	onErrorModes,
	rowsId,
	verification,
	verifyApi,
} from './editorWorkflows';

const texts = 'e2e/texts.md';

/** A panel that is still readable when GitHub shows it. */
const narrow = { width: 1200 };

/** A tab with the editor, its owner signed in. */
const test = base.extend<{ editor: Editor }>({
	storageState: async ({ owner }, use) => await use(owner.session),
	contextOptions: { reducedMotion: 'reduce' },
	viewport: { width: 1440, height: 900 },
	editor: async ({ page, n8n }, use) => await use(new Editor(page, n8n.url)),
});

test('a verification on the canvas', async ({ editor, page }) => {
	await editor.open(verification.id);
	await editor.zoomToFit();
	for (const name of ['Phone number?', 'Send Code', 'Code?', 'Check Code', 'Verified?']) {
		await expect(editor.node(name)).toBeInViewport();
	}
	await canvasPicture('verification', page);
});

test('the panel of Send with every field', async ({ editor, page }) => {
	await page.setViewportSize({ ...narrow, height: 1600 });
	await editor.open(everyField.id);
	expect(await editor.execute()).toBe('Workflow executed successfully');
	await editor.openNode('Send a code');
	await expect(editor.output.getByTestId('ndv-items-count')).toHaveText('1 item');
	for (const name of ['preference', 'language', 'verifyCode', 'ttsMessage', 'maxWait']) {
		await expect(editor.field(name)).toBeVisible();
	}
	await editor.outputAs('json');
	await picture('panel', page, editor.panel);
});

test('the panel of Send with methods', async ({ editor, page }) => {
	await page.setViewportSize({ ...narrow, height: 1100 });
	await editor.open(verifyApi.id);
	expect(await editor.execute()).toBe('Workflow executed successfully');
	await editor.openNode('Send Code');
	const [{ channel }] = JSON.parse(await editor.outputAs('json'));
	expect(channel).toBe('whatsapp');
	await expect(editor.field('method')).toHaveCount(3);
	await picture('panel-verify-api', page, editor.panel);
});

test('the search finds the node', async ({ editor, page }) => {
	await page.setViewportSize({ width: 1000, height: 620 });
	await editor.open(everyField.id);
	const lines = [];
	for (const word of ['otp', '2fa', 'smart verify', 'verification code', 'sms', 'telesign']) {
		const names = await editor.search(word);
		expect(names, word).toContain('Telesign');
		lines.push(`- '${word}': number ${names.indexOf('Telesign') + 1}, of ${names.length}`);
		if (word === 'otp') await picture('search-otp', page);
	}
	expectDocument(texts, 'search', lines.join('\n'));
});

/** How servers that are not Telesign answer: HTTP status, Content-Type, text. */
const site = '<!doctype html><title>Example Shop</title><h1>Welcome to Example Shop</h1>';
const foreign: Array<[what: string, status: number, type: string, text: string]> = [
	['Base URL of a web site: HTTP 200, HTML', 200, 'text/html', site],
	['Base URL of a web site: HTTP 404, HTML', 404, 'text/html', site],
	['Base URL of another API: HTTP 200, JSON', 200, 'application/json', '{"ok":true}'],
	['Base URL that redirects to the right one', 302, 'text/html', ''],
	['HTTP 502 of a gateway', 502, 'text/html', 'Bad'],
];

/** A server that goes with this process; a redirect leads to `location`. */
async function serve(status: number, type: string, text: string, location: string) {
	const server = createServer((_request, response) =>
		response.writeHead(status, { 'content-type': type, location }).end(text),
	);
	await once(server.listen(0, '127.0.0.1').unref(), 'listening');
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Of these a picture is kept. */
const pictured: Record<string, string> = {
	'Everything right': 'credential-passed',
	'Wrong API key': 'credential-wrong-key',
};

test("the credential's test says what is wrong", async ({ editor, page, n8n, owner, sandbox }) => {
	test.setTimeout(900_000);
	await page.setViewportSize({ width: 1000, height: 1000 });
	const { url, account } = sandbox;
	const cases: Array<[what: string, data: Record<string, string>]> = [
		['Everything right', {}],
		['Blanks around the Base URL', { baseUrl: ` ${url}/ ` }],
		['Wrong API key', { apiKey: 'd3Jvbmc=' }],
		['Wrong customer ID', { customerId: 'FFFFFFFF-0000-0000-0000-000000000000' }],
		['Base URL of this very n8n', { baseUrl: n8n.url }],
	];
	for (const [what, ...answer] of foreign) {
		cases.push([what, { baseUrl: await serve(...answer, url) }]);
	}
	cases.push(
		['Base URL where nothing listens', { baseUrl: `http://127.0.0.1:${await getPort()}` }],
		['Base URL with an unknown host', { baseUrl: 'https://rest-ww.telesign.invalid' }],
		['Base URL without https://', { baseUrl: url.replace('http://', '') }],
		['Base URL with a path', { baseUrl: `${url}/v1/verify/smart` }],
		['Base URL empty', { baseUrl: '' }],
	);
	for (const { name, what, customerId, apiKey } of await sandbox.accounts()) {
		if (name !== 'active') cases.push([`Account: ${what}`, { customerId, apiKey }]);
	}
	const lines = ['| credential | what is read |', '| --- | --- |'];
	for (const [what, data] of cases) {
		await test.step(what, async () => {
			const id = await owner.addCredential('Telesign account', { ...account, ...data });
			const text = await editor.credentialTest(
				async () => await page.goto(`${n8n.url}/home/credentials/${id}`),
			);
			lines.push(`| ${what} | ${text.replaceAll('|', '\\|')} |`);
			if (pictured[what]) await picture(pictured[what], page, editor.dialog);
		});
	}
	expectDocument(texts, 'credential', lines.join('\n'));
});

/** Without the many items that were sent, and without what differs from run to run. */
const shorten = (text: string) =>
	text
		.replace(/(?<="sent": \[ \{[^}]*\}), .*(?= \])/, ', …')
		.replace(/\b[0-9A-F]{32}\b/g, '…')
		.replace(/\b\d+ (were sent|were not|that were sent)\b/g, '… $1')
		.replace(/\n\s*\n/g, '\n')
		.trim();

/** The texts of an error in the panel. */
async function readError({ page, output }: Editor): Promise<string[]> {
	const message = await page.getByTestId('node-error-message').innerText();
	await output.locator('summary').first().click(); // 'From Telesign'
	const [description] = await page.getByTestId('node-error-description').allInnerTexts();
	const details = shorten(await output.locator('details').first().innerText());
	return [`- message: ${message}`, '', '```text', shorten(description ?? ''), '', details, '```'];
}

/** What the tabs of the output, or the line above it, say. */
async function readCounts({ output }: Editor): Promise<string> {
	await expect(output.getByTestId('ndv-data-container')).toBeVisible();
	const lines = await output.locator('[data-test-id=branches], .tabs').allInnerTexts();
	if (lines.length === 0) lines.push(await output.getByTestId('ndv-items-count').innerText());
	return lines.join(' / ').replace(/\s*\n\s*/g, ' | ');
}

/** Of these, beside those of the error, a picture is kept. */
const rowsPictured = ['unreadable-stopWorkflow', 'refused-stopWorkflow'];

for (const [variant, { what }] of Object.entries(badRows)) {
	test(`${what}, in each way of On Error`, async ({ editor, page }) => {
		await page.setViewportSize({ ...narrow, height: 800 });
		const lines = [];
		for (const [label, mode] of Object.entries(onErrorModes)) {
			await editor.open(rowsId(variant, mode));
			const notice = await editor.execute();
			lines.push(`### On Error: ${label}`, '', `- in the corner: ${notice}`);
			lines.push(`- on the lines of the canvas: ${(await editor.edges()).join(', ')}`);
			const name = `${variant}-${mode}`;
			const isShown = name === 'refused-continueErrorOutput';
			if (isShown) {
				await editor.zoomToFit();
				await canvasPicture(`rows-${name}-canvas`, page);
			}
			await editor.openNode('Send a code');
			if (mode === 'stopWorkflow') lines.push(...(await readError(editor)), '');
			else lines.push(`- above the output: ${await readCounts(editor)}`, '');
			if (rowsPictured.includes(name)) await picture(`rows-${name}`, page, editor.panel);
			if (isShown) {
				await editor.output.getByText(/^Error Branch/).click();
				const [{ error }] = JSON.parse(await editor.outputAs('json'));
				expect(error.error_code).toBe(-10001);
			}
		}
		expectDocument(texts, `rows-${variant}`, lines.join('\n').trim());
	});
}

test("the trigger's panel tells its addresses", async ({ editor, page, n8n }) => {
	await page.setViewportSize({ width: 1440, height: 820 });
	const { id, nodes } = examples['delivery-tracking'];
	const { name, webhookId } = nodes.find(({ type }) => type.endsWith('.telesignTrigger'))!;
	await editor.open(id);
	await editor.openNode(name, 'triggerOn');
	await page.getByText('Webhook URLs').click();
	const path = `${n8n.url}/webhook-test/${webhookId}/telesign`;
	await expect(page.getByText(path).first()).toBeVisible();
});

/** Height by width of what is on a canvas: nodes with their names, notes with their text. */
function shapeOf(nodes: Workflow['nodes']): number {
	const sizeOf = ({ parameters: { width = 200, height = 150 } }: Workflow['nodes'][number]) =>
		[Number(width), Number(height)] as const;
	const [width, height] = [0, 1].map((axis) => {
		const starts = nodes.map(({ position }) => position[axis]);
		const ends = nodes.map((node) => node.position[axis] + sizeOf(node)[axis]);
		return Math.max(...ends) - Math.min(...starts);
	});
	return height / width;
}

for (const [name, { id, nodes }] of Object.entries(examples)) {
	test(`the example ${name} on the canvas`, async ({ editor, page }) => {
		// So high that the width decides how large all is.
		await page.setViewportSize({ width: 1280, height: Math.round(1240 * shapeOf(nodes)) + 300 });
		await editor.open(id);
		await editor.zoomToFit();
		const notes = nodes.filter(({ type }) => type.endsWith('.stickyNote'));
		await expect(page.getByTestId('canvas-node')).toHaveCount(nodes.length - notes.length);
		for (const note of notes) {
			const [, heading] = /##+ (.*)/.exec(String(note.parameters.content))!;
			await expect(page.getByRole('heading', { name: heading, exact: true })).toBeInViewport();
		}
		for (const node of nodes.filter((one) => !notes.includes(one))) {
			await expect(editor.node(node.name)).toBeInViewport();
		}
		await canvasPicture(`example-${name}`, page);
	});
}
