/** What n8n asks of the package.json of a verified community package. */
import { Telesign } from '../../nodes/Telesign/Telesign.node';
import { TelesignTrigger } from '../../nodes/Telesign/TelesignTrigger.node';
import { VERSION } from '../../nodes/Telesign/version';
import readText from '../helpers/readText';

const manifest = JSON.parse(readText('package.json'));

it('says what the package is', () => {
	expect(manifest).toMatchObject({
		name: 'n8n-nodes-telesign',
		version: expect.stringMatching(/^\d+\.\d+\.\d+(-[\w.]+)?$/),
		description: expect.stringMatching(/\S/),
		license: 'MIT',
		keywords: expect.arrayContaining(['n8n-community-node-package']),
		author: { name: expect.stringMatching(/\S/), email: expect.stringMatching(/^\S+@\S+$/) },
		homepage: expect.stringMatching(/^https:\/\/\S+$/),
		repository: {
			type: 'git',
			url: expect.stringMatching(/^git\+https:\/\/github\.com\/\S+\.git$/),
		},
		bugs: { url: expect.stringMatching(/^https:\/\/\S+$/) },
	});
	expect(readText('LICENSE.md')).toMatch(/^MIT License/);
});

it('needs nothing at run time but n8n-workflow, which n8n brings', () => {
	expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	// So that npm does not install another one beside n8n's.
	expect(manifest.peerDependenciesMeta).toEqual({ 'n8n-workflow': { optional: true } });
	for (const key of [
		'dependencies',
		'optionalDependencies',
		'bundleDependencies',
		'bundledDependencies',
		'overrides',
		'resolutions',
	]) {
		expect(manifest).not.toHaveProperty(key);
	}
});

it('publishes dist alone, with an index.js that n8n does not read', () => {
	expect(manifest.files).toEqual(['dist']);
	expect(manifest.main).toBe('index.js');
});

it('runs nothing when it is installed', () => {
	const forbidden =
		/^(prepare|preinstall|install|postinstall|prepublish|preprepare|postprepare|prepack|postpack)$/;
	expect(Object.keys(manifest.scripts).filter((name) => forbidden.test(name))).toEqual([]);
});

it('is strict, and of the one API version that n8n takes', () => {
	expect(manifest.n8n).toMatchObject({ n8nNodesApiVersion: 1, strict: true });
});

it('has one version everywhere', () => {
	expect(VERSION).toBe(manifest.version);
	expect(readText('CHANGELOG.md')).toContain(`## [${manifest.version}]`);
	expect(JSON.parse(readText('package-lock.json')).version).toBe(manifest.version);
});

it.each([new Telesign(), new TelesignTrigger()])(
	'has a codex that belongs to $description.displayName',
	({ description: { name, version } }) => {
		const file = `${name[0].toUpperCase()}${name.slice(1)}.node`;
		const codex = JSON.parse(readText(`nodes/Telesign/${file}.json`));
		expect(codex.node).toBe(`${manifest.name}.${name}`);
		expect(Number(codex.nodeVersion)).toBe(version);
		expect(codex.codexVersion).toBe('1.0');
		expect(manifest.n8n.nodes).toContain(`dist/nodes/Telesign/${file}.js`);
	},
);
