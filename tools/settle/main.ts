/** `npm run settle -- [options]`, see `usage`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Setup, World } from './ask';
import { startReceiver } from './receiver';
import { reportOf } from './report';
import { planOf, problemOf, settle } from './settle';
import { terminal } from './terminal';

const usage = `npm run settle -- --mobile NUMBER [options]

Asks Telesign what its documents leave open, and writes docs/live.md and docs/live.json. The account is
TELESIGN_CUSTOMER_ID and TELESIGN_API_KEY. TELESIGN_BASE_URL and TELESIGN_VERIFY_URL replace
https://rest-ww.telesign.com and https://verify.telesign.com. Numbers have a country code and are yours.

  --mobile NUMBER         the phone in your hand
  --risk NUMBER           one that the risk limit of your account blocks
  --blocked NUMBER        one on the blocklist of your account
  --callback-url URL      https address that leads to port --callback-port (4020) of this machine
  --old-reference ID      of a transaction of more than 12 hours ago
  --account KIND          full-service, self-service or trial, for the document
  --price USD             of a message, for the plan; default 0.10
  --dry-run               shows the plan and ends

Exit code 1: the node does something else than Telesign. 2: nothing was written.`;

function end(message: string): never {
	console.error(message);
	process.exit(2);
}

function readOptions() {
	const text = { type: 'string' } as const;
	const flag = { type: 'boolean', default: false } as const;
	const texts = { mobile: text, risk: text, blocked: text, account: text, price: text };
	const others = { 'callback-url': text, 'callback-port': text, 'old-reference': text };
	try {
		return parseArgs({ options: { ...texts, ...others, 'dry-run': flag, help: flag } }).values;
	} catch (error) {
		return end(`${(error as Error).message}\n\n${usage}`);
	}
}

/** What the options and the environment say, or the end. */
function readSetup(options: ReturnType<typeof readOptions>): Setup {
	const { TELESIGN_CUSTOMER_ID: customerId, TELESIGN_API_KEY: apiKey } = process.env;
	const { TELESIGN_BASE_URL: v1 = 'https://rest-ww.telesign.com' } = process.env;
	if (!customerId || !apiKey)
		end(`TELESIGN_CUSTOMER_ID and TELESIGN_API_KEY must be set.\n\n${usage}`);
	const numberOf = (role: 'mobile' | 'risk' | 'blocked') => {
		const number = options[role]?.replace(/^\+/, '');
		if (number === undefined || /^[1-9]\d{6,14}$/.test(number)) return number;
		return end(`--${role} must be a number with its country code, in digits.`);
	};
	const roles = (['mobile', 'risk', 'blocked'] as const).filter((role) => options[role]);
	if (!options.mobile) end(`--mobile is missing.\n\n${usage}`);
	const [, own] = /^https:\/\/rest-(ww|api)\.telesign\.com$/.exec(v1) ?? [];
	const other = own && `https://rest-${own === 'ww' ? 'api' : 'ww'}.telesign.com`;
	const { TELESIGN_VERIFY_URL: verification = own ? 'https://verify.telesign.com' : v1 } =
		process.env;
	return {
		customerId,
		apiKey,
		hosts: { v1, verification, ...(other ? { other } : {}) },
		numbers: Object.fromEntries(roles.map((role) => [role, numberOf(role)])),
		oldReference: options['old-reference'],
		callbackUrl: options['callback-url']?.replace(/\/$/, ''),
	};
}

async function main(): Promise<void> {
	const options = readOptions();
	if (options.help) return console.log(usage);
	const setup = readSetup(options);
	const price = Number(options.price ?? '0.10');
	if (!(price >= 0)) end('--price must be a number of US dollars.');
	console.log(planOf(setup, price));
	if (options['dry-run']) return;
	const { answer, say } = terminal(process.stdin, process.stdout);
	const world: World = {
		now: () => Date.now(),
		sleep: async (ms) => await new Promise((wake) => setTimeout(wake, ms)),
		answer,
		reports: () => [],
		timeoutMs: 15_000,
	};
	if ((await answer('Send all that?', { y: 'yes', n: 'no' })) !== 'y') end('Nothing was sent.');
	const problem = await problemOf(setup, world);
	if (problem) end(problem);
	if (setup.callbackUrl) {
		const receiver = await startReceiver(Number(options['callback-port'] ?? 4020), world.now);
		world.reports = receiver.reports;
	}
	const result = await settle(setup, world, say);
	const date = new Date().toISOString().slice(0, 10);
	const { name, markdown, json } = reportOf(setup, result, options.account ?? 'unnamed', date);
	writeFileSync(join(__dirname, `../../docs/${name}.md`), markdown);
	writeFileSync(join(__dirname, `../../docs/${name}.json`), json);
	console.log(`docs/${name}.md and docs/${name}.json are written.`);
	for (const line of result.node) console.log(`The node does something else. ${line}`);
	process.exit(result.node.length > 0 ? 1 : 0);
}

main().catch((error: Error) => end(error.message));
