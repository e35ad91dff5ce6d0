import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** The clone. Its real path: n8n compares real paths when it decides which files may be read. */
export const root = realpathSync(join(import.meta.dirname, '..'));

/** Everything that is left behind, the installed n8n too; ignored by git. */
export const work = join(root, '.n8n-telesign');

/** Where one run keeps its things. */
export interface Place {
	/** A new folder, gone when this process ends. */
	folder: string;
	/** A folder in it, for a package. */
	packed: string;
	/** The file with what the programs print, which stays. */
	log: string;
}

/** @param name such as `start`; the log of the run before, of the same name, is gone */
export function makePlace(name: string): Place {
	mkdirSync(work, { recursive: true });
	const folder = mkdtempSync(join(work, `${name}-`));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true })); // It holds API keys.
	const log = join(work, `${name}.log`);
	writeFileSync(log, '');

	const packed = join(folder, 'packed');
	mkdirSync(packed);
	return { folder, packed, log };
}
