import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone. Its real path: n8n compares real paths when it decides which files may be read. */
export const root = realpathSync(join(dirname(fileURLToPath(import.meta.url)), '../..'));

export const e2e = join(root, 'e2e');
export const examples = join(root, 'examples');

/** Everything that is left behind, apart from the installed n8n; ignored by git. */
export const work = join(root, '.n8n-telesign');
