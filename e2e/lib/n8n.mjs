/** One n8n with a home folder of its own: everything in it is new at each start. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import getPort, { portNumbers } from 'get-port';
import { run, start, untilReady } from './children.mjs';
import { modulesOf, newest, node } from './install.mjs';
import { Problem } from './problem.mjs';

const host = '127.0.0.1';
const advice = 'The log says more.';
const patienceMs = 180_000;

/** Of this program's environment, what n8n may see: nothing that configures another n8n. */
const passedOn = /^(LANG|LC_\w+|TZ|TMPDIR|NODE_EXTRA_CA_CERTS|https?_proxy)$/i;

/** The folder that n8n, on a computer where it has all its defaults, reads files from. */
export const filesFolder = ({ home }) => join(home, '.n8n-files');

/** The port, or the next free one of the hundred after it; without a port, any free one. */
const freePort = (port) => getPort(port ? { port: portNumbers(port, port + 100) } : {});

/**
 * @returns {Promise<{ url: string, environment: NodeJS.ProcessEnv }>} what every process of one n8n
 *   gets
 */
async function settle(home, port) {
	const editor = await freePort(port);
	const broker = await freePort(); // never the same: get-port remembers what it gave
	const inherited = Object.entries(process.env).filter(([name]) => passedOn.test(name));

	return {
		url: `http://${host}:${editor}`,
		environment: {
			...Object.fromEntries(inherited),
			HOME: home,
			// n8n starts its task runner with the first `node` that it finds.
			PATH: [dirname(realpathSync(node)), process.env.PATH].join(delimiter),
			NO_PROXY: [process.env.NO_PROXY ?? process.env.no_proxy, host].filter(Boolean).join(),
			N8N_ENCRYPTION_KEY: randomBytes(24).toString('base64'),
			N8N_LISTEN_ADDRESS: host,
			N8N_HOST: host,
			N8N_PORT: String(editor),
			N8N_EDITOR_BASE_URL: `http://${host}:${editor}`,
			N8N_RUNNERS_BROKER_LISTEN_ADDRESS: host,
			N8N_RUNNERS_BROKER_PORT: String(broker),
			// Signing in over plain HTTP, which never leaves this computer.
			N8N_SECURE_COOKIE: 'false',
			// Nothing is asked of n8n's own servers, and no survey or banner of theirs is shown.
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_DYNAMIC_BANNERS_ENABLED: 'false',
			N8N_TEMPLATES_ENABLED: 'false',
			N8N_VERIFIED_PACKAGES_ENABLED: 'false',
			N8N_PERSONALIZATION_ENABLED: 'false',
		},
	};
}

/**
 * An empty n8n.
 *
 * @param {import('./folder.mjs').Folder} folder what is in its home folder is removed
 * @param {{ port?: number, version?: string, environment?: NodeJS.ProcessEnv }} [options] `port`:
 *   where the editor goes, or the next free port; without it, any. `version`: one of
 *   `versions/matrix.mjs`, installed. `environment`: further settings of n8n
 */
export async function prepareN8n(folder, { port, version = newest, environment: more } = {}) {
	const { path, home } = folder;
	const nodesFolder = join(home, '.n8n/nodes');
	const modules = modulesOf(version);
	const n8n = join(modules, 'n8n/bin/n8n');
	rmSync(home, { recursive: true, force: true });
	mkdirSync(nodesFolder, { recursive: true });
	mkdirSync(filesFolder(folder));
	// As n8n writes it. Without it npm would climb up and install into this very clone.
	writeFileSync(
		join(nodesFolder, 'package.json'),
		'{ "name": "installed-nodes", "private": true }\n',
	);

	const { url, environment } = await settle(home, port);
	const options = { cwd: home, env: { ...environment, ...more } };

	const command = (args, failure) => run(node, [n8n, ...args], { ...options, failure, advice });

	/** Imports by way of a file that is gone afterwards, since it may hold an API key. */
	async function importJson(kind, content) {
		const file = join(path, `${kind}.json`);
		writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
		try {
			await command([`import:${kind}`, `--input=${file}`], `n8n could not import the ${kind}`);
		} finally {
			rmSync(file);
		}
	}

	return {
		url,
		version,

		/** Installs a packed package, as n8n's documentation says for a manual installation. */
		async installPackage(tarball) {
			// The peer n8n-workflow is there already: n8n shows its own to the packages that it loads.
			await run(
				'npm',
				['install', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', tarball],
				{
					cwd: nodesFolder,
					failure: 'The package could not be installed into n8n',
					advice,
				},
			);
			// Node looks into the folders above first, and would come upon the clone's n8n-workflow, whose
			// errors n8n takes for foreign ones.
			symlinkSync(join(modules, 'n8n-workflow'), join(nodesFolder, 'node_modules/n8n-workflow'));
		},

		/** @param {{ id: string, name: string, type: string, data: object }[]} credentials */
		importCredentials: (credentials) => importJson('credentials', credentials),

		/** @param {{ id: string }[]} workflows in n8n's export format */
		importWorkflows: (workflows) => importJson('workflow', workflows),

		/** Runs a workflow and gives, by the name of the node, what each node's run left. */
		async execute(id) {
			const output = await command(
				['execute', `--id=${id}`, '--rawOutput'],
				'n8n could not execute the workflow',
			);
			// n8n's other messages come before and after it, on lines of their own.
			const [json] = /^\{$[\s\S]*?^\}$/m.exec(output) ?? [''];
			return JSON.parse(json).data.resultData.runData;
		},

		/**
		 * Starts a program of n8n, such as a worker, with the settings of this n8n.
		 *
		 * @param {string[]} args
		 * @param {NodeJS.ProcessEnv} [environment] further settings
		 * @returns {ReturnType<typeof start>}
		 */
		start: (args, environment) =>
			start(node, [n8n, ...args], { ...options, env: { ...options.env, ...environment } }),

		/**
		 * Starts n8n itself, with its editor, and waits until it is ready.
		 *
		 * @returns {Promise<{ pid: number, ended: Promise<number>, end: () => Promise<void> }>} `pid`:
		 *   its process; `ended`: its exit code, once it ends; `end`: ends it
		 */
		async startEditor() {
			const program = start(node, [n8n, 'start'], options);
			const answers = (address) =>
				fetch(url + address).then(
					({ ok }) => ok,
					() => false,
				);
			// n8n 1 is ready before its own REST API answers.
			const isReady = async () =>
				(await answers('/healthz/readiness')) && (await answers('/rest/settings'));
			await untilReady(program, isReady, { name: 'The n8n editor', patienceMs });

			return { pid: program.child.pid, ended: program.ended, end: program.end };
		},

		/** Makes the owner account, whose password is told once. */
		async createOwner() {
			const owner = {
				email: 'owner@example.com',
				firstName: 'Sandbox',
				lastName: 'Owner',
				password: `Try1-${randomBytes(6).toString('hex')}`,
			};
			const answer = await fetch(`${url}/rest/owner/setup`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(owner),
			});
			if (!answer.ok) throw new Problem(`n8n made no owner (HTTP ${answer.status}).`, advice);
			const cookie = answer.headers.getSetCookie().map((text) => text.split(';')[0]);

			return { ...owner, cookie: cookie.join('; ') };
		},
	};
}
