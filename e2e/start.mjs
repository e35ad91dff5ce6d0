/**
 * `npm start`: sends codes from a real n8n, with this package in it as it is published, and leaves
 * the editor open. See e2e/README.md.
 */
import { readOptions, runCommand } from './lib/command.mjs';
import { takeFolder } from './lib/folder.mjs';
import { install } from './lib/install.mjs';
import { Problem } from './lib/problem.mjs';

const usage = `npm start -- [--once] [--phone NUMBER] [--port N]

  --once          ends after the table; exit code 0 only if every row came out as it should
  --phone NUMBER  sends to this number instead of the rows of examples/phones.csv
  --port N        where the editor listens (5678), or the next free port

With TELESIGN_CUSTOMER_ID and TELESIGN_API_KEY set, the code is sent by Telesign itself, and --phone
must be given. TELESIGN_BASE_URL replaces https://rest-ww.telesign.com.`;

/** Reads the command line and the environment. */
function readSettings() {
	const { once, phone, help, ...values } = readOptions(usage, {
		once: { type: 'boolean', default: false },
		phone: { type: 'string' },
		port: { type: 'string', default: '5678' },
	});
	const port = Number(values.port);
	if (!Number.isInteger(port) || port < 1024 || port > 65_000) {
		throw new Problem(`--port ${values.port} is not a port from 1024 to 65000.`, usage);
	}
	const {
		TELESIGN_CUSTOMER_ID: customerId,
		TELESIGN_API_KEY: apiKey,
		TELESIGN_BASE_URL: baseUrl = 'https://rest-ww.telesign.com',
	} = process.env;
	if (Boolean(customerId) !== Boolean(apiKey)) {
		throw new Problem(
			'Only one of TELESIGN_CUSTOMER_ID and TELESIGN_API_KEY is set.',
			'Set both to send through Telesign, or none to use the sandbox.',
		);
	}
	if (customerId && !phone) {
		throw new Problem(
			'TELESIGN_CUSTOMER_ID is set, so this would send through Telesign itself, but to whom?',
			'Name one phone that is yours: npm start -- --once --phone <number>. To use the sandbox, unset TELESIGN_CUSTOMER_ID and TELESIGN_API_KEY.',
		);
	}

	return { once, phone, port, help, account: customerId && { customerId, apiKey, baseUrl } };
}

await runCommand(async (end) => {
	const settings = readSettings();
	if (settings.help) {
		console.log(usage);
		return true;
	}
	if (process.platform === 'win32') {
		throw new Problem('`npm start` needs Linux or macOS.', 'On Windows, use it within WSL.');
	}
	const folder = takeFolder('start');
	await install();
	const { present } = await import('./present.mjs');

	return await present(folder, settings, end);
});
