/** The real n8n with the packed package in it and the sandbox beside it, each a process of its own. */
import { join } from 'node:path';
import getPort from 'get-port';
import type { Settings } from '../sandbox/server';
import { createN8n, signUp } from '../testbed/n8n';
import { pack } from '../testbed/pack';
import { makePlace } from '../testbed/paths';
import { startSandbox } from '../testbed/sandbox';
import { step } from '../testbed/step';
import { makeCredentials, makeRows, makeWorkflows } from './workflows';

/** What is seen of a run; all but `wallMs` from inside n8n (`inside.cts`), `share` with a profile alone. */
interface Seen {
	wallMs: number;
	cpuMs: number;
	heldMs: number;
	heapMiB: number;
	share: number;
}

/** A run: `rows`, or how many of those that are right, and what the sandbox is set to. */
export interface Run {
	rows: number | object[];
	settings?: Partial<Settings>;
	profile?: boolean;
}

const headers = { 'content-type': 'application/json', connection: 'close' };

/** Sets up what is measured. */
export async function setUp() {
	const place = makePlace('bench');
	const insidePort = String(await getPort());
	const tarball = await step('Building and packing this package', () => pack(place.packed));
	const sandbox = await startSandbox(place.log);
	const workflows = makeWorkflows(sandbox.url);
	const n8n = await createN8n(place, {
		environment: {
			NODE_OPTIONS: `--require=${join(import.meta.dirname, 'inside.cts')}`,
			BENCH_INSIDE_PORT: insidePort,
		},
	});
	await step('Installing it into n8n, and starting that', async () => {
		await n8n.installPackage(tarball);
		await n8n.importCredentials(makeCredentials(sandbox.account));
		await n8n.importWorkflows(workflows);
		await n8n.startMain();
	});
	const owner = await signUp(n8n);
	for (const { id } of workflows) await owner.activate(id);
	/** What must not be, however noisy the computer. */
	const wrong: string[] = [];

	const inside = async (path: string): Promise<Omit<Seen, 'wallMs'>> =>
		(await (await fetch(`http://127.0.0.1:${insidePort}${path}`)).json()) as Seen;

	/** Runs a workflow to its end. */
	async function run(id: string, rows: Run['rows']) {
		const list = typeof rows === 'number' ? makeRows(rows) : rows;
		const body = JSON.stringify({ rows: list });
		const begin = performance.now();
		const answer = await fetch(`${n8n.url}/webhook/${id}`, { method: 'POST', headers, body });
		const text = await answer.text();
		return { ok: answer.ok, text, wallMs: performance.now() - begin };
	}

	/** The same, from an empty sandbox, while n8n looks at itself. */
	async function look(id: string, { rows, settings = {}, profile }: Run): Promise<Seen> {
		await sandbox.reset();
		await sandbox.change(settings);
		await inside(profile ? '/begin?profile' : '/begin');
		const { ok, text, wallMs } = await run(id, rows);
		const seen = { wallMs, ...(await inside('/end')) };
		// What becomes of the other side is for the table, not for a verdict on this node.
		if (!id.startsWith('telesign') || typeof rows !== 'number') return seen;
		const { length } = await sandbox.messages();
		if (!ok) wrong.push(`${id}, ${rows} items: ${text.slice(0, 200)}`);
		if (length !== rows) wrong.push(`${id}: ${length} messages for ${rows} items`);
		return seen;
	}

	return {
		n8n,
		owner,
		sandbox,
		tarball,
		wrong,
		log: place.log,
		run,
		inside,

		/**
		 * Looks at several workflows in turn, some rounds long; a round 0 before them is not counted.
		 *
		 * @returns what was seen of one of them, by round
		 */
		async inTurn(title: string, ids: string[], rounds: number, how: Run) {
			const seen: Record<string, Seen[]> = Object.fromEntries(ids.map((id) => [id, []]));
			for (let round = 0; round <= rounds; round++) {
				await step(`${title}, round ${round} of ${rounds}`, async () => {
					for (const id of ids) {
						const one = await look(id, how);
						if (round > 0) seen[id].push(one);
					}
				});
			}
			return (id: string, name: keyof Seen) => seen[id].map((one) => one[name]);
		},
	};
}

export type Stage = Awaited<ReturnType<typeof setUp>>;
