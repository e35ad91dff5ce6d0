/** What can be said of compose.yaml without Docker: it is YAML, and n8n knows what it sets. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { modulesOf, newest } from '../lib/install.mjs';
import { root } from '../lib/paths.mjs';
import { concurrency } from './stage.mjs';

/** Where n8n reads its settings: the declared ones, and those that it takes from the environment. */
const sources = ['@n8n/config/dist', 'n8n/dist', 'n8n-core/dist'];
const setting = /(?:\bEnv\)\('|process\.env\.)([A-Z][A-Z0-9_]+)/g;

/** The names of all settings in the sources of the installed n8n. */
function knownSettings() {
	const known = new Set();
	for (const source of sources) {
		const folder = join(modulesOf(newest), source);
		for (const file of readdirSync(folder, { recursive: true })) {
			if (!file.endsWith('.js')) continue;
			const text = readFileSync(join(folder, file), 'utf8');
			for (const [, name] of text.matchAll(setting)) known.add(name);
		}
	}
	return known;
}

export async function checkCompose() {
	const text = readFileSync(join(root, 'compose.yaml'), 'utf8');
	const { services, volumes } = parse(text, { merge: true });
	const known = knownSettings();
	const n8ns = Object.entries(services).filter(([, { image }]) => image.includes('n8n'));
	assert.deepEqual(
		n8ns.map(([name]) => name),
		['package', 'main', 'worker'],
	);
	for (const [name, { image, environment }] of n8ns) {
		assert(image.endsWith(`:${newest}`), `${name} is ${image}, not what was tested`);
		const unknown = Object.keys(environment).filter((one) => !known.has(one));
		assert.deepEqual(unknown, [], `n8n does not know a setting of ${name}`);
	}
	const { command, deploy } = services.worker;
	assert.equal(command, `worker --concurrency=${concurrency}`);
	assert.equal(deploy.replicas, 2);

	for (const [name, { volumes: mounts, depends_on: others = {} }] of Object.entries(services)) {
		const named = mounts.map((mount) => mount.split(':')[0]).filter((from) => !from.includes('/'));
		for (const volume of named) assert(volume in volumes, `${name}: there is no volume ${volume}`);
		for (const other of Object.keys(others)) assert(other in services, `${name}: no ${other}`);
	}
	const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	assert(text.includes(`n8n-nodes-telesign-${version}.tgz`), 'The tarball has another name');
}
