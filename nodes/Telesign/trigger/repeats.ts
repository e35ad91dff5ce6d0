/**
 * What a trigger has seen, so that a delivery report that Telesign sends again starts nothing.
 *
 * Two memories, because neither is enough. That of the process is exact, but ends with the process,
 * and each process has its own. The workflow's static data outlives the process, but n8n reads it
 * before a request and saves it whole afterwards: what others save between is undone. So everything
 * that the process knows is written again with each entry.
 */
import type { IWebhookFunctions } from 'n8n-workflow';

/** Newest entries that a process keeps of one trigger; less than 1 MB. */
const IN_PROCESS = 10_000;

/** Newest entries that the static data keeps of one trigger; 10 kB. */
const IN_STATIC_DATA = 500;

/** By workflow and node, the IDs that were seen, oldest first. */
const memories = new Map<string, Set<string>>();

/** What the trigger of the context remembers, with what the static data has from other processes. */
function memoryOf(context: IWebhookFunctions): Set<string> {
	const key = `${context.getWorkflow().id} ${context.getNode().id}`;
	const memory = memories.get(key) ?? new Set();
	memories.set(key, memory);

	const { recent } = context.getWorkflowStaticData('node');
	for (const id of Array.isArray(recent) ? recent : []) {
		if (typeof id === 'string') memory.add(id);
	}

	return memory;
}

/** Whether the trigger remembers this report. */
export const isRepeat = (context: IWebhookFunctions, id: string): boolean =>
	memoryOf(context).has(id);

/** Remembers a report in both memories. */
export function remember(context: IWebhookFunctions, id: string): void {
	const memory = memoryOf(context).add(id);
	for (const oldest of memory) {
		if (memory.size <= IN_PROCESS) break;
		memory.delete(oldest);
	}
	context.getWorkflowStaticData('node').recent = [...memory].slice(-IN_STATIC_DATA);
}
