import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { node } from './install';
import { root } from './paths';

/** On what was measured: the day, the computer, the versions; `more`: further ones. */
export async function facts(more: string): Promise<string> {
	const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	const { stdout } = await execa(node, ['--version']);
	return [
		new Date().toISOString().slice(0, 10),
		`${cpus().length} cores (${cpus()[0].model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release().split('-')[0]}`,
		`n8n-nodes-telesign ${version}, Node ${stdout.slice(1)}, ${more}.`,
	].join('; ');
}
