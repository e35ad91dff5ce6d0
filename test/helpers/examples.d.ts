import type { INode, IWorkflowBase } from 'n8n-workflow';

/** The workflows of `examples/`, by the name of their file. */
declare const examples: Array<{
	file: string;
	workflow: Pick<IWorkflowBase, 'id' | 'name' | 'connections' | 'settings'> & { nodes: INode[] };
}>;
export = examples;
