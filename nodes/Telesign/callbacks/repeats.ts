/**
 * What a trigger has seen, so that a callback that Telesign sends again starts nothing.
 *
 * Two memories, because neither is enough. That of the process is exact, but ends with the process,
 * and each process has its own. The workflow's static data outlives the process, but n8n saves it
 * whole, some time after the request: two requests at the same time, or a node that saves static
 * data of its own, can undo an entry.
 */
import type { IWebhookFunctions } from 'n8n-workflow';

/** Newest entries that a process keeps, of all triggers together; about 1 MB. */
const IN_PROCESS = 10_000;

/** Newest entries that the static data keeps of one trigger; about 10 kB, saved with each report. */
const IN_STATIC_DATA = 500;

/** Oldest first. */
const inProcess = new Set<string>();

const keyOf = (context: IWebhookFunctions, id: string): string =>
	`${context.getWorkflow().id} ${context.getNode().id} ${id}`;

const stored = (context: IWebhookFunctions): unknown[] => {
	const { recent } = context.getWorkflowStaticData('node');
	return Array.isArray(recent) ? recent : [];
};

/** Whether the trigger remembers this callback. */
export const isRepeat = (context: IWebhookFunctions, id: string): boolean =>
	inProcess.has(keyOf(context, id)) || stored(context).includes(id);

/**
 * Remembers a callback in both memories. n8n saves the static data only if it could start the
 * execution; the function that is returned takes the entry out of the process if it could not.
 */
export function remember(context: IWebhookFunctions, id: string): () => void {
	const key = keyOf(context, id);
	inProcess.add(key);
	if (inProcess.size > IN_PROCESS) inProcess.delete(inProcess.values().next().value!);

	context.getWorkflowStaticData('node').recent = [...stored(context), id].slice(-IN_STATIC_DATA);
	return () => inProcess.delete(key);
}
