/**
 * The versions of n8n that this package is tested in. Adding one is a line here, and a folder with
 * the package.json and the package-lock.json that install it.
 */
import { join } from 'node:path';
import { e2e } from '../lib/paths.mjs';

export const versions = [
	{ version: '1.123.81', folder: join(e2e, 'versions/1.123.81') },
	{ version: '2.41.1', folder: e2e },
];
