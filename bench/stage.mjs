/** The real n8n with the packed package in it and the sandbox beside it, each a process of its own. */
import { fileURLToPath } from 'node:url';
import getPort from '../e2e/node_modules/get-port/index.js';
import { prepareN8n } from '../e2e/lib/n8n.mjs';
import { pack } from '../e2e/lib/package.mjs';
import { signedIn } from '../e2e/lib/rest.mjs';
import { startSandbox } from '../e2e/lib/sandbox.mjs';
import { step } from '../e2e/lib/steps.mjs';
import { makeCredentials, makeRows, makeWorkflows } from './workflows.mjs';

const headers = { 'content-type': 'application/json', connection: 'close' };

/**
 * @param {import('../e2e/lib/folder.mjs').Folder} folder
 * @returns {Promise<{ tarball: string, pid: number, sandbox: object, run: Function,
 *   lastRun: Function }>} `tarball`: this package; `pid`: n8n's main process, the one that runs the
 *   workflows
 */
export async function setUp(folder) {
	const tarball = await step('Building and packing this package', () => pack(folder));
	const sandbox = await step('Starting the sandbox', startSandbox);
	const insidePort = await getPort();
	const n8n = await prepareN8n(folder, {
		port: 5678,
		environment: {
			NODE_OPTIONS: `--require=${fileURLToPath(new URL('inside.cjs', import.meta.url))}`,
			BENCH_INSIDE_PORT: String(insidePort),
		},
	});
	const workflows = makeWorkflows(sandbox.url);
	await step('Installing the package into n8n', () => n8n.installPackage(tarball));
	await step('Importing the credentials and the workflows', async () => {
		await n8n.importCredentials(makeCredentials(sandbox.account));
		await n8n.importWorkflows(workflows);
	});
	const { pid, rest } = await step('Starting n8n', async () => {
		const editor = await n8n.startEditor();
		const owner = signedIn(n8n, await n8n.createOwner());
		for (const { id } of workflows) await owner.activate(id);
		return { pid: editor.pid, rest: owner };
	});

	return {
		tarball,
		pid,
		sandbox: {
			...sandbox,
			port: Number(new URL(sandbox.url).port),

			/** Empties it and gives it these settings. */
			async reset(settings) {
				await sandbox.reset();
				await sandbox.change(settings);
			},
		},

		/** What n8n's main process tells of itself (`inside.cjs`). */
		inside: async (path) => await (await fetch(`http://127.0.0.1:${insidePort}${path}`)).json(),

		/**
		 * Runs a workflow to its end.
		 *
		 * @param {string} id
		 * @param {number | object[]} rows or how many of those that are right
		 * @returns {Promise<{ ok: boolean, text: string, wallMs: number }>} `text`: of the answer
		 */
		async run(id, rows) {
			const list = typeof rows === 'number' ? makeRows(rows) : rows;
			const body = JSON.stringify({ rows: list });
			const begin = performance.now();
			const answer = await fetch(`${n8n.url}/webhook/${id}`, { method: 'POST', headers, body });
			const text = await answer.text();
			return { ok: answer.ok, text, wallMs: performance.now() - begin };
		},

		/**
		 * How the last run of a workflow went.
		 *
		 * @returns {Promise<{ status: string, startedAt: number, ms: number, error?: string }>}
		 *   `startedAt` and `ms`: of the node alone
		 */
		async lastRun(id) {
			const { status, runData } = await rest.execution((await rest.executions(id)).at(-1).id);
			const [{ startTime, executionTime, error }] = runData.Node;
			return { status, startedAt: startTime, ms: executionTime, error: error?.message };
		},
	};
}
