/**
 * What is looked at in every Markdown file, as settings of remark: that a relative link, an anchor or
 * a picture leads somewhere, and that an npm command exists. Nothing is fetched.
 */
import { readFileSync } from 'node:fs';
import remarkValidateLinks from 'remark-validate-links';

const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** remark plugin: `npm run X`, `npm test` and `npm start` are scripts of the root's package.json. */
function npmScripts() {
	return (tree, file) => {
		for (const [index, line] of String(file).split('\n').entries()) {
			for (const { 1: command, 2: script = command, index: column } of line.matchAll(
				/\bnpm (start|test|run (?:-\S+ )*([\w:][\w:-]*))/g,
			)) {
				const place = { line: index + 1, column: column + 1 };
				if (!scripts[script]) file.message(`There is no \`npm ${command}\``, place);
			}
		}
	};
}

export default { plugins: [[remarkValidateLinks, { repository: false }], npmScripts] };
