/** The data tables that the examples keep their rows in. */
import type { IDataObject, INode } from 'n8n-workflow';
import type { Owner } from './n8n';
import type { Workflow } from './workflows';

/** A time, as the examples keep it. */
export const minutesAgo = (minutes: number) =>
	new Date(Date.now() - minutes * 60_000).toISOString();

/** The table of most examples. */
export const table = 'phone_verifications';

/** Every row. */
const all = { type: 'and', filters: [{ columnName: 'id', condition: 'gt', value: 0 }] };

const isTable = ({ type }: INode) => type === 'n8n-nodes-base.dataTable';

/** Makes every table that a workflow has a node to make, as that node would; n8n 1 has no such node. */
export async function makeTables(owner: Owner, workflows: Workflow[]) {
	const { id: project } = (await owner.rest('GET', 'projects/personal')) as { id: string };
	const path = `projects/${project}/data-tables`;
	const ids: Record<string, string> = {};
	for (const { parameters } of workflows.flatMap(({ nodes }) => nodes.filter(isTable))) {
		const { operation, tableName, columns } = parameters as Record<string, IDataObject>;
		const name = String(tableName);
		if (String(operation) !== 'create' || ids[name]) continue;
		const list = (columns.column as IDataObject[]).map(({ name: column, type = 'string' }) => ({
			name: column,
			type,
		}));
		ids[name] = (await owner.rest('POST', path, { name, columns: list })).id;
	}
	return {
		/** Chooses the tables by their IDs, as a person does in n8n 1, which does not find them by name. */
		async choose(workflow: Workflow): Promise<void> {
			const nodes = workflow.nodes.map((node) => {
				const { value } = (node.parameters.dataTableId ?? {}) as IDataObject;
				const dataTableId = { __rl: true, mode: 'id', value: ids[String(value)] };
				return value ? { ...node, parameters: { ...node.parameters, dataTableId } } : node;
			});
			const { versionId } = await owner.rest('GET', `workflows/${workflow.id}`);
			await owner.rest('PATCH', `workflows/${workflow.id}`, { nodes, versionId });
		},

		/** All rows of a table, oldest first. */
		rows: async (name: string): Promise<IDataObject[]> =>
			(await owner.rest('GET', `${path}/${ids[name]}/rows?take=250&sortBy=id:asc`)).data,

		insert: async (name: string, data: IDataObject[]) =>
			await owner.rest('POST', `${path}/${ids[name]}/insert`, { data, returnType: 'count' }),

		/** Sets these columns in all rows. */
		change: async (name: string, data: IDataObject) =>
			await owner.rest('PATCH', `${path}/${ids[name]}/rows`, { filter: all, data }),

		async empty(): Promise<void> {
			const filter = encodeURIComponent(JSON.stringify(all));
			for (const id of Object.values(ids)) {
				await owner.rest('DELETE', `${path}/${id}/rows?filter=${filter}`);
			}
		},
	};
}

export type Tables = Awaited<ReturnType<typeof makeTables>>;
