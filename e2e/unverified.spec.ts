/** What n8n's setting for packages that it has not verified does to this one; docs/install.md tells. */
import process from 'node:process';
import { expect, test } from '../testbed/fixtures';
import { createN8n, signUp } from '../testbed/n8n';
import { makePlace } from '../testbed/paths';

const setting = 'N8N_UNVERIFIED_PACKAGES_ENABLED';

/** Where nobody listens: neither n8n's servers nor a registry are asked. */
const nowhere = { HTTPS_PROXY: 'http://127.0.0.1:9', https_proxy: 'http://127.0.0.1:9' };

test(`${setting} is true: n8n loads the package`, async ({ owner }) => {
	expect((await owner.rest('GET', 'settings')).unverifiedCommunityNodesEnabled).toBe(true);
	const names = (await owner.nodeTypes()).map(({ name }) => name);
	expect(names).toContain('n8n-nodes-telesign.telesign');
});

test(`${setting} is false: n8n 2 installs no such package @newest`, async ({ version }) => {
	const environment = { ...nowhere, [setting]: 'false' };
	const n8n = await createN8n(makePlace('unverified'), { version, environment });
	await n8n.installPackage(process.env.TESTED_PACKAGE!);
	const main = await n8n.startMain();
	const owner = await signUp(n8n);
	expect(await owner.installByName('n8n-nodes-other')).toContain(
		'Installation of unverified community packages is forbidden!',
	);
	// What is installed is loaded all the same. n8n 3 does not load it.
	const names = (await owner.nodeTypes()).map(({ name }) => name);
	expect(names).toContain('n8n-nodes-telesign.telesign');
	await main.end();
});
