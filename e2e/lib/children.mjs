/**
 * The programs that a start runs. Each leads a process group of its own, so that whatever it starts
 * in its turn can be ended with it, and a Ctrl-C in the terminal reaches this program alone, which
 * then ends them in order. What they print goes to the log.
 */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from './problem.mjs';

const running = new Set();
let ending = false;
let logPath;
let log;

/** How long a program may take to end by itself, in milliseconds. */
const graceMs = 5_000;

/** From now on, what programs print that are started goes to this file, which begins empty. */
export function logTo(file) {
	logPath = file;
	log = undefined;
}

/** The file with what the programs printed, if any was started. */
export const logFile = () => log && logPath;

/** The end of what a program printed, for an error message: 8 lines of at most 160 characters. */
function lastLines(text) {
	const lines = text.split('\n').filter((line) => line.trim());
	return lines
		.slice(-8)
		.map((line) => `  ${line.slice(0, 160)}`)
		.join('\n');
}

/**
 * Starts a program.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {{ child: import('node:child_process').ChildProcess, output: () => string,
 *   lastLines: () => string, ended: Promise<number>, end: () => Promise<void> }} `output`: what it
 *   wrote to standard output so far; `lastLines`: the end of all that it printed; `ended`: its exit
 *   code, 1 if it did not start or was killed; `end`: ends it, and waits until it has
 */
export function start(command, args, { cwd, env = process.env } = {}) {
	if (ending) throw new Error('Nothing is started any more');

	log ??= createWriteStream(logPath).setMaxListeners(0); // Two of each kind for every program.
	const ownLog = log;
	ownLog.write(`\n$ ${command} ${args.join(' ')}\n`);
	const child = spawn(command, args, {
		cwd,
		env,
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const output = [];
	const all = [];
	child.stdout.on('data', (data) => output.push(data));
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (data) => all.push(data));
		stream.pipe(ownLog, { end: false });
	}

	const ended = new Promise((resolve) => {
		child.once('error', (error) => {
			ownLog.write(`${error.message}\n`);
			all.push(Buffer.from(error.message));
			resolve(1);
		});
		child.once('close', (code) => resolve(code ?? 1));
	});
	const entry = {
		child,
		output: () => Buffer.concat(output).toString(),
		lastLines: () => lastLines(Buffer.concat(all).toString()),
		ended,
		end: () => end(entry),
	};
	running.add(entry);
	void ended.then(() => running.delete(entry));

	return entry;
}

/**
 * Waits until a program that was started is ready.
 *
 * @param {ReturnType<typeof start>} program
 * @param {() => boolean | Promise<boolean>} isReady asked again and again
 * @param {{ name: string, patienceMs: number, advice?: string }} options `name`: at the beginning of a
 *   sentence; `patienceMs`: how long it may take
 * @throws {Problem} if it ends before, or takes longer
 */
export async function untilReady(program, isReady, { name, patienceMs, advice }) {
	const giveUp = Date.now() + patienceMs;
	let over = false;
	void program.ended.then(() => (over = true));
	while (!(await isReady())) {
		if (over || Date.now() > giveUp) {
			throw new Problem(
				`${name} did not start:\n${program.lastLines()}`,
				advice ?? 'The log says more.',
			);
		}
		await sleep(100);
	}
}

/**
 * Runs a program to its end and gives what it wrote to standard output.
 *
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, failure: string, advice: string }} options
 *   `failure` and `advice`: what to say if it fails
 * @throws {Problem} if its exit code is not 0
 */
export async function run(command, args, { failure, advice, ...options }) {
	const { output, lastLines, ended } = start(command, args, options);
	const code = await ended;
	if (code !== 0) throw new Problem(`${failure} (exit code ${code}):\n${lastLines()}`, advice);

	return output();
}

function signal(pid, name) {
	try {
		process.kill(pid, name);
	} catch (error) {
		if (error.code !== 'ESRCH') throw error;
	}
}

async function end({ child: { pid }, ended }) {
	if (pid === undefined) return;
	signal(pid, 'SIGTERM');
	await Promise.race([ended, sleep(graceMs, undefined, { ref: false })]);
	signal(-pid, 'SIGKILL'); // the rest of the group, if anything is left of it
	await ended;
}

/** Ends whatever runs: asks first, and kills what has not ended after 5 seconds. */
export const endRunning = () => Promise.all([...running].map(end));

/** The same for good: nothing is started any more. */
export async function endAll() {
	ending = true;
	await endRunning();
}
