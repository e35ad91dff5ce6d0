/** One n8n with a home folder of its own: everything in it is new. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { request, expect } from '@playwright/test';
import { parse } from 'flatted';
import getPort, { portNumbers } from 'get-port';
import type { INodeTypeDescription, IRunData, IRunExecutionData } from 'n8n-workflow';
import { install, modulesOf, newest, node } from './install';
import type { Place } from './paths';
import { answers, run, start } from './programs';
import type { Credential, Workflow } from './workflows';

const host = '127.0.0.1';
const startMs = 180_000;
const patient = { timeout: 60_000, intervals: [100] };

/** Of this program's environment, what n8n may see: nothing that configures another n8n. */
const passedOn = /^(LANG|LC_\w+|TZ|TMPDIR|NODE_EXTRA_CA_CERTS|https?_proxy)$/i;

const fromOutside = Object.fromEntries(
	Object.entries(process.env).filter(([name]) => passedOn.test(name)),
);

/** Who owns every n8n here. */
export const person = { email: 'owner@example.com', firstName: 'Sandbox', lastName: 'Owner' };

/** What differs from n8n's defaults. */
const settingsOf = (home: string, url: string, broker: number): NodeJS.ProcessEnv => ({
	...fromOutside,
	HOME: home,
	// n8n starts its task runner with the first `node` that it finds.
	PATH: [dirname(realpathSync(node)), process.env.PATH].join(delimiter),
	NO_PROXY: [process.env.NO_PROXY ?? process.env.no_proxy, host].filter(Boolean).join(),
	N8N_ENCRYPTION_KEY: randomBytes(24).toString('base64'),
	N8N_LISTEN_ADDRESS: host,
	N8N_HOST: host,
	N8N_PORT: new URL(url).port,
	N8N_EDITOR_BASE_URL: url,
	N8N_RUNNERS_BROKER_LISTEN_ADDRESS: host,
	N8N_RUNNERS_BROKER_PORT: String(broker),
	// n8n 2's own; with n8n 1's, executions that write at the same moment undo each other's rows.
	DB_SQLITE_POOL_SIZE: '3',
	// Signing in over plain HTTP, which never leaves this computer.
	N8N_SECURE_COOKIE: 'false',
	// Nothing is asked of n8n's own servers, and no survey or banner of theirs is shown.
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	// n8n 3 loads this package only then.
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	N8N_PERSONALIZATION_ENABLED: 'false',
});

/**
 * An empty n8n, which is installed if it is not yet, and not started.
 *
 * @param options `version`: a folder of `testbed/n8n`. `port`: where the editor goes, or the next free
 *   port; without it, any. `environment`: further settings of n8n
 */
export async function createN8n(
	{ folder, log }: Place,
	options: { version?: string; port?: number; environment?: NodeJS.ProcessEnv } = {},
) {
	const { version = newest, port, environment } = options;
	await install(version, log);
	const home = join(folder, 'home');
	const nodesFolder = join(home, '.n8n/nodes');
	/** The folder that n8n, on a computer where it has all its defaults, reads files from. */
	const files = join(home, '.n8n-files');
	for (const path of [nodesFolder, files]) mkdirSync(path, { recursive: true });
	// As n8n writes it. Without it npm would climb up and install into this very clone.
	const manifest = { name: 'installed-nodes', private: true };
	writeFileSync(join(nodesFolder, 'package.json'), JSON.stringify(manifest));

	const url = `http://${host}:${await getPort(port ? { port: portNumbers(port, port + 100) } : {})}`;
	const env = { ...settingsOf(home, url, await getPort()), ...environment };
	const program = join(modulesOf(version), 'n8n/bin/n8n');
	const command = async (args: string[], failure: string) => {
		// A broker of its own, as n8n may be running.
		const own = { ...env, N8N_RUNNERS_BROKER_PORT: String(await getPort()) };
		return await run(node, [program, ...args], { cwd: home, env: own, log, failure });
	};

	/** Imports by way of a file that is gone afterwards, since it may hold an API key. */
	async function importJson(kind: string, content: object) {
		const file = join(folder, `${kind}.json`);
		writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
		await command([`import:${kind}`, `--input=${file}`], `n8n could not import the ${kind}`);
		rmSync(file);
	}

	const n8n = {
		url,
		version,
		files,

		/** Installs a packed package, as n8n's documentation says for a manual installation. */
		async installPackage(tarball: string): Promise<void> {
			// The peer n8n-workflow is there already: n8n shows its own to the packages that it loads.
			const args = ['install', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', tarball];
			const failure = 'The package could not be installed into n8n';
			await run('npm', args, { cwd: nodesFolder, log, failure });
			// Node looks into the folders above first, and would come upon the clone's n8n-workflow, whose
			// errors n8n takes for foreign ones.
			const own = join(modulesOf(version), 'n8n-workflow');
			symlinkSync(own, join(nodesFolder, 'node_modules/n8n-workflow'));
		},

		importCredentials: async (list: Credential[]) => await importJson('credentials', list),
		importWorkflows: async (list: Workflow[]) => await importJson('workflow', list),

		/** Starts a program of n8n, such as a worker; `more`: further settings. */
		start: (args: string[], more?: NodeJS.ProcessEnv) =>
			start(node, [program, ...args], { cwd: home, env: { ...env, ...more }, log }),

		/** Starts n8n itself, with its editor, and waits until it is ready. */
		async startMain() {
			const main = n8n.start(['start']);
			// n8n 1 is ready before its own REST API answers.
			const isReady = async () =>
				(await answers(`${url}/healthz/readiness`)) && (await answers(`${url}/rest/settings`));
			await main.ready(isReady, startMs);
			return main;
		},

		/** Calls a webhook of a workflow with JSON; `headers`: more of them. */
		post: async (path: string, body: object, headers: Record<string, string> = {}) =>
			await fetch(new URL(path, `${url}/webhook/`), {
				method: 'POST',
				headers: { 'content-type': 'application/json', ...headers },
				body: JSON.stringify(body),
			}),
	};
	return n8n;
}

export type N8n = Awaited<ReturnType<typeof createN8n>>;

/**
 * Makes the owner of a started n8n and speaks for them, by the REST API that n8n's editor uses.
 *
 * @returns `session`: what a browser needs to be signed in as the owner
 */
export async function signUp({ url, version }: Pick<N8n, 'url' | 'version'>) {
	const context = await request.newContext({ baseURL: url, timeout: patient.timeout });
	const ask = async (method: string, path: string, data?: object) => {
		const answer = await context.fetch(path, { method, data, failOnStatusCode: true });
		return await answer.json();
	};
	const rest = async (method: string, path: string, data?: object) =>
		(await ask(method, `/rest/${path}`, data)).data;
	const owner = { ...person, password: `Try1-${randomBytes(6).toString('hex')}` };
	await rest('POST', 'owner/setup', owner);

	/** The executions of a workflow, oldest first. */
	async function executions(workflowId: string): Promise<Array<{ id: string; status: string }>> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		return (await rest('GET', `executions?filter=${filter}&limit=100`)).results.reverse();
	}

	async function execution(id: string) {
		const { status, data } = await rest('GET', `executions/${id}`);
		const { resultData }: IRunExecutionData = parse(data);
		return { status: status as string, runData: resultData.runData, error: resultData.error };
	}

	return {
		owner,
		session: await context.storageState(),
		executions,
		rest,

		/** What n8n says to the installation of a package by its name. */
		async installByName(name: string): Promise<string> {
			const answer = await context.post('/rest/community-packages', { data: { name } });
			return (await answer.json()).message;
		},

		/** The descriptions of all node types that the editor knows. */
		nodeTypes: async (): Promise<INodeTypeDescription[]> => await ask('GET', '/types/nodes.json'),

		/** What the credential's dialog tests. */
		testCredential: async (credentials: Credential): Promise<{ status: string }> =>
			await rest('POST', 'credentials/test', { credentials }),

		/** Adds a credential of ours, and gives its ID. */
		addCredential: async (name: string, data: object): Promise<string> =>
			(await rest('POST', 'credentials', { name, type: 'telesignApi', data })).id,

		/** Makes the webhooks and triggers of an imported workflow answer. */
		async activate(id: string): Promise<void> {
			const { versionId } = await rest('GET', `workflows/${id}`);
			if (version.startsWith('1.')) {
				await rest('PATCH', `workflows/${id}`, { active: true, versionId });
				return;
			}
			// n8n 2 publishes a version of it, in the background.
			await rest('POST', `workflows/${id}/activate`, { versionId });
			const status = async () => (await rest('GET', `workflows/${id}/publication-status`)).status;
			await expect.poll(status, { message: `workflow ${id}`, ...patient }).toBe('published');
		},

		/** Runs a workflow from this trigger as the editor does, and waits until it is done. */
		async run(workflowId: string, trigger: string): Promise<IRunData> {
			const { executionId } = await rest('POST', `workflows/${workflowId}/run`, {
				workflowData: await rest('GET', `workflows/${workflowId}`), // for n8n 1
				triggerToStartFrom: { name: trigger },
			});
			const status = async () => (await rest('GET', `executions/${executionId}`)).status;
			const message = `execution ${executionId}`;
			await expect.poll(status, { message, ...patient }).toMatch(/^(success|error|crashed)$/);
			return (await execution(executionId)).runData;
		},

		/** How an execution went; `runData`: by the name of the node, its runs. */
		execution,

		/**
		 * Waits, at most a minute, until a workflow has so many executions and all have come to an end.
		 *
		 * @returns them, oldest first
		 */
		async settled(workflowId: string, count: number) {
			const finished = async () => {
				const statuses = (await executions(workflowId)).map(({ status }) => status);
				const isUnderWay = statuses.some((one) => ['new', 'running', 'waiting'].includes(one));
				return isUnderWay ? 0 : statuses.length;
			};
			const message = `finished executions of workflow ${workflowId}`;
			await expect.poll(finished, { message, ...patient }).toBeGreaterThanOrEqual(count);
			return await executions(workflowId);
		},
	};
}

export type Owner = Awaited<ReturnType<typeof signUp>>;
