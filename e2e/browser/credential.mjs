/** The credential's test: what a person reads in its dialog, for every way in which it can end. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import getPort from 'get-port';

const page = '<!doctype html><title>Example Shop</title><h1>Welcome to Example Shop</h1>';

/** How servers that are not Telesign answer. */
const answers = {
	shop: (response) => response.writeHead(200, { 'content-type': 'text/html' }).end(page),
	noPage: (response) => response.writeHead(404, { 'content-type': 'text/html' }).end(page),
	foreign: (response) =>
		response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}'),
	redirect: (response, target) => response.writeHead(302, { location: target }).end(),
	gateway: (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('Bad'),
};

/** A server of this program's own, gone with it. */
async function serve(answer, target) {
	const server = createServer((_request, response) => answer(response, target));
	server.listen(0, '127.0.0.1').unref();
	await once(server, 'listening');
	return `http://127.0.0.1:${server.address().port}`;
}

/**
 * The credentials to test.
 *
 * @param {{ url: string, account: object }} sandbox
 * @param {string} n8nUrl
 * @returns {Promise<{ id: string, name: string, data: object }[]>} `name`: what is special about it
 */
export async function makeCredentials({ url, account }, n8nUrl) {
	const accounts = await (await fetch(new URL('/sandbox/accounts', url))).json();
	const at = (baseUrl) => ({ ...account, baseUrl });
	const closed = await getPort();
	const list = [
		['passed', 'Everything right', account],
		['blanks', 'Blanks around the Base URL', at(` ${url}/ `)],
		['key', 'Wrong API key', { ...account, apiKey: 'd3Jvbmc=' }],
		['id', 'Wrong customer ID', { ...account, customerId: 'FFFFFFFF-0000-0000-0000-000000000000' }],
		['n8n', 'Base URL of this very n8n', at(n8nUrl)],
		['shop', 'Base URL of a web site: HTTP 200, HTML', at(await serve(answers.shop))],
		['nopage', 'Base URL of a web site: HTTP 404, HTML', at(await serve(answers.noPage))],
		['foreign', 'Base URL of another API: HTTP 200, JSON', at(await serve(answers.foreign))],
		[
			'redirect',
			'Base URL that redirects to the right one',
			at(await serve(answers.redirect, url)),
		],
		['gateway', 'HTTP 502 of a gateway', at(await serve(answers.gateway))],
		['closed', 'Base URL where nothing listens', at(`http://127.0.0.1:${closed}`)],
		['unknown', 'Base URL with an unknown host', at('https://rest-ww.telesign.invalid')],
		['noscheme', 'Base URL without https://', at(url.replace('http://', ''))],
		['path', 'Base URL with a path', at(`${url}/v1/verify/smart`)],
		['empty', 'Base URL empty', at('')],
		...accounts
			.filter(({ name }) => name !== 'active')
			.map(({ name, what, customerId, apiKey }) => [
				name.replaceAll(' ', '-'),
				`Account: ${what}`,
				{ ...account, customerId, apiKey },
			]),
	];
	return list.map(([key, name, data]) => ({ id: `credential-${key}`, name, data }));
}

/** Those of which a picture is kept, by the name of the picture. */
const kept = new Map([
	['credential-passed', 'credential-passed'],
	['credential-key', 'credential-wrong-key'],
	['credential-n8n', 'credential-wrong-host'],
	['credential-closed', 'credential-not-reached'],
]);

/** Everything is done by `act`, after which the dialog of a credential says how its test went. */
export async function readTest({ page }, act) {
	const tested = page.waitForResponse((answer) => answer.url().endsWith('/rest/credentials/test'));
	await act();
	await tested;
	const banner = page.getByTestId('node-credentials-config-container');
	const passed = banner.getByText('Connection tested successfully');
	const refused = banner.getByText('Couldn’t connect with these settings');
	await passed.or(refused).first().waitFor();
	if (await passed.isVisible()) return 'Connection tested successfully';

	const details = banner.getByText('More details');
	if (await details.isVisible()) {
		await details.click();
		await details.waitFor({ state: 'hidden' });
	}
	const all = await banner.innerText();
	const [, reason] = /Retry\s*\n([\s\S]*?)\n\s*Customer ID/.exec(all) ?? [];

	return reason?.trim().replace(/\s*\n\s*/g, ' ⏎ ') ?? '(nothing but: could not connect)';
}

/** Opens a credential, whose dialog then tests it, and gives what it says. */
async function readOpened(editor, { id }) {
	const text = await readTest(editor, () =>
		editor.page.goto(`${editor.url}/home/credentials/${id}`),
	);
	if (kept.has(id)) await editor.picture(kept.get(id));

	return text;
}

/** Tests every credential and gives a table of what is read. */
export async function readCredentialTests(stage) {
	const editor = await stage.open();
	const rows = [];
	for (const credential of stage.credentials) {
		const text = await readOpened(editor, credential);
		rows.push(`| ${credential.name} | ${text.replaceAll('|', '\\|')} |`);
		console.log(`  ${credential.name}: ${text}`);
	}
	await editor.close();

	return `## What the test of the credential says\n\n| credential | what is read |\n| --- | --- |\n${rows.join('\n')}\n`;
}
