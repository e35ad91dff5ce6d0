import process from 'node:process';
import { pack } from './pack';
import { makePlace } from './paths';

/** Packs this package once for all tests, which find the tarball's path in TESTED_PACKAGE. */
export default async function globalSetup(): Promise<void> {
	process.env.TESTED_PACKAGE = await pack(makePlace('package').packed);
}
