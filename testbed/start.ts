/**
 * `npm start`: sends codes from a real n8n, with this package in it as it is published, and leaves
 * the editor open. See e2e/README.md.
 */
import { relative } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createN8n, signUp } from './n8n';
import { pack } from './pack';
import { makePlace } from './paths';
import { endAll } from './programs';
import { expectRows, people, readRows, refusalOf, wantedOf, type Row } from './rows';
import { startSandbox } from './sandbox';
import { step } from './step';
import { makeTables } from './tables';
import { credential, examples, resources, withResource } from './workflows';

const usage = `npm start -- [--once] [--resource NAME] [--phone NUMBER] [--port N]

  --once           ends after the rows; exit code 0 only if every row came out as it should
  --resource NAME  sends with this product: ${resources.join(', ')},
                   or with all, one after the other
  --phone NUMBER   sends to this number instead of the rows that are kept for this
  --port N         where the editor listens (5678), or the next free port

With TELESIGN_CUSTOMER_ID and TELESIGN_API_KEY set, the code is sent by Telesign itself, and --phone
must be given. TELESIGN_BASE_URL replaces https://rest-ww.telesign.com.`;

const workflow = examples['verify-rows'];

/** Reads the command line and the environment. */
function readSettings() {
	const { values } = parseArgs({
		options: {
			once: { type: 'boolean', default: false },
			resource: { type: 'string', default: resources[0] as string },
			phone: { type: 'string' },
			port: { type: 'string', default: '5678' },
			help: { type: 'boolean', default: false },
		},
	});
	const port = Number(values.port);
	if (!Number.isInteger(port) || port < 1024 || port > 65_000) {
		throw new Error(`--port ${values.port} is not a port from 1024 to 65000.\n${usage}`);
	}
	const products = values.resource === 'all' ? [...resources] : [values.resource];
	if (!products.every((one) => (resources as readonly string[]).includes(one))) {
		throw new Error(`--resource ${values.resource} is none of the resources.\n${usage}`);
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
	const account = customerId ? { customerId, apiKey, ...address } : undefined;
	return { ...values, products, port, account };
}

const place = makePlace('start');

/** What came of a row, for a person: more lines stand below its name. */
function tell({ row, name, phone, sent: [code], refused: [item] }: Row): string {
	const { message = 'nothing came out', description = '' } = item ? refusalOf(item) : {};
	const lines = code
		? [`${code.state} by ${code.channel} to ${code.phone_number}: ${code.status_description}`]
		: [`REFUSED: ${message}`, description];
	const head = `${String(row).padStart(3)}  ${name}, ${phone || '(no number)'}`;
	return [head, ...lines.filter(Boolean).map((line) => `     ${line}`)].join('\n');
}

/**
 * Builds and installs the package into an empty n8n, sends the codes, and unless `once` is set keeps
 * the editor open until `interrupted` comes.
 *
 * @returns whether every row came out as it should
 */
async function present(interrupted: Promise<unknown>): Promise<boolean> {
	const { once, phone, products, port, account, help } = readSettings();
	if (help) {
		console.log(usage);
		return true;
	}
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
	await step('Installing the package into n8n', async () => await n8n.installPackage(tarball));
	await step('Importing the credential and the examples', async () => {
		const data = account ?? sandbox!.account;
		const name = sandbox ? credential.name : 'Telesign';
		await n8n.importCredentials([{ ...credential, name, data }]);
		await n8n.importWorkflows(Object.values(examples));
	});
	const { main, owner, tables } = await step('Starting the n8n editor', async () => {
		const program = await n8n.startMain();
		const signedUp = await signUp(n8n);
		const made = await makeTables(signedUp, Object.values(examples));
		return { main: program, owner: signedUp, tables: made };
	});
	let good = true;
	for (const resource of products) {
		await sandbox?.reset();
		await tables.empty();
		await tables.insert('people', phone ? [{ name: 'You', phone }] : people);
		await tables.choose(withResource(workflow, resource));
		const rows = await step(`Executing '${workflow.name}' with ${resource}`, async () =>
			readRows(await owner.run(workflow.id, 'Start')),
		);
		await sleep(500); // for a message that would be one too many
		const messages = await sandbox?.messages();
		console.log(`\n${rows.map(tell).join('\n')}\n`);
		if (messages) console.table(messages, ['to', 'channel', 'code', 'text']);
		const sent = rows.filter((row) => row.sent.length > 0).length;
		console.log(`${rows.length} rows: ${sent} codes sent, ${rows.length - sent} refused.`);
		try {
			expectRows(rows, phone ? undefined : wantedOf(resource), messages);
			console.log('Every row came out as it should.\n');
		} catch (error) {
			good = false;
			console.log((error as Error).message);
		}
	}
	if (!once) {
		console.log(`
  Editor     ${n8n.url}/workflow/${workflow.id}
  Sign in    ${owner.owner.email}
  Password   ${owner.owner.password}${sandbox ? `\n  Phone      ${sandbox.url}/` : ''}

Press Ctrl+C to stop everything. The next start begins with a new, empty n8n.`);
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
