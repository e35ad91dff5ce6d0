/** What every command here has in common: its options, signals, failures in words, and exit code. */
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { endAll, logFile } from './children.mjs';
import { Problem } from './problem.mjs';

/** Comes with the first signal, or when npm is gone, which ends without passing its signal on. */
const end = new Promise((resolve) => {
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, resolve);
	const parent = process.ppid;
	if (process.env.npm_lifecycle_event) {
		setInterval(() => process.ppid !== parent && resolve(), 500).unref();
	}
});
let interrupted = false;
void end.then(() => {
	interrupted = true;
	console.log('\nEnding …');
	void endAll(); // What waits for one of them fails now, or comes to its end.
});

/** Says what went wrong, and what to do. */
export function tell(error) {
	console.error(`\n${error instanceof Problem ? error.message : error.stack}`);
	if (error.advice) console.error(error.advice);
	if (logFile()) console.error(`Log: ${relative(process.cwd(), logFile())}`);
}

/**
 * The options of the command line, `help` among them.
 *
 * @param {string} usage
 * @param {import('node:util').ParseArgsConfig['options']} options
 * @param {string[]} [parts] what `--only` can name; all of them where it is not given
 * @throws {Problem} with `usage`, if something is there that is not to be
 */
export function readOptions(usage, options, parts) {
	const help = { type: 'boolean', default: false };
	const only = parts && { type: 'string', multiple: true, default: parts };
	let values;
	try {
		({ values } = parseArgs({ options: { ...options, ...(only && { only }), help } }));
	} catch (error) {
		throw new Problem(error.message, usage, { cause: error });
	}
	const unknown = parts && values.only.find((name) => !parts.includes(name));
	if (unknown !== undefined) throw new Problem(`There is no part '${unknown}'.`, usage);

	return values;
}

/**
 * Runs a command to its end, ends the programs that it started, and then this process: with exit
 * code 0 if all was well, 1 if not, 130 after a signal.
 *
 * @param {(end: Promise<void>) => Promise<boolean>} main gives whether all was well; `end` comes with
 *   the first signal
 */
export async function runCommand(main) {
	let code;
	try {
		code = (await main(end)) ? 0 : 1;
	} catch (error) {
		code = interrupted ? 130 : 1;
		if (!interrupted) tell(error);
	}
	await endAll();
	process.exit(code);
}
