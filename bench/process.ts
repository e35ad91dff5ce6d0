/** What Linux tells of a process: its CPU time, its memory, its connections. */
import { readFileSync } from 'node:fs';
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from './stage';

const everyMs = 50;
const restMs = 300;

/** How much CPU time in `restMs` still counts as doing nothing. */
const idleMs = 20;

/** What does not come to rest, because of work of its own, is not waited for longer. */
const patienceMs = 10_000;

/** Linux counts CPU time in this, as it tells it (USER_HZ). */
const msPerTick = 10;

/** CPU time of all threads so far, in milliseconds, in steps of 10. */
function cpuOf(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
	return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}

/** Resident memory, in MiB. */
function memoryOf(pid: number): number {
	const [, size] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
	return Number(size) / 1024;
}

/** Connections to a port of this computer that are open now, counted at the side that opened them. */
function connectionsTo(port: number): number {
	const remote = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
	return readFileSync('/proc/net/tcp', 'utf8')
		.split('\n')
		.map((line) => line.trim().split(/\s+/))
		.filter(([, , address, state]) => address?.endsWith(remote) && state === '01').length;
}

/** Waits until a process does nothing, so that the work of one run is not counted as the next's. */
export async function rest(pid: number): Promise<void> {
	const giveUp = Date.now() + patienceMs;
	for (let before = cpuOf(pid); Date.now() < giveUp; ) {
		await sleep(restMs);
		const now = cpuOf(pid);
		if (now - before <= idleMs) return;
		before = now;
	}
}

/**
 * Looks at a process every 50 ms while something lasts. That begins once no connection is open any
 * more from what went before; they end by themselves after a few seconds.
 *
 * @param port connections to it are counted
 * @returns the highest values seen; memory in MiB
 */
export async function watch(pid: number, port: number, work: () => Promise<unknown>) {
	const giveUp = Date.now() + patienceMs;
	while (connectionsTo(port) > 0 && Date.now() < giveUp) await sleep(everyMs);
	const most = { memory: 0, connections: 0 };
	const look = () => {
		most.memory = Math.max(most.memory, memoryOf(pid));
		most.connections = Math.max(most.connections, connectionsTo(port));
	};
	const timer = setInterval(look, everyMs);
	try {
		await work();
		look();
	} finally {
		clearInterval(timer);
	}
	return most;
}

/**
 * Runs a workflow without a limit, from an empty sandbox.
 *
 * @param count of items in a run
 * @param times how many runs in a row, as CPU time is counted in steps of 10 ms
 * @returns per run, in milliseconds; `wrong`: unless every row brought one message
 */
export async function measure({ pid, sandbox, run }: Stage, id: string, count: number, times = 1) {
	const wrong: string[] = [];
	await sandbox.empty();
	await rest(pid);
	const before = cpuOf(pid);
	let wallMs = 0;
	for (let time = 0; time < times; time++) {
		const { ok, text, wallMs: ms } = await run(id, count);
		if (!ok) wrong.push(`${id}, ${count} items: ${text.slice(0, 200)}`);
		wallMs += ms;
	}
	await rest(pid);
	const cpuMs = cpuOf(pid) - before;
	const { length } = await sandbox.messages();
	if (id !== 'noop' && length !== times * count) {
		wrong.push(`${id}: ${length} messages for ${times} x ${count} items`);
	}
	return { cpuMs: cpuMs / times, wallMs: wallMs / times, wrong };
}
