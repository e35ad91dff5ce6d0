/** The real n8n with the packed package in it and the sandbox beside it, each a process of its own. */
import { join } from 'node:path';
import getPort from 'get-port';
import type { Settings } from '../sandbox/server';
import { createN8n, signUp } from '../testbed/n8n';
import { pack } from '../testbed/package';
import { makePlace } from '../testbed/paths';
import { startSandbox } from '../testbed/sandbox';
import { step } from '../testbed/step';
import { makeCredentials, makeRows, makeWorkflows } from './workflows';

/** What n8n's main process tells of itself (`inside.cts`). */
interface Inside {
	heldMs: number;
	heapMiB: number;
	share: number;
}

const headers = { 'content-type': 'application/json', connection: 'close' };

/** Sets up what is measured; `pid` is n8n's main process, the one that runs the workflows. */
export async function setUp() {
	const place = makePlace('bench');
	const insidePort = await getPort();
	const n8n = await createN8n(place, {
		port: 5678,
		environment: {
			NODE_OPTIONS: `--require=${join(import.meta.dirname, 'inside.cts')}`,
			BENCH_INSIDE_PORT: String(insidePort),
		},
	});
	const tarball = await step('Building and packing this package', async () => await pack(place));
	const sandbox = await startSandbox(place.log);
	const workflows = makeWorkflows(sandbox.url);
	await step('Installing the package into n8n', async () => await n8n.installPackage(tarball));
	await step('Importing the credentials and the workflows', async () => {
		await n8n.importCredentials(makeCredentials(sandbox.account));
		await n8n.importWorkflows(workflows);
	});
	const { pid } = await step('Starting n8n', async () => await n8n.startMain());
	const owner = await signUp(n8n);
	for (const { id } of workflows) await owner.activate(id);

	return {
		tarball,
		pid,
		log: place.log,
		sandbox: {
			...sandbox,
			port: Number(new URL(sandbox.url).port),

			/** Forgets what came, and gives it these settings. */
			async empty(settings: Partial<Settings> = {}): Promise<void> {
				await sandbox.reset();
				await sandbox.change(settings);
			},
		},

		inside: async (path: string): Promise<Inside> =>
			(await (await fetch(`http://127.0.0.1:${insidePort}${path}`)).json()) as Inside,

		/** Runs a workflow to its end; `rows`: or how many of those that are right. */
		async run(id: string, rows: number | object[]) {
			const list = typeof rows === 'number' ? makeRows(rows) : rows;
			const body = JSON.stringify({ rows: list });
			const begin = performance.now();
			const answer = await fetch(`${n8n.url}/webhook/${id}`, { method: 'POST', headers, body });
			const text = await answer.text();
			return { ok: answer.ok, text, wallMs: performance.now() - begin };
		},

		/** How the last run of a workflow went; `startedAt` and `ms`: of the node alone. */
		async lastRun(id: string) {
			const { status, runData } = await owner.execution((await owner.executions(id)).at(-1)!.id);
			const [{ startTime, executionTime, error }] = runData.Node;
			return { status, startedAt: startTime, ms: executionTime, error: error?.message };
		},
	};
}

export type Stage = Awaited<ReturnType<typeof setUp>>;
