/** How the tests talk to a sandbox: plain `fetch` with Basic log-in. */
import {
	startSandbox,
	type Sandbox,
	type SandboxOptions,
	type Settings,
} from '../../sandbox/server';

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
		state?: string;
		inner_methods?: Array<{ method: string; state: string; err_code?: number }>;
		[part: string]: unknown;
	};
}

export const basic = (customerId: string, apiKey: string) =>
	`Basic ${Buffer.from(`${customerId}:${apiKey}`).toString('base64')}`;

export const formType = 'application/x-www-form-urlencoded';
const jsonType = { 'content-type': 'application/json' };

/** Numbers that the tests send to. */
export const mobile = '13105550100';
export const landline = '13105550101';

export interface Client {
	sandbox: Sandbox;
	change(settings: Partial<Settings>): void;
	/** Any request; logs in with the default account unless `headers` say otherwise. */
	request(
		method: string,
		path: string,
		headers?: Record<string, string>,
		body?: string | Uint8Array,
	): Promise<Reply>;
	/** Sends by Smart Verify, or by the product of this name. */
	send(fields: Record<string, string>, product?: string): Promise<Reply>;
	status(id: unknown, code?: string): Promise<Reply>;
	complete(id: unknown): Promise<Reply>;
	/** The three requests of the Verify API. */
	verify(body: object): Promise<Reply>;
	verification(id: unknown): Promise<Reply>;
	finalize(id: unknown, code: unknown): Promise<Reply>;
	/** A path of the control surface, read as JSON. */
	control(path: string): Promise<unknown>;
	patch(settings: string): Promise<Response>;
}

/** A running sandbox on a free port and a client for it; close `sandbox` afterwards. */
export async function connect(options?: SandboxOptions): Promise<Client> {
	const sandbox = await startSandbox(options);
	const authorization = basic(sandbox.account.customerId, sandbox.account.apiKey);

	const request: Client['request'] = async (method, path, headers = {}, body = undefined) => {
		const response = await fetch(sandbox.url + path, {
			method,
			headers: { authorization, ...headers },
			body,
		});
		const { status: http, headers: received } = response;
		return { http, headers: received, body: (await response.json()) as Reply['body'] };
	};
	return {
		sandbox,
		request,
		change: (settings) => Object.assign(sandbox.settings, settings),
		send: async (fields, product = 'smart') => {
			const form = new URLSearchParams(fields).toString();
			return await request('POST', `/v1/verify/${product}`, { 'content-type': formType }, form);
		},
		status: async (id, code) =>
			await request('GET', `/v1/verify/${id}${code === undefined ? '' : `?verify_code=${code}`}`),
		complete: async (id) => await request('PUT', `/v1/verify/completion/${id}`),
		verify: async (body) => await request('POST', '/verification', jsonType, JSON.stringify(body)),
		verification: async (id) => await request('GET', `/verification/${id}`),
		finalize: async (id, code) => {
			const body = JSON.stringify({ action: 'finalize', security_factor: code });
			return await request('PATCH', `/verification/${id}/state`, jsonType, body);
		},
		control: async (path) => await (await fetch(sandbox.url + path)).json(),
		patch: async (body) =>
			await fetch(`${sandbox.url}/sandbox/settings`, { method: 'PATCH', body }),
	};
}

/** A sandbox for the tests of a file, as new before each of them. */
export function useClient(options?: SandboxOptions): () => Client {
	let client: Client;
	beforeAll(async () => {
		client = await connect(options);
	});
	afterAll(async () => await client.sandbox.close());
	beforeEach(() => client.sandbox.reset());
	return () => client;
}
