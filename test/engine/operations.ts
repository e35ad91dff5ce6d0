import type { IDataObject } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/server';
import { runNode, type NodeOutcome, type NodeRun } from './engine';

/** Runs an operation of Smart Verify over rows, with the account of the sandbox, unpaced. */
export const runOperation = async (
	sandbox: Sandbox,
	rows: IDataObject[],
	parameters: IDataObject,
	more: Partial<NodeRun> = {},
): Promise<NodeOutcome> =>
	await runNode({
		rows,
		parameters,
		credential: { ...sandbox.account, baseUrl: sandbox.url, requestsPerSecond: 0 },
		...more,
	});

/**
 * Sends a code to each number by the node, then forgets the requests.
 *
 * @returns what reached the phones, in the order of the numbers
 */
export async function sendTo(
	sandbox: Sandbox,
	phones: string[],
	additionalFields: IDataObject = {},
): Promise<Array<{ reference_id: string; code: string }>> {
	const { out } = await runOperation(
		sandbox,
		phones.map((phone) => ({ phone })),
		{ operation: 'send', phoneNumber: '={{ $json.phone }}', additionalFields },
	);
	const messages = sandbox.messages();
	return out.map(({ json }) => {
		const { reference_id } = json as { reference_id: string };
		const message = messages.find((one) => one.reference_id === reference_id);
		return { reference_id, code: message?.code ?? '' };
	});
}

/** The requests of an operation, without those that sent the codes. */
export const requestsAfterSending = (sandbox: Sandbox) =>
	sandbox.requests().filter(({ url }) => url !== '/v1/verify/smart');
