/**
 * The programs that are run. Each leads a process group of its own, so that whatever it starts in its
 * turn ends with it, and a Ctrl-C in the terminal reaches this program alone, which then ends them.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import process from 'node:process';
import { execa, type Options as Execa } from 'execa';

/** `env`: all that the program sees; this program's own if it is not given. */
interface Options extends Pick<Execa, 'cwd' | 'env' | 'uid' | 'gid'> {
	/** The file that gets what the program prints. */
	log: string;
}

const running = new Set<Program>();
let over = false;

/** The end of what was printed: 8 lines of at most 160 characters. */
const lastLines = (text: string) =>
	(text.match(/.*\S.*/g) ?? [])
		.slice(-8)
		.map((line) => `  ${line.slice(0, 160)}`)
		.join('\n');

/** Starts a program; `end` or `endAll` ends it. */
export function start(file: string, args: string[], { log, ...options }: Options) {
	if (over) throw new Error('Nothing is started any more');
	const streams = ['pipe', { file: log, append: true }] as const;
	const child = execa(file, args, {
		...options,
		extendEnv: options.env === undefined,
		detached: true,
		stdin: 'ignore',
		stdout: streams,
		stderr: streams,
		all: true,
		reject: false,
	});
	let output = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
	const signal = (pid: number, name: NodeJS.Signals) => {
		try {
			process.kill(pid, name);
		} catch {
			// It is gone already.
		}
	};
	const program = {
		pid: child.pid ?? 0,

		/** What it wrote to standard output so far. */
		output: () => output,

		/** Its end, whatever the reason. */
		ended: child.then(({ exitCode, stdout, all, shortMessage = 'It ended by itself' }) => ({
			exitCode,
			stdout,
			says: `${shortMessage}:\n${lastLines(all)}`,
		})),

		/** Waits until `isReady` says so: at most so long, and not longer than it runs. */
		async ready(isReady: () => boolean | Promise<boolean>, patienceMs: number): Promise<void> {
			const giveUp = Date.now() + patienceMs;
			while (!(await isReady())) {
				if (child.exitCode !== null || !child.pid || Date.now() > giveUp) {
					await program.end();
					throw new Error(`${file} did not start: ${(await program.ended).says}`);
				}
				await sleep(100);
			}
		},

		/** Asks it to end, and after 5 seconds kills it with all that it has started. */
		async end(): Promise<void> {
			if (child.pid) signal(child.pid, 'SIGTERM');
			await Promise.race([child, sleep(5_000, undefined, { ref: false })]);
			await program.kill();
		},

		/** Kills it, and all that it has started, without a warning. */
		async kill(): Promise<void> {
			if (child.pid) signal(-child.pid, 'SIGKILL');
			await child;
		},
	};
	running.add(program);
	void program.ended.then(() => running.delete(program));

	return program;
}

export type Program = ReturnType<typeof start>;

/**
 * Runs a program to its end.
 *
 * @param failure what to say if it fails, a sentence or two
 * @returns what it wrote to standard output
 * @throws Error with `failure` and the end of what it printed
 */
export async function run(
	file: string,
	args: string[],
	{ failure, ...options }: Options & { failure: string },
): Promise<string> {
	const { exitCode, stdout, says } = await start(file, args, options).ended;
	if (exitCode !== 0) throw new Error(`${failure}\n${says}`);

	return stdout;
}

/** Whether an address answers with HTTP 200 to 299. */
export const answers = async (url: string): Promise<boolean> =>
	await fetch(url).then(
		({ ok }) => ok,
		() => false,
	);

/** Ends whatever runs. Nothing is started any more. */
export async function endAll(): Promise<void> {
	over = true;
	await Promise.all([...running].map(async (program) => await program.end()));
}
