import readText from '../helpers/readText';

/** A heading that names a package.json, and the text below it. */
const sections = [...readText('docs/dependencies.md').matchAll(/^## `(.+)`$([^]*?)(?=^## )/gm)];

it('begins with the package.json of the root', () => {
	expect(sections[0][1]).toBe('package.json');
});

it.each(sections.map(([, path, text]) => ({ path, text })))(
	'says what each package of $path is for, and is in its order',
	({ path, text }) => {
		const manifest = JSON.parse(readText(path)) as Record<string, object | undefined>;
		const kinds = ['dependencies', 'optionalDependencies', 'devDependencies'];
		const names = kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {}));
		const rows = [...text.matchAll(/^\| ([\w@/.-]+) \| (\S.+) \|.*\|$/gm)].map(([, name]) => name);
		expect(rows.filter((name) => name !== 'Package' && name !== '---')).toEqual(names.sort());
	},
);
