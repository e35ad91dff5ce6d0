import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { withoutCode } from '../exchange/answer';
import { readCallback, refusalByAge, type CallbackRefusal } from './callback';
import { isRepeat, remember } from './repeats';
import { simplifyCallback } from './report';

/** n8n has read the body, apart from types that it leaves to the node or cannot give back. */
async function bodyOf(context: IWebhookFunctions): Promise<Buffer> {
	const request = context.getRequestObject();
	if (!request.rawBody) await request.readRawBody().catch(() => {});
	return request.rawBody ?? Buffer.alloc(0);
}

/** The API key, or undefined if n8n cannot give the credential. */
async function apiKeyOf(context: IWebhookFunctions): Promise<string | undefined> {
	try {
		const { apiKey } = await context.getCredentials('telesignApi');
		return String(apiKey).trim();
	} catch {
		return undefined;
	}
}

const NO_CREDENTIAL: CallbackRefusal = {
	httpStatus: 500,
	error:
		'n8n could not read the credential of the trigger, so the signature cannot be checked. Choose the credential again in the trigger.',
};

/** Answers by itself, so that n8n starts no execution. */
function refuse(context: IWebhookFunctions, refusal: CallbackRefusal): IWebhookResponseData {
	const { httpStatus, error } = refusal;
	const node = context.getNode().name;
	context.logger.warn(`${node} refused a request with HTTP ${httpStatus}: ${error}`, {
		workflowId: context.getWorkflow().id,
	});
	context.getResponseObject().status(httpStatus).json({ error });
	return { noWebhookResponse: true };
}

/** HTTP 200, which is what Telesign waits for, and no execution. */
const leaveOut = (message: string): IWebhookResponseData => ({ webhookResponse: { message } });

/**
 * The `webhook` method of the trigger: one item for a callback of Telesign's that is new and wanted,
 * and no execution for anything else. It never throws for a request, because n8n starts an execution
 * with the error then.
 *
 * While somebody listens for a test event, nothing is a repeat or too old: whoever sends a callback
 * by hand wants to see it, and n8n keeps no static data then.
 */
export async function receiveCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const apiKey = await apiKeyOf(context);
	if (apiKey === undefined) return refuse(context, NO_CREDENTIAL);

	const headers = context.getHeaderData();
	const callback = readCallback({ headers, body: await bodyOf(context) }, apiKey);
	if ('httpStatus' in callback) return refuse(context, callback);

	const isTest = context.getMode() === 'manual';
	const tooOld = isTest ? undefined : refusalByAge(callback, Date.now());
	if (tooOld) return refuse(context, tooOld);
	if (!isTest && isRepeat(context, callback.id)) {
		return leaveOut('This delivery report came before. Nothing was started.');
	}

	const { state } = callback.meaning;
	const wanted = [context.getNodeParameter('triggerOn')].flat();
	if (!wanted.includes('all') && !wanted.includes(state)) {
		return leaveOut(`'Trigger On' leaves out the state ${state}. Nothing was started.`);
	}

	if (!isTest) {
		const forget = remember(context, callback.id);
		const response = context.getResponseObject();
		// n8n could not start the execution: Telesign sends the callback again, and then it is new.
		response.once('finish', () => response.statusCode >= 400 && forget());
	}

	const json = context.getNodeParameter('simplify')
		? simplifyCallback(callback)
		: withoutCode(callback.json);
	return { workflowData: [[{ json }]] };
}
