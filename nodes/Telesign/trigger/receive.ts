import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { readReport, refusalByAge, type ReportRefusal } from './deliveryReport';
import { toItem } from './item';
import { isRepeat, remember } from './repeats';

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
		return typeof apiKey === 'string' ? apiKey : undefined;
	} catch {
		return undefined;
	}
}

const NO_CREDENTIAL: ReportRefusal = {
	httpStatus: 500,
	error:
		'n8n could not read the credential of the trigger, so the signature cannot be checked. Choose the credential again in the trigger.',
};

/** Answers the request, which n8n then leaves alone. */
function answer(
	context: IWebhookFunctions,
	httpStatus: number,
	body: IDataObject,
): IWebhookResponseData {
	context.getResponseObject().status(httpStatus).json(body);
	return { noWebhookResponse: true };
}

function refuse(
	context: IWebhookFunctions,
	{ httpStatus, error }: ReportRefusal,
): IWebhookResponseData {
	const node = context.getNode().name;
	context.logger.warn(`${node} refused a request with HTTP ${httpStatus}: ${error}`, {
		workflowId: context.getWorkflow().id,
	});
	return answer(context, httpStatus, { error });
}

/**
 * The `webhook` method of the trigger: one item for a delivery report that is new and wanted,
 * and no execution for anything else. It never throws for a request, because n8n starts an execution
 * with the error then.
 *
 * It answers by itself. n8n 2 would answer only when the execution has a place to run, for which
 * Telesign does not wait; and n8n 2.41.1 saves what is new in the static data of a webhook only if it
 * is told that the answer is given (it makes a second workflow of the same data before it starts the
 * execution, and that marks it as unchanged: `workflow-runner.js`).
 *
 * While somebody listens for a test event, nothing is a repeat or too old: whoever sends a report
 * by hand wants to see it, and n8n keeps no static data then.
 */
export async function receiveReport(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const apiKey = await apiKeyOf(context);
	if (apiKey === undefined) return refuse(context, NO_CREDENTIAL);

	const headers = context.getHeaderData();
	const report = readReport({ headers, body: await bodyOf(context) }, apiKey);
	if ('httpStatus' in report) return refuse(context, report);

	const isTest = context.getMode() === 'manual';
	const tooOld = isTest ? undefined : refusalByAge(report, Date.now());
	if (tooOld) return refuse(context, tooOld);
	if (!isTest && isRepeat(context, report.id)) {
		return answer(context, 200, { message: 'This delivery report came before: not started' });
	}

	const { state } = report.meaning;
	const wanted = [context.getNodeParameter('triggerOn')].flat();
	if (!wanted.includes('all') && !wanted.includes(state)) {
		return answer(context, 200, { message: `'Trigger On' leaves out ${state}: not started` });
	}

	const json = context.getNodeParameter('simplify') ? toItem(report) : (report.json as IDataObject);
	if (!isTest) remember(context, report.id);
	return { ...answer(context, 200, { message: 'Started' }), workflowData: [[{ json }]] };
}
