/** What Linux tells of a process: its CPU time, its memory, its connections. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const everyMs = 50;
const restMs = 300;

/** How much CPU time in `restMs` still counts as doing nothing. */
const idleMs = 20;

/** What does not come to rest, because of work of its own, is not waited for longer. */
const patienceMs = 10_000;

const msPerTick = 1000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** CPU time of all threads so far, in milliseconds, in steps of 10. */
export function cpuOf(pid) {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
	return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}

/** Resident memory, in MiB. */
export function memoryOf(pid) {
	const [, size] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
	return Number(size) / 1024;
}

/** Connections to a port of this computer that are open now, counted at the side that opened them. */
function connectionsTo(port) {
	const remote = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
	return readFileSync('/proc/net/tcp', 'utf8')
		.split('\n')
		.map((line) => line.trim().split(/\s+/))
		.filter(([, , address, state]) => address?.endsWith(remote) && state === '01').length;
}

/** Waits until a process does nothing, so that the work of one run is not counted as the next's. */
export async function rest(pid) {
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
 * @param {number} pid
 * @param {number} port connections to it are counted
 * @param {() => Promise<unknown>} work
 * @returns {Promise<{ memory: number, connections: number }>} the highest values seen
 */
export async function watch(pid, port, work) {
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
