/** How the tests talk to a sandbox: plain `fetch` with Basic log-in. */
import { startSandbox, type SandboxOptions, type Settings } from '../../sandbox/server';

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
export const jsonType = 'application/json';

/** Numbers that the tests send to. */
export const mobile = '13105550100';
export const landline = '13105550101';

/** A running sandbox on a free port and a client for it; close `sandbox` afterwards. */
export async function connect(options?: SandboxOptions) {
	const sandbox = await startSandbox(options);
	const authorization = basic(sandbox.account.customerId, sandbox.account.apiKey);

	/** Any request; logs in with the default account unless `more` says otherwise. */
	async function request(
		method: string,
		path: string,
		more: Record<string, string> = {},
		body?: string | Uint8Array,
	): Promise<Reply> {
		const headers = { authorization, ...more };
		const response = await fetch(sandbox.url + path, { method, headers, body });
		const { status: http, headers: received } = response;
		return { http, headers: received, body: (await response.json()) as Reply['body'] };
	}
	const json = async (method: string, path: string, body: object) =>
		await request(method, path, { 'content-type': jsonType }, JSON.stringify(body));
	return {
		sandbox,
		request,
		change: (settings: Partial<Settings>) => Object.assign(sandbox.settings, settings),
		/** Sends by Smart Verify, or by the product of this name. */
		send: async (fields: Record<string, string>, product = 'smart') => {
			const form = new URLSearchParams(fields).toString();
			return await request('POST', `/v1/verify/${product}`, { 'content-type': formType }, form);
		},
		status: async (id: unknown, code?: string) =>
			await request('GET', `/v1/verify/${id}${code === undefined ? '' : `?verify_code=${code}`}`),
		complete: async (id: unknown) => await request('PUT', `/v1/verify/completion/${id}`),
		/** The three requests of the Verify API. */
		verify: async (body: object) => await json('POST', '/verification', body),
		verification: async (id: unknown) => await request('GET', `/verification/${id}`),
		finalize: async (id: unknown, code: unknown) => {
			const body = { action: 'finalize', security_factor: code };
			return await json('PATCH', `/verification/${id}/state`, body);
		},
		/** A path of the control surface, read as JSON. */
		control: async (path: string): Promise<unknown> =>
			await (await fetch(sandbox.url + path)).json(),
		/** HTTP status and answer of a change of settings. */
		patch: async (body: string): Promise<[number, unknown]> => {
			const reply = await fetch(`${sandbox.url}/sandbox/settings`, { method: 'PATCH', body });
			return [reply.status, await reply.json()];
		},
	};
}

export type Client = Awaited<ReturnType<typeof connect>>;

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
