import type { IWebhookFunctions } from 'n8n-workflow';

type Request = ReturnType<IWebhookFunctions['getRequestObject']>;
type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/**
 * Starts an HTTP server that hands each request to `handle` as n8n hands it to a webhook node. JSON
 * that cannot be parsed gets n8n's answer, and `handle` does not see it.
 */
declare function webhookServer(
	handle: (request: Request, response: Response) => Promise<void>,
): Promise<{ url: string; close(): Promise<void> }>;
export = webhookServer;
