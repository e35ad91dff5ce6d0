import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { INode, IWorkflowBase } from 'n8n-workflow';

interface Example {
	file: string;
	workflow: Pick<IWorkflowBase, 'id' | 'name' | 'connections' | 'settings'> & { nodes: INode[] };
}

const folder = join(__dirname, '..', '..', 'examples');

/** The workflows of `examples/`, by the name of their file. */
const examples: Example[] = readdirSync(folder)
	.filter((file) => file.endsWith('.json'))
	.map((file) => ({
		file,
		workflow: JSON.parse(readFileSync(join(folder, file), 'utf8')) as Example['workflow'],
	}));

export default examples;
