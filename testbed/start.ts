/**
 * `npm start`: sends codes from a real n8n, with this package in it as it is published, and leaves
 * the editor open. See e2e/README.md.
 */
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createN8n, signUp, type N8n } from './n8n';
import { pack } from './pack';
import { makePlace } from './paths';
import { endAll } from './programs';
import { countsOf, messagesTable, rowsTable } from './report';
import { expectedRow, expectedRows, expectRows, readRows } from './rows';
import { startSandbox, type Sandbox } from './sandbox';
import { step } from './step';
import { credential, examples, phonesCsv } from './workflows';

const usage = `npm start -- [--once] [--phone NUMBER] [--port N]

  --once          ends after the table; exit code 0 only if every row came out as it should
  --phone NUMBER  sends to this number instead of the rows of examples/phones.csv
  --port N        where the editor listens (5678), or the next free port

With TELESIGN_CUSTOMER_ID and TELESIGN_API_KEY set, the code is sent by Telesign itself, and --phone
must be given. TELESIGN_BASE_URL replaces https://rest-ww.telesign.com.`;

const workflow = examples['send-codes-to-rows'];

/** Reads the command line and the environment. */
function readSettings() {
	const { values } = parseArgs({
		options: {
			once: { type: 'boolean', default: false },
			phone: { type: 'string' },
			port: { type: 'string', default: '5678' },
			help: { type: 'boolean', default: false },
		},
	});
	const port = Number(values.port);
	if (!Number.isInteger(port) || port < 1024 || port > 65_000) {
		throw new Error(`--port ${values.port} is not a port from 1024 to 65000.\n${usage}`);
	}
	if (process.platform === 'win32') {
		throw new Error('`npm start` needs Linux or macOS. On Windows, use it within WSL.');
	}
	const {
		TELESIGN_CUSTOMER_ID: customerId,
		TELESIGN_API_KEY: apiKey,
		TELESIGN_BASE_URL: baseUrl,
	} = process.env;
	if (Boolean(customerId) !== Boolean(apiKey)) {
		throw new Error(
			'Only one of TELESIGN_CUSTOMER_ID and TELESIGN_API_KEY is set.\nSet both to send through Telesign, or none to use the sandbox.',
		);
	}
	if (customerId && !values.phone) {
		throw new Error(
			'TELESIGN_CUSTOMER_ID is set, so this would send through Telesign itself, but to whom?\nName one phone that is yours: npm start -- --once --phone <number>. To use the sandbox, unset TELESIGN_CUSTOMER_ID and TELESIGN_API_KEY.',
		);
	}
	const address = baseUrl ? { accountType: 'custom', baseUrl } : {};
	return { ...values, port, account: customerId ? { customerId, apiKey, ...address } : undefined };
}

/** The rows to send to, as a CSV file, and what should become of them. */
function taskOf(phone: string | undefined) {
	if (!phone) return { csv: phonesCsv, wanted: expectedRows };
	const quoted = `"${phone.replaceAll('"', '""')}"`;
	return { csv: `name,phone,language\nYou,${quoted},en-US\n`, wanted: expectedRow };
}

/** Starts the editor with its owner, and tells where it is. */
async function openEditor(n8n: N8n, sandbox: Sandbox | undefined) {
	const { main, owner } = await step('Starting the n8n editor', async () => {
		const program = await n8n.startMain();
		const account = await signUp(n8n);
		const lists = [await account.get('workflows'), await account.get('credentials')];
		const ids = lists.flat().map(({ id }) => id);
		if (!ids.includes(workflow.id) || !ids.includes(credential.id)) {
			throw new Error('The owner does not see what was imported.');
		}
		return { main: program, owner: account.owner };
	});
	console.log(`
  Editor     ${n8n.url}/workflow/${workflow.id}
  Sign in    ${owner.email}
  Password   ${owner.password}${sandbox ? `\n  Phone      ${sandbox.url}/` : ''}

Ctrl-C ends all. The next start begins with a new, empty n8n.`);

	return main;
}

const place = makePlace('start');

/**
 * Builds and installs the package into an empty n8n, sends the codes, and unless `once` is set keeps
 * the editor open until `interrupted` comes.
 *
 * @returns whether every row came out as it should
 */
async function present(interrupted: Promise<unknown>): Promise<boolean> {
	const { once, phone, port, account, help } = readSettings();
	if (help) {
		console.log(usage);
		return true;
	}
	const { csv, wanted } = taskOf(phone);
	if (account)
		console.log(`Through ${account.baseUrl ?? 'Telesign'}, to ${phone} and nobody else.\n`);
	const n8n = await createN8n(place, { port });
	const tarball = await step(
		'Building and packing this package',
		async () => await pack(place.packed),
	);
	const sandbox = account
		? undefined
		: await step('Starting the sandbox', async () => await startSandbox(place.log));
	writeFileSync(join(n8n.files, 'phones.csv'), csv);
	await step('Installing the package into n8n', async () => await n8n.installPackage(tarball));
	await step('Importing the credential and the examples', async () => {
		const data = account ?? sandbox!.account;
		const name = sandbox ? credential.name : 'Telesign';
		await n8n.importCredentials([{ ...credential, name, data }]);
		await n8n.importWorkflows([workflow]);
	});
	const rows = await step(`Executing '${workflow.name}' in n8n`, async () =>
		readRows(await n8n.execute(workflow.id)),
	);
	await sleep(500); // for a message that would be one too many
	const messages = await sandbox?.messages();

	console.log(`\n${rowsTable(rows)}`);
	if (messages) console.log(`\nWhat the phones received:\n${messagesTable(messages)}`);
	console.log(`\n${countsOf(rows, messages)}.`);
	let good = true;
	try {
		expectRows(rows, wanted, messages);
		console.log('Every row came out as it should.');
	} catch (error) {
		good = false;
		console.log((error as Error).message);
	}
	if (!once) {
		const main = await openEditor(n8n, sandbox);
		await Promise.race([
			interrupted,
			main.ended.then(({ says }) => {
				throw new Error(`The n8n editor has ended by itself. ${says}`);
			}),
		]);
	}
	return good;
}

/** Comes with the first signal, or when npm is gone, which ends without passing its signal on. */
async function interruption(): Promise<void> {
	const signal = new Promise((resolve) => {
		for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, resolve);
	});
	const npm = process.ppid;
	const npmEnds = async () => {
		while (process.ppid === npm) await sleep(500, undefined, { ref: false });
	};
	await Promise.race([signal, ...(process.env.npm_lifecycle_event ? [npmEnds()] : [])]);
}

let isOver = false;
const interrupted = interruption().then(() => {
	isOver = true;
	console.log('\nEnding …');
	void endAll(); // What waits for one of them fails now, or comes to its end.
});
const code = await present(interrupted).then(
	(good) => (good ? 0 : 1),
	(error: Error) => {
		if (isOver) return 130;
		console.error(`\n${error.message}\nLog: ${relative(process.cwd(), place.log)}`);
		return 1;
	},
);
await endAll();
process.exit(code);
