const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

module.exports = function docTable(path, name, text) {
	const file = join(__dirname, '..', '..', path);
	const between = new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- /${name} -->)`);
	if (process.env.UPDATE_DOCS === '1') {
		const updated = readFileSync(file, 'utf8').replace(
			between,
			(_, start, end) => start + text + end,
		);
		writeFileSync(file, updated);
	}
	return between.exec(readFileSync(file, 'utf8'))?.[0].split('\n').slice(1, -1).join('\n');
};
