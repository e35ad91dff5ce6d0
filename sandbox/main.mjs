/**
 * `npm run sandbox -- [--port 4010] [--callback-url URL] [--json]`; the port also as
 * TELESIGN_SANDBOX_PORT, 0 = any. Delivery reports go to the callback URL.
 * With --json the first line is `{"url","customerId","apiKey"}`.
 */
import { parseArgs } from 'node:util';
import { startSandbox } from './server.ts';

const { values } = parseArgs({
	options: {
		port: { type: 'string' },
		'callback-url': { type: 'string' },
		json: { type: 'boolean' },
		help: { type: 'boolean' },
	},
});

if (values.help) {
	console.log('npm run sandbox -- [--port 4010] [--callback-url URL] [--json]');
	process.exit(0);
}

const port = Number(values.port ?? process.env.TELESIGN_SANDBOX_PORT ?? 4010);
const { 'callback-url': callbackUrl = null } = values;
const sandbox = await startSandbox({ port, settings: { callbackUrl } }).catch((error) => {
	console.error(`The sandbox cannot start on port ${port}: ${error.message}`);
	process.exit(1);
});
const { url, account } = sandbox;

if (values.json) {
	console.log(JSON.stringify({ url, ...account }));
} else {
	console.log(`Telesign sandbox (nothing is sent to anyone)

  Base URL      ${url}
  Customer ID   ${account.customerId}
  API key       ${account.apiKey}

  Inbox         ${url}/
  Numbers       ${url}/sandbox/numbers, or docs/sandbox.md
  Reports       ${callbackUrl ?? 'nowhere (--callback-url)'}

Ctrl+C ends it.`);
}

for (const signal of ['SIGINT', 'SIGTERM']) {
	process.once(signal, async () => {
		await sandbox.close();
		process.exit(0);
	});
}
