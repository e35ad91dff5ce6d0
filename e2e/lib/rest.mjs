/** n8n's own REST API, as its editor uses it. */
import { parse } from 'flatted';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from './problem.mjs';

const patienceMs = 60_000;

/**
 * @param {{ url: string, version: string }} n8n a running one
 * @param {{ cookie: string }} owner
 */
export function signedIn({ url, version }, { cookie }) {
	async function ask(method, path, body) {
		const answer = await fetch(`${url}${path}`, {
			method,
			headers: { cookie, 'content-type': 'application/json' },
			body: body && JSON.stringify(body),
		});
		const text = await answer.text();
		if (!answer.ok) {
			throw new Problem(
				`n8n answered ${method} ${path} with HTTP ${answer.status}: ${text.slice(0, 300)}`,
				'The log says more.',
			);
		}
		return JSON.parse(text);
	}
	const rest = async (method, path, body) => (await ask(method, `/rest/${path}`, body)).data;
	const get = (path) => rest('GET', path);

	/** The executions of a workflow, oldest first. */
	async function executions(workflowId) {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await get(`executions?filter=${filter}&limit=100`);
		return results.reverse();
	}

	return {
		get,
		post: (path, body) => rest('POST', path, body),
		patch: (path, body) => rest('PATCH', path, body),
		executions,

		/** The descriptions of all node types that the editor knows. */
		nodeTypes: () => ask('GET', '/types/nodes.json'),

		/** Makes the webhooks and triggers of an imported workflow answer. */
		async activate(id) {
			const { versionId } = await get(`workflows/${id}`);
			if (version.startsWith('1.')) {
				await rest('PATCH', `workflows/${id}`, { active: true, versionId });
				return;
			}
			// n8n 2 publishes a version of it, in the background.
			await rest('POST', `workflows/${id}/activate`, { versionId });
			for (const giveUp = Date.now() + patienceMs; Date.now() < giveUp; await sleep(50)) {
				const { status } = await get(`workflows/${id}/publication-status`);
				if (status === 'published') return;
				if (status !== 'in_progress') break;
			}
			throw new Problem(`Workflow ${id} could not be activated.`, 'The log says more.');
		},

		/**
		 * How an execution went.
		 *
		 * @returns {Promise<{ status: string, runData: object, error?: object }>} `runData`: by the name
		 *   of the node, its runs
		 */
		async execution(id) {
			const { status, data } = await get(`executions/${id}`);
			const { resultData } = parse(data);
			return { status, runData: resultData.runData, error: resultData.error };
		},

		/**
		 * Waits until a workflow has this many executions and all have come to an end.
		 *
		 * @returns {Promise<object[]>} them, oldest first
		 * @throws {Problem} if that takes more than a minute
		 */
		async settled(workflowId, count) {
			const giveUp = Date.now() + patienceMs;
			for (;;) {
				const found = await executions(workflowId);
				const running = found.filter(({ status }) =>
					['new', 'running', 'waiting'].includes(status),
				);
				if (found.length >= count && running.length === 0) return found;
				if (Date.now() > giveUp) {
					throw new Problem(
						`Workflow ${workflowId} has ${found.length} executions, ${running.length} of them unfinished, instead of ${count}.`,
						'The log says more.',
					);
				}
				await sleep(200);
			}
		},
	};
}
