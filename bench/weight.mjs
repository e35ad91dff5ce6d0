/** What the package weighs, beside community packages that many have. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../e2e/lib/children.mjs';
import { node } from '../e2e/lib/install.mjs';
import { e2e, work } from '../e2e/lib/paths.mjs';
import { step } from '../e2e/lib/steps.mjs';
import { median, number, row, spread } from './figures.mjs';

const runs = 7;
const folder = join(work, 'bench/packages');
const loader = fileURLToPath(new URL('load.mjs', import.meta.url));

/** Well-known community packages, in versions that stay. */
const others = {
	'n8n-nodes-evolution-api': '1.0.4',
	'@devlikeapro/n8n-nodes-chatwoot': '1.0.2',
	'@mendable/n8n-nodes-firecrawl': '2.1.2',
};

const own = 'n8n-nodes-telesign';

const advice = 'It needs the npm registry.';

const readManifest = (path) => JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));

/** Installs the packages side by side, with the library of n8n's that n8n shows to all of them. */
async function installAll(tarball) {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	const version = (name) => readManifest(join(e2e, 'node_modules', name)).version;
	writeFileSync(
		join(folder, 'package.json'),
		JSON.stringify({
			private: true,
			dependencies: {
				[own]: `file:${tarball}`,
				...others,
				'n8n-workflow': version('n8n-workflow'),
			},
		}),
	);
	await run('npm', ['install', '--ignore-scripts', '--legacy-peer-deps', '--no-audit'], {
		cwd: folder,
		failure: 'The packages to compare with could not be installed',
		advice,
	});
}

/** What npm says of a package that it packs without writing it: its unpacked size, in KiB. */
async function sizeOf(path) {
	const output = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
		cwd: path,
		failure: `npm could not pack ${path}`,
		advice,
	});
	return JSON.parse(output)[0].unpackedSize / 1024;
}

/** How long new processes of n8n's Node take to load the nodes and credentials of a package, in ms. */
async function loadOf(path) {
	const { nodes = [], credentials = [] } = readManifest(path).n8n;
	const files = [...nodes, ...credentials].map((file) => join(path, file));
	const times = [];
	for (let time = 0; time < runs; time++) {
		const output = await run(node, [loader, ...files], {
			failure: `${path} does not load`,
			advice,
		});
		times.push(Number(output));
	}
	return times;
}

/** @returns {Promise<{ rows: string[][], wrong: string[] }>} */
export async function weight({ tarball }) {
	await step('Weight: installing packages to compare with', () => installAll(tarball));
	const paths = [own, ...Object.keys(others)].map((name) => join(folder, 'node_modules', name));
	const results = await step('Weight: loading', async () => {
		const list = [];
		for (const path of paths) list.push({ size: await sizeOf(path), times: await loadOf(path) });
		return list;
	});

	const [ours, ...rest] = results;
	const line = (figure, text, value) =>
		Object.keys(others).map((name, index) =>
			row(figure, {
				ours: text(ours),
				other: `${text(rest[index])}, ${name}`,
				ratio: value(ours) / value(rest[index]),
			}),
		);
	const load = ({ times }) => median(times);
	const rows = [
		...line(
			'Loading nodes and credentials',
			(one) => `${number(load(one), 1)} ms${spread(one.times, 1)}`,
			load,
		),
		...line(
			'Unpacked size',
			({ size }) => `${number(size)} KiB`,
			({ size }) => size,
		),
	];

	return { rows, wrong: [] };
}
