/**
 * `npm run sandbox -- [options]`, see `usage`. With --json the first line is
 * `{"url","customerId","apiKey"}`.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { startSandbox } from './server';

const usage = `npm run sandbox -- [options]

  --port 4010          0 for any free port; or TELESIGN_SANDBOX_PORT
  --host 0.0.0.0       for n8n in a container, and everyone else who can reach this machine; default 127.0.0.1
  --code 123456        always this code; default: random codes
  --callback-url URL   where delivery reports go
  --json               one line: {"url","customerId","apiKey"}`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const options = {
	...{ port: text, host: text, code: text, 'callback-url': text },
	...{ json: flag, help: flag },
};

async function main(): Promise<void> {
	const { help, json, host = '127.0.0.1', code = null, ...values } = parseArgs({ options }).values;
	if (help) return console.log(usage);
	const port = values.port ?? (process.env.TELESIGN_SANDBOX_PORT || '4010');
	if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
		throw new Error(`The port must be a number from 0 to 65535, not '${port}'.`);

	const { 'callback-url': callbackUrl = null } = values;
	const settings = { code, callbackUrl };
	const { url, account, close } = await startSandbox({ port: Number(port), host, settings });
	for (const signal of ['SIGINT', 'SIGTERM'])
		process.once(signal, () => void close().then(() => process.exit(0)));
	if (json) return console.log(JSON.stringify({ url, ...account }));

	const isOpen = !['127.0.0.1', 'localhost', '::1'].includes(host);
	console.log(`Telesign sandbox (nothing is sent to anyone)

  Account Type       Custom
  Base URLs          ${url} (both)
  Customer ID        ${account.customerId}
  API Key            ${account.apiKey}

  Phone              ${url}/
  Numbers            ${url}/sandbox/numbers, or docs/sandbox.md
  Delivery reports   ${callbackUrl ?? 'off (--callback-url turns them on)'}
${isOpen ? `\nIt listens on ${host}: everyone who can reach this machine can use it.\n` : ''}
Press Ctrl+C to stop it.`);
}

main().catch((error: Error) => {
	console.error(`The sandbox cannot start: ${error.message}\n\n${usage}`);
	process.exitCode = 1;
});
