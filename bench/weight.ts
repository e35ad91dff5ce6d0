/** What the package weighs, beside community packages that many have. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { modulesOf, newest, node } from '../testbed/install';
import { work } from '../testbed/paths';
import { run } from '../testbed/programs';
import { step } from '../testbed/step';
import { median, number, row, spread, type Result } from './figures';
import type { Stage } from './stage';

const runs = 7;
const folder = join(work, 'bench/packages');
const loader = join(import.meta.dirname, 'load.ts');

/** Well-known community packages, in versions that stay. */
const others = {
	'n8n-nodes-evolution-api': '1.0.4',
	'@devlikeapro/n8n-nodes-chatwoot': '1.0.2',
	'@mendable/n8n-nodes-firecrawl': '2.1.2',
};

const own = 'n8n-nodes-telesign';

const readManifest = (path: string) => JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));

/** Installs the packages side by side, with the library of n8n's that n8n shows to all of them. */
async function installAll({ tarball, log }: Stage): Promise<void> {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	const library = readManifest(join(modulesOf(newest), 'n8n-workflow')).version;
	writeFileSync(
		join(folder, 'package.json'),
		JSON.stringify({
			private: true,
			dependencies: {
				[own]: `file:${tarball}`,
				...others,
				'n8n-workflow': library,
			},
		}),
	);
	await run('npm', ['install', '--ignore-scripts', '--legacy-peer-deps', '--no-audit'], {
		cwd: folder,
		log,
		failure: 'The packages to compare with could not be installed. It needs the npm registry.',
	});
}

/** What npm says of a package that it packs without writing it: its unpacked size, in KiB. */
async function sizeOf(path: string, log: string): Promise<number> {
	const output = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
		cwd: path,
		log,
		failure: `npm could not pack ${path}`,
	});
	return JSON.parse(output)[0].unpackedSize / 1024;
}

/** How long new processes of n8n's Node take to load the nodes and credentials of a package, in ms. */
async function loadOf(path: string, log: string): Promise<number[]> {
	const { nodes = [], credentials = [] } = readManifest(path).n8n;
	const files: string[] = [...nodes, ...credentials].map((file) => join(path, file));
	const times = [];
	for (let time = 0; time < runs; time++) {
		const output = await run(node, [loader, ...files], {
			log,
			failure: `${path} does not load`,
		});
		times.push(Number(output));
	}
	return times;
}

/** `size` in KiB, `times` in milliseconds. */
interface Weight {
	size: number;
	times: number[];
}

export async function weight(stage: Stage): Promise<Result> {
	const { log } = stage;
	await step('Weight: installing packages to compare with', async () => await installAll(stage));
	const paths = [own, ...Object.keys(others)].map((name) => join(folder, 'node_modules', name));
	const results = await step('Weight: loading', async () => {
		const list: Weight[] = [];
		for (const path of paths) {
			list.push({ size: await sizeOf(path, log), times: await loadOf(path, log) });
		}
		return list;
	});

	const [ours, ...rest] = results;
	const line = (figure: string, text: (one: Weight) => string, value: (one: Weight) => number) =>
		Object.keys(others).map((name, index) =>
			row(figure, {
				ours: text(ours),
				other: `${text(rest[index])}, ${name}`,
				ratio: value(ours) / value(rest[index]),
			}),
		);
	const load = ({ times }: Weight) => median(times);
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
