/** The folder of what a start leaves behind, which one start at a time may use. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { home, pidFile, root } from './paths.mjs';
import { Problem } from './problem.mjs';

function isRunning(pid) {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		return error.code === 'EPERM';
	}
}

/**
 * Keeps a second start from clearing the folder that a first one still uses, and clears it at the
 * end of this process.
 *
 * @throws {Problem} if another one is running
 */
export function takeFolder() {
	const pid = existsSync(pidFile) && Number(readFileSync(pidFile, 'utf8'));
	if (pid && isRunning(pid)) {
		throw new Problem(
			`Another n8n of this clone is running (process ${pid}).`,
			`End that one first. If there is none, remove ${relative(root, pidFile)}.`,
		);
	}
	writeFileSync(pidFile, String(process.pid));
	process.once('exit', () => {
		rmSync(home, { recursive: true, force: true }); // It holds the credential.
		rmSync(pidFile, { force: true });
	});
}
