/**
 * The package as it is published: built, packed and unpacked again, away from the clone. The dist
 * folder of the clone stays as it is, so this can run beside a start or another build.
 */
const { spawnSync } = require('node:child_process');
const {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	realpathSync,
	rmSync,
	symlinkSync,
} = require('node:fs');
const { tmpdir } = require('node:os');
const { dirname, join, relative, sep } = require('node:path');

const root = join(__dirname, '..');

/** What no build reads; `n8n-node build` would take the pictures in docs and e2e into dist. */
const leftOut = new Set([
	'.git',
	'.n8n-telesign',
	'coverage',
	'dist',
	'docs',
	'e2e',
	'node_modules',
]);

/** @throws {Error} with all that the command printed, if it fails */
function run(command, args, cwd) {
	const { status, error, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
	if (status === 0) return;
	const printed = [error?.message, stdout, stderr].filter(Boolean).join('\n');
	throw new Error(`\`${[command, ...args].join(' ')}\` failed:\n${printed}`);
}

/** Paths of all files in a folder, relative to it, with slashes, sorted. */
const listFiles = (folder) =>
	readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
		.sort();

/**
 * Copies what a build needs into a new folder, with `node_modules` beside it as a link.
 *
 * @param {string} source the folder; the one above it gets the link
 */
function copySources(source) {
	// One by one: cpSync copies no folder into itself, and `source` may be in the clone.
	for (const name of readdirSync(root).filter((one) => !leftOut.has(one))) {
		cpSync(join(root, name), join(source, name), { recursive: true });
	}
	symlinkSync(join(root, 'node_modules'), join(dirname(source), 'node_modules'), 'junction');
}

/**
 * Builds a copy of the sources and packs it. Needs nothing but `npm ci`; takes about 10 seconds.
 *
 * @param {string[]} [build] the command that builds
 * @returns {import('./pack').Packed}
 * @throws {Error} with what the command printed, if it fails
 */
function pack([command, ...args] = ['npm', 'run', 'build']) {
	const temp = mkdtempSync(join(realpathSync(tmpdir()), 'n8n-nodes-telesign-'));
	const remove = () => rmSync(temp, { recursive: true, force: true });
	const [source, folder] = [join(temp, 'source'), join(temp, 'package')];
	try {
		copySources(source);
		run(command, args, source);
		run('npm', ['pack', '--pack-destination', temp], source);
		const tarball = readdirSync(temp).find((name) => name.endsWith('.tgz'));
		mkdirSync(folder);
		run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'], temp);

		return {
			folder,
			files: listFiles(folder),
			read: (path) => readFileSync(join(folder, path), 'utf8'),
			remove,
		};
	} catch (error) {
		remove();
		throw error;
	}
}

module.exports = { copySources, pack };
