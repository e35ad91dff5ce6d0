/** The page, as text. */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

module.exports = readFileSync(join(__dirname, '..', 'page.html'), 'utf8');
