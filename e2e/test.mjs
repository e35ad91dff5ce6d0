/**
 * `npm run test:e2e`: the packed tarball in the real n8n. Nothing is mocked but Telesign itself, which
 * is the sandbox. See e2e/README.md.
 */
import { endRunning } from './lib/children.mjs';
import { readOptions, runCommand } from './lib/command.mjs';
import { takeFolder } from './lib/folder.mjs';
import { install } from './lib/install.mjs';
import { duration } from './lib/steps.mjs';

/**
 * The parts, in the order in which they run. Each is a function of the same name, which gets `check`
 * (`lib/checks.mjs`) and the options, and takes folders of its own (`lib/folder.mjs`).
 */
const parts = {
	versions: () => import('./versions/versions.mjs'),
	browser: () => import('./browser/browser.mjs'),
	ai: () => import('./ai/ai.mjs'),
	queue: () => import('./queue/queue.mjs'),
};

const names = Object.keys(parts);
const usage = `npm run test:e2e -- [--only ${names.join('|')}] [--short]

  --only PART  one part alone, can be given more than once
  --short      smaller numbers, where a part has a shorter form

The exit code is 0 only if every check passed.`;

await runCommand(async () => {
	const options = { short: { type: 'boolean', default: false } };
	const { only, short, help } = readOptions(usage, options, names);
	if (help) {
		console.log(usage);
		return true;
	}
	const begin = Date.now();
	takeFolder(`test-${only.join('-')}`);
	await install();
	const { Checks } = await import('./lib/checks.mjs'); // What it uses is there only now.
	const checks = new Checks();
	for (const name of names.filter((one) => only.includes(one))) {
		const check = checks.of(name);
		const part = (await parts[name]())[name];
		try {
			await part(check, { short });
		} catch (error) {
			await check('came to its end', () => Promise.reject(error));
		}
		await endRunning();
	}
	console.log(`\n${checks.table()}\nThe tests took ${duration(Date.now() - begin)}.`);

	return checks.passed;
});
