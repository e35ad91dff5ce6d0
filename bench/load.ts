/**
 * Run by weight.mjs in a process of its own: prints how many milliseconds it takes to load the files
 * that are named, in a process that has loaded what n8n has loaded before any package: n8n-workflow.
 */
import { createRequire } from 'node:module';
import process from 'node:process';

const require = createRequire(import.meta.url);
const files = process.argv.slice(2);
createRequire(files[0])('n8n-workflow');
const begin = performance.now();
for (const file of files) require(file);
console.log(performance.now() - begin);
