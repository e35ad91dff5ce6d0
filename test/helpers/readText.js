const { readFileSync } = require('node:fs');
const { join } = require('node:path');

module.exports = function readText(path) {
	return readFileSync(join(__dirname, '..', '..', path), 'utf8');
};
