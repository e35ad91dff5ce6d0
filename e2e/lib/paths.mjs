import { mkdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone. Its real path: n8n compares real paths when it decides which files may be read. */
export const root = realpathSync(join(dirname(fileURLToPath(import.meta.url)), '../..'));

export const e2e = join(root, 'e2e');
export const examples = join(root, 'examples');

/** Everything that a start leaves behind, apart from the installed n8n; ignored by git. */
export const work = join(root, '.n8n-telesign');

/** The home folder of the n8n that is started: its data, and the files that it may read. */
export const home = join(work, 'home');

/** What the programs that a start runs have printed. */
export const logFile = join(work, 'start.log');

/** Names the process that uses the folder. */
export const pidFile = join(work, 'pid');

mkdirSync(work, { recursive: true });
