/** The show itself: needs what `install` has put in place. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expected } from './expected.mjs';
import { credential, workflows } from './lib/examples.mjs';
import { filesFolder, prepareN8n } from './lib/n8n.mjs';
import { pack } from './lib/package.mjs';
import { examples } from './lib/paths.mjs';
import { Problem } from './lib/problem.mjs';
import { counts, messagesTable, rowsTable } from './lib/report.mjs';
import { signedIn } from './lib/rest.mjs';
import { compare, readRows } from './lib/rows.mjs';
import { startSandbox } from './lib/sandbox.mjs';
import { step } from './lib/steps.mjs';

const workflow = workflows['send-codes-to-rows'];

/** How long messages may take to reach the phones after the last one was sent, in milliseconds. */
const deliveryMs = 10_000;

/** The rows to send to, as a CSV file, and what should become of them. */
function task(phone) {
	if (!phone) return { csv: readFileSync(join(examples, 'phones.csv')), expected };
	const quoted = `"${phone.replaceAll('"', '""')}"`;

	return { csv: `name,phone,language\nYou,${quoted},en-US\n`, expected: [{ name: 'You' }] };
}

/** The messages in the inbox, once as many are there as were sent, and none more comes. */
async function collect(sandbox, rows) {
	const sent = rows.filter((row) => row.sent.length > 0).length;
	const giveUp = Date.now() + deliveryMs;
	while ((await sandbox.messages()).length < sent && Date.now() < giveUp) await sleep(200);
	await sleep(500);

	return sandbox.messages();
}

/** Executes the example in n8n, and tells what came of it. */
async function sendCodes(n8n, sandbox, expectations) {
	const rows = await step(`Executing '${workflow.name}' in n8n`, async () =>
		readRows(await n8n.execute(workflow.id)),
	);
	const messages = sandbox && (await collect(sandbox, rows));
	const problems = compare(rows, expectations, messages);

	console.log(`\n${rowsTable(rows)}`);
	if (messages) console.log(`\nWhat the phones received:\n${messagesTable(messages)}`);
	console.log(`\n${counts(rows, messages)}.`);
	console.log(problems.length === 0 ? 'Every row came out as it should.' : problems.join('\n'));

	return problems.length === 0;
}

/** Opens the editor with its owner, and tells where it is. */
async function openEditor(n8n, sandbox) {
	const { owner, ended } = await step('Starting the n8n editor', async () => {
		const editor = await n8n.startEditor();
		const account = await n8n.createOwner();
		const rest = signedIn(n8n, account);
		const seen = [...(await rest.get('workflows')), ...(await rest.get('credentials'))];
		const missing = [workflow, credential].some(({ id }) => !seen.some((one) => one.id === id));
		if (missing) {
			throw new Problem('The owner does not see what was imported.', 'The log says more.');
		}
		return { owner: account, ended: editor.ended };
	});

	console.log(`
  Editor     ${n8n.url}/workflow/${workflow.id}
  Sign in    ${owner.email}
  Password   ${owner.password}${sandbox ? `\n  Phone      ${sandbox.url}/` : ''}

Ctrl-C ends all. The next start begins with a new, empty n8n.`);

	return ended;
}

/**
 * Builds and installs the package into an empty n8n, sends the codes, and unless `once` is set keeps
 * the editor open until `end` comes.
 *
 * @param {import('./lib/folder.mjs').Folder} folder
 * @param {{ once: boolean, phone?: string, port: number,
 *   account?: { customerId: string, apiKey: string, baseUrl: string } }} options `account`: of
 *   Telesign itself; without one the sandbox is started and used
 * @param {Promise<void>} end
 * @returns {Promise<boolean>} whether every row came out as it should
 */
export async function present(folder, { once, phone, port, account }, end) {
	const { csv, expected: expectations } = task(phone);
	if (account) console.log(`Through ${account.baseUrl}, to ${phone} and nobody else.\n`);
	const tarball = await step('Building and packing this package', () => pack(folder));
	const sandbox = account ? undefined : await step('Starting the sandbox', startSandbox);

	const n8n = await prepareN8n(folder, { port });
	writeFileSync(join(filesFolder(folder), 'phones.csv'), csv);
	await step('Installing the package into n8n', () => n8n.installPackage(tarball));
	await step('Importing the credential and the examples', async () => {
		const name = sandbox ? 'Telesign sandbox' : 'Telesign';
		await n8n.importCredentials([{ ...credential, name, data: account ?? sandbox.account }]);
		await n8n.importWorkflows([workflow]);
	});

	const good = await sendCodes(n8n, sandbox, expectations);
	if (once) return good;

	const ended = await openEditor(n8n, sandbox);
	await Promise.race([
		end,
		ended.then(() => {
			throw new Problem('The n8n editor has ended by itself.', 'The log says more.');
		}),
	]);
	return good;
}
