import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of a file of this repository; `path` is relative to its root. */
export default function readText(path: string): string {
	return readFileSync(join(__dirname, '..', '..', path), 'utf8');
}
