/** What `npm run settle` wrote of Telesign; undefined before somebody has run it. */
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const file = join(__dirname, '..', 'docs', 'live.json');

module.exports = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
