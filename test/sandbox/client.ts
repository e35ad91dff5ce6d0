/** How the tests talk to a sandbox: plain `fetch` with Basic log-in. */
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server';

export interface Reply {
	http: number;
	headers: Headers;
	// Telesign's answer, whatever it is.
	body: {
		reference_id?: string | null;
		sub_resource?: string | null;
		signature_string?: string;
		errors: Array<{ code: number; description: string }>;
		status: { code: number; description: string; updated_on: string };
		verify?: { code_state: string; code_entered: string };
		[part: string]: unknown;
	};
}

export const basic = (customerId: string, apiKey: string) =>
	`Basic ${Buffer.from(`${customerId}:${apiKey}`).toString('base64')}`;

export const formType = 'application/x-www-form-urlencoded';

export interface Client {
	sandbox: Sandbox;
	/** Any request; logs in with the default account unless `headers` say otherwise. */
	request(
		method: string,
		path: string,
		headers?: Record<string, string>,
		body?: string | Uint8Array,
	): Promise<Reply>;
	send(fields: Record<string, string>): Promise<Reply>;
	status(id: unknown, code?: string): Promise<Reply>;
}

/** A running sandbox on a free port and a client for it; close `sandbox` afterwards. */
export async function connect(options?: SandboxOptions): Promise<Client> {
	const sandbox = await startSandbox(options);
	const { customerId, apiKey } = sandbox.account;
	const authorization = basic(customerId, apiKey);

	const request: Client['request'] = async (method, path, headers = {}, body = undefined) => {
		const response = await fetch(sandbox.url + path, {
			method,
			headers: { authorization, ...headers },
			body,
		});
		return {
			http: response.status,
			headers: response.headers,
			body: (await response.json()) as Reply['body'],
		};
	};
	return {
		sandbox,
		request,
		send: async (fields) =>
			await request(
				'POST',
				'/v1/verify/smart',
				{ 'content-type': formType },
				new URLSearchParams(fields).toString(),
			),
		status: async (id, code) =>
			await request('GET', `/v1/verify/${id}${code === undefined ? '' : `?verify_code=${code}`}`),
	};
}
