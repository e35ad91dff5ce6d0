/** The tables of docs/reference.md that repeat what the panel says (`npm run docs`), and its keys. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { properties } from '../../nodes/Telesign/resources';
import docTable from '../../testbed/docTable';
import readText from '../helpers/readText';

/** As n8n types them, each kind in its place. */
const choicesOf = ({ options = [] }: INodeProperties) => options as INodePropertyOptions[];
const groupsOf = ({ options = [] }: INodeProperties) => options as INodePropertyCollection[];
const innerOf = ({ options = [] }: INodeProperties) => options as INodeProperties[];

const isShownFor = ({ displayOptions }: INodeProperties, resource: unknown, operation: unknown) =>
	displayOptions?.show?.resource?.includes(resource as string) &&
	displayOptions.show.operation?.includes(operation as string);

const isLong = (field: INodeProperties) => field.type === 'options' && choicesOf(field).length > 6;

const named = ({ name, value }: INodePropertyOptions) => `${name} (\`${value}\`)`;

/** What a person has to know of a field, in one cell. */
function aboutOf(field: INodeProperties): string {
	const parts = [field.description ?? ''];
	if (isLong(field)) parts.push(`[${choicesOf(field).length} to choose from](#choices).`);
	else if (field.type === 'options') parts.push(`${choicesOf(field).map(named).join(', ')}.`);
	if (field.type === 'number') parts.push(`Default ${String(field.default)}.`);
	if (field.type === 'string' && field.default) parts.push(`Default: ${String(field.default)}`);
	return parts
		.filter(Boolean)
		.map((part) => part.replace(/([^.])$/, '$1.'))
		.join(' ')
		.replaceAll('|', '\\|');
}

/** A row for a field; for a group of fields a row, and one for each of them. */
function rowsOfField(field: INodeProperties): string[] {
	const { displayName, required, routing, type } = field;
	const row = (name: string, sentAs: string) => `| ${name} | ${sentAs} | ${aboutOf(field)} |`;
	if (type === 'notice') return [];
	if (type === 'collection') {
		return [row(`**${displayName}**`, ''), ...innerOf(field).flatMap(rowsOfField)];
	}
	if (type === 'fixedCollection') {
		const inner = groupsOf(field).flatMap(({ values }) => values.flatMap(rowsOfField));
		return [row(`**${displayName}**`, ''), ...inner];
	}
	const property = routing?.send?.property;
	return [
		row(required ? `${displayName} (required)` : displayName, property ? `\`${property}\`` : ''),
	];
}

/** Each operation with its fields. Resources that have the same ones share a table. */
function fieldTables(): string {
	const resources = choicesOf(properties.find(({ name }) => name === 'resource')!);
	const tables = new Map<string, { names: string[]; operation: string }>();
	for (const resource of resources) {
		const ofResource = properties.filter(({ displayOptions }) =>
			displayOptions?.show?.resource?.includes(resource.value as string),
		);
		const rowsOf = (operation: unknown) =>
			ofResource
				.filter((field) => isShownFor(field, resource.value, operation))
				.flatMap(rowsOfField);
		const ofSend = rowsOf('send');
		for (const operation of choicesOf(ofResource.find(({ name }) => name === 'operation')!)) {
			const { method, url } = operation.routing?.request ?? {};
			const isLikeSend = operation.value === 'sendAndWait';
			const all = rowsOf(operation.value);
			const rows = isLikeSend ? all.filter((row) => !ofSend.includes(row)) : all;
			const path = String(url)
				.replace(/^=/, '')
				.replace(/\{\{\$parameter\.(\w+)\}\}/g, '{$1}');
			const table = [
				isLikeSend ? 'As Send Code, and:' : `\`${method} ${path}\``,
				'',
				'| Field | Sent as | |',
				'| --- | --- | --- |',
				...rows,
			].join('\n');
			const same = tables.get(table);
			if (same) same.names.push(resource.name);
			else tables.set(table, { names: [resource.name], operation: operation.name });
		}
	}
	// Sending comes first; the other operations are in the order of the panel.
	const rank = (operation: string) =>
		operation === 'Send Code' ? 0 : operation.startsWith('Send Code') ? 1 : 2;
	return [...tables]
		.sort(([, a], [, b]) => rank(a.operation) - rank(b.operation))
		.map(([table, { names, operation }]) => `### ${operation}: ${names.join(', ')}\n\n${table}`)
		.join('\n\n');
}

/** The long lists of choices, each once. */
function choices(): string {
	const everyField = (field: INodeProperties): INodeProperties[] => {
		if (field.type === 'collection') return innerOf(field).flatMap(everyField);
		if (field.type !== 'fixedCollection') return [field];
		return groupsOf(field).flatMap(({ values }) => values.flatMap(everyField));
	};
	const lists = properties
		.flatMap(everyField)
		.filter(isLong)
		.map((field) => `**${field.displayName}**: ${choicesOf(field).map(named).join(', ')}.`);
	return [...new Set(lists)].join('\n\n');
}

it.each([
	['fields', fieldTables()],
	['choices', choices()],
])('docs/reference.md has the table "%s" as the panel says', (name, table) => {
	expect(docTable('docs/reference.md', name, table)).toBe(table);
});

/** What the editor knows of an output under Simplify, by the schema of each operation. */
const schemas = join(process.cwd(), 'nodes/Telesign/__schema__');
const files = readdirSync(schemas, { recursive: true, encoding: 'utf8' });

it.each(files.filter((file) => file.endsWith('.json')))(
	'docs/reference.md says what each key of %s means',
	(file) => {
		const schema = JSON.parse(readFileSync(join(schemas, file), 'utf8'));
		const all: Array<{ title?: string; properties: object }> = schema.oneOf ?? [schema];
		const { properties: keys } = all.find(({ title = '' }) => title !== 'Simplify off')!;
		const document = readText('docs/reference.md');
		for (const key of Object.keys(keys)) expect(document).toContain(`| \`${key}\` |`);
	},
);
