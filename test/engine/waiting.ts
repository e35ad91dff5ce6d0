/**
 * An execution that waits for a person, and the browser of that person: what n8n's `WaitingWebhooks` does
 * between the two, with the context that n8n gives to a webhook.
 */
import { WebhookContext } from 'n8n-core';
import type {
	IDataObject,
	INodeExecutionData,
	IRunExecutionData,
	IWebhookData,
	IWebhookResponseData,
} from 'n8n-workflow';
import { Telesign } from '../../nodes/Telesign/Telesign.node';
import type { Sandbox } from '../../sandbox/server';
import { additionalDataFor, type NodeOutcome, type NodeRun } from './engine';
import { runOperation } from './operations';

/** What a browser got. */
export interface Seen {
	status: number;
	headers: Record<string, string>;
	/** HTML, or nothing for a redirect. */
	html: string;
	/** What the execution goes on with, if it does. */
	goesOn?: INodeExecutionData[][];
}

/** Runs the operation over one row, with a phone and texts as they are by default. */
export const startWaiting = async (
	sandbox: Sandbox,
	parameters: IDataObject = {},
	more: Partial<NodeRun> = {},
	row: IDataObject = { phone: '13105550100' },
): Promise<NodeOutcome> =>
	await runOperation(
		sandbox,
		[row],
		{
			operation: 'sendAndWait',
			resource: 'smsVerify',
			phoneNumber: '={{ $json.phone }}',
			...parameters,
		},
		more,
	);

/** What n8n would pass on if nobody came. */
export const timedOut = ({ run }: NodeOutcome): IDataObject =>
	run.data.executionData!.nodeExecutionStack[0].data.main[0]![0].json;

/** The address that the node gave. */
export const addressOf = ({ out }: NodeOutcome): string => out[0].json.page_url as string;

/** A browser at a waiting execution. n8n reads the execution from its database for each request. */
export class Browser {
	private readonly data: IRunExecutionData;

	/** What the page signs in with. */
	credential: Record<string, string | number>;

	constructor(
		private readonly outcome: NodeOutcome,
		sandbox: Sandbox,
		private readonly nodeType = new Telesign(),
	) {
		this.data = JSON.parse(JSON.stringify(outcome.run.data)) as IRunExecutionData;
		this.credential = { ...sandbox.account, baseUrl: sandbox.url, requestsPerSecond: 0 };
	}

	async request(method: string, address: string, body: IDataObject = {}): Promise<Seen> {
		const seen: Seen = { status: 200, headers: {}, html: '' };
		const response = {
			status: (status: number) => ((seen.status = status), response),
			set: (headers: Record<string, string>) => (Object.assign(seen.headers, headers), response),
			send: (html: string) => ((seen.html = html), response),
			redirect: (status: number, to: string) => {
				seen.status = status;
				seen.headers.location = to;
			},
		};
		const { searchParams } = new URL(address, 'http://127.0.0.1');
		const { workflow } = this.outcome;
		const additionalData = {
			...additionalDataFor(this.credential),
			httpRequest: {
				method,
				body,
				query: Object.fromEntries(searchParams),
				headers: {},
				params: {},
			},
			httpResponse: response,
		} as unknown as ReturnType<typeof additionalDataFor>;
		await workflow.expression.acquireIsolate?.();
		const context = new WebhookContext(
			workflow,
			workflow.getNode('Telesign')!,
			additionalData,
			'webhook',
			{ webhookDescription: { name: 'default' } } as unknown as IWebhookData,
			[],
			JSON.parse(JSON.stringify(this.data)) as IRunExecutionData,
		);
		const answer: IWebhookResponseData = await this.nodeType.webhook.call(context);
		return { ...seen, goesOn: answer.workflowData };
	}

	/** Opens an address, or what a form led to. */
	async get(address: string): Promise<Seen> {
		return await this.request('GET', address);
	}

	/** Sends a form, and follows where it leads. */
	async post(address: string, body: IDataObject): Promise<Seen> {
		const seen = await this.request('POST', address, body);
		return seen.status === 303 ? await this.get(seen.headers.location) : seen;
	}
}

/** Where the forms of a page go. */
export const actionOf = ({ html }: Seen): string =>
	/action="([^"]*)"/.exec(html)![1].replace(/&#38;/g, '&');

/** What a page says, as a person reads it. */
export const wordsOf = ({ html }: Seen): string =>
	html
		.replace(/<head>.*<\/head>/s, '')
		.replace(/<[^>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();
