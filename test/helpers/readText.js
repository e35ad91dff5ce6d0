const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** The text of a file of this repository; `path` is relative to its root. */
module.exports = function readText(path) {
	return readFileSync(join(__dirname, '..', '..', path), 'utf8');
};
