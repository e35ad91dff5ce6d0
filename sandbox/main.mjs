/**
 * `npm run sandbox -- [options]`, see `usage`. With --json the first line is
 * `{"url","customerId","apiKey"}`.
 */
import { parseArgs } from 'node:util';
import { startSandbox } from './server.ts';

const usage = `npm run sandbox -- [options]

  --port 4010          0 is any free port; also as TELESIGN_SANDBOX_PORT
  --host 0.0.0.0       lets others reach it, such as n8n in a container; default 127.0.0.1
  --code 123456        every code that it makes; default: random ones
  --callback-url URL   where delivery reports go
  --json               one line: {"url","customerId","apiKey"}`;

function end(message) {
	console.error(message);
	process.exit(1);
}

function readOptions() {
	const text = { type: 'string' };
	const flag = { type: 'boolean' };
	const options = {
		port: text,
		host: text,
		code: text,
		'callback-url': text,
		json: flag,
		help: flag,
	};
	try {
		return parseArgs({ options }).values;
	} catch (error) {
		return end(`${error.message}\n\n${usage}`);
	}
}

const { help, json, host = '127.0.0.1', code = null, ...values } = readOptions();
if (help) {
	console.log(usage);
	process.exit(0);
}
const port = values.port ?? (process.env.TELESIGN_SANDBOX_PORT || '4010');
if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
	end(`The port must be a number from 0 to 65535, not '${port}'.\n\n${usage}`);

const { 'callback-url': callbackUrl = null } = values;
const settings = { code, callbackUrl };
const sandbox = await startSandbox({ port: Number(port), host, settings }).catch((error) =>
	end(`The sandbox cannot start on ${host}, port ${port}: ${error.message}`),
);
const { url, account } = sandbox;
const isOpen = !['127.0.0.1', 'localhost', '::1'].includes(host);

if (json) {
	console.log(JSON.stringify({ url, ...account }));
} else {
	console.log(`Telesign sandbox (nothing is sent to anyone)

  Base URL      ${url}
  Customer ID   ${account.customerId}
  API key       ${account.apiKey}

  Phone         ${url}/
  Numbers       ${url}/sandbox/numbers, or docs/sandbox.md
  Reports       ${callbackUrl ?? 'nowhere (--callback-url)'}
${isOpen ? `\nIt listens on ${host}: whoever reaches this machine can use it.\n` : ''}
Ctrl+C ends it.`);
}

for (const signal of ['SIGINT', 'SIGTERM']) {
	process.once(signal, async () => {
		await sandbox.close();
		process.exit(0);
	});
}
