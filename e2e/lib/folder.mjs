/** The folders of what is left behind: one for each kind of run, which one process at a time may use. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { logTo } from './children.mjs';
import { root, work } from './paths.mjs';
import { Problem } from './problem.mjs';

/**
 * @typedef {object} Folder
 * @property {string} path
 * @property {string} home the home folder of the n8n in it: its data, and the files that it may read
 */

function isRunning(pid) {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		return error.code === 'EPERM';
	}
}

/**
 * Takes a folder for this process alone, and from now on keeps in it what the programs print. At the
 * end of this process the home folder in it is removed.
 *
 * @param {string} name such as 'start'; runs with different names don't disturb each other
 * @returns {Folder}
 * @throws {Problem} if another process has it
 */
export function takeFolder(name) {
	const path = join(work, name);
	const pidFile = join(path, 'pid');
	const pid = existsSync(pidFile) && Number(readFileSync(pidFile, 'utf8'));
	if (pid && pid !== process.pid && isRunning(pid)) {
		throw new Problem(
			`Another run of this kind is under way in this clone (process ${pid}).`,
			`End that one first. If there is none, remove ${relative(root, pidFile)}.`,
		);
	}
	mkdirSync(path, { recursive: true });
	writeFileSync(pidFile, String(process.pid));
	logTo(join(path, 'programs.log'));
	const home = join(path, 'home');
	process.once('exit', () => {
		rmSync(home, { recursive: true, force: true }); // It holds the credential.
		rmSync(pidFile, { force: true });
	});
	return { path, home };
}
