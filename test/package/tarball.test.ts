/** The package as it is published: what is in it, and whether n8n's own loader takes it. */
import { loadOutputSchema, PackageDirectoryLoader } from 'n8n-core';
import type { INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { customOperations } from '../../nodes/Telesign/resources';
import { unpacked } from '../../testbed/pack';

const BUILD_TIMEOUT = 180_000;

let packed: Awaited<ReturnType<typeof unpacked>>;
beforeAll(async () => {
	packed = await unpacked();
}, BUILD_TIMEOUT);
afterAll(() => packed?.remove());

const isCode = (path: string) => path.endsWith('.js');

describe('the tarball', () => {
	it('holds dist and what npm always packs, and nothing else', () => {
		expect(packed.files.filter((path) => !isCode(path))).toEqual([
			'LICENSE.md',
			'README.md',
			'dist/icons/telesign.dark.svg',
			'dist/icons/telesign.svg',
			'dist/nodes/Telesign/Telesign.node.json',
			'dist/nodes/Telesign/TelesignTrigger.node.json',
			'dist/nodes/Telesign/__schema__/v1.0.0.json',
			...Object.entries(customOperations as Record<string, object>).flatMap(
				([resource, operations]) =>
					Object.keys(operations)
						.sort()
						.map((one) => `dist/nodes/Telesign/__schema__/v1.0.0/${resource}/${one}.json`),
			),
			'dist/nodes/Telesign/api/codes/advice.json',
			'dist/nodes/Telesign/api/codes/errors.json',
			'dist/nodes/Telesign/api/codes/status.json',
			'dist/nodes/Telesign/api/fields/countryCodes.json',
			'dist/nodes/Telesign/api/fields/languages.json',
			'dist/nodes/Telesign/api/fields/useCases.json',
			'package.json',
		]);
		const elsewhere = packed.files
			.filter(isCode)
			.filter((path) => !/^dist\/(nodes|credentials)\//.test(path));
		expect(elsewhere).toEqual(['index.js']);
	});

	it('holds no test, and no trace of one', () => {
		expect(packed.files.filter((path) => /test|spec|sandbox|mock/i.test(path))).toEqual([]);
	});

	it('holds all that the n8n section of package.json names', () => {
		const { n8n } = JSON.parse(packed.read('package.json'));
		expect(packed.files).toEqual(expect.arrayContaining([...n8n.nodes, ...n8n.credentials]));
	});

	it('needs no module but n8n-workflow and what Node has for signatures', () => {
		const needed = packed.files
			.filter(isCode)
			.flatMap((path) => [...packed.read(path).matchAll(/require\("([^"]+)"\)/g)])
			.map(([, name]) => name)
			.filter((name) => !name.startsWith('.'));
		expect([...new Set(needed)].sort()).toEqual(['n8n-workflow', 'node:crypto']);
	});

	it(
		"is the same when n8n's own tool builds it",
		async () => {
			const byTool = await unpacked('npx n8n-node build');
			try {
				expect(byTool.files).toEqual(packed.files);
				for (const path of packed.files) expect(byTool.read(path)).toBe(packed.read(path));
			} finally {
				byTool.remove();
			}
		},
		BUILD_TIMEOUT,
	);
});

describe("n8n's loader", () => {
	let loader: PackageDirectoryLoader;
	let description: INodeTypeDescription;
	beforeAll(async () => {
		loader = new PackageDirectoryLoader(packed.folder);
		await loader.loadAll();
		description = loader.types.nodes[0] as INodeTypeDescription;
	});

	/** The path in the tarball of an icon that the loader has resolved. */
	const inTarball = (url: string) => url.replace('icons/n8n-nodes-telesign/', '');

	it('finds both nodes and the credential, and that they belong together', () => {
		const nodes = ['telesign', 'telesignTrigger'];
		expect(Object.keys(loader.known.nodes)).toEqual(nodes);
		expect(Object.keys(loader.known.credentials)).toEqual(['telesignApi']);
		expect(loader.known.credentials.telesignApi.supportedNodes).toEqual(nodes);
		expect(description.communityNodePackageVersion).toBe(loader.packageJson.version);
	});

	it('finds both icons of each', () => {
		for (const { iconUrl } of [...loader.types.nodes, loader.types.credentials[0]]) {
			const { light, dark } = iconUrl as { light: string; dark: string };
			expect(packed.files).toEqual(expect.arrayContaining([inTarball(light), inTarball(dark)]));
			expect(light).not.toBe(dark);
		}
	});

	it('finds the codex, by which people search', () => {
		expect(description.codex).toMatchObject({
			categories: expect.arrayContaining(['Communication']),
			alias: expect.arrayContaining(['OTP', '2FA', 'SMS', 'verification code']),
			resources: { primaryDocumentation: [{ url: expect.stringMatching(/^https:/) }] },
		});
		// With "AI: Tools" among them, n8n's node panel lists none of the node's actions.
		expect(description.codex).not.toHaveProperty('subcategories');
	});

	it('takes the node for a declarative one', () => {
		expect(description.properties.map(({ name }) => name)).toContain('requestOptions');
	});

	it('finds an output schema for the trigger', () => {
		const nodeDir = `${packed.folder}/dist/nodes/Telesign`;
		expect(loadOutputSchema({ nodeDir, version: 1 })).toHaveProperty('properties.reference_id');
	});

	it('finds an output schema for each operation', () => {
		const operations = description.properties.filter(({ name }) => name === 'operation');
		const found = operations.flatMap(({ options, displayOptions }) =>
			(displayOptions?.show?.resource ?? []).flatMap((resource) =>
				(options as INodePropertyOptions[]).map(({ value }) =>
					loadOutputSchema({
						nodeDir: `${packed.folder}/dist/nodes/Telesign`,
						version: 1,
						resource: String(resource),
						operation: String(value),
					}),
				),
			),
		);
		expect(found.length).toBeGreaterThan(0);
		expect(found).not.toContain(undefined);
	});
});
