/** The examples as they are imported. `npm run test:e2e` runs them in n8n. */
import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodeType,
} from 'n8n-workflow';
import { Telesign } from '../../nodes/Telesign/Telesign.node';
import { TelesignTrigger } from '../../nodes/Telesign/TelesignTrigger.node';
import examples from '../helpers/examples';
import readText from '../helpers/readText';

const PACKAGE = 'n8n-nodes-telesign.';
const NOTE = 'n8n-nodes-base.stickyNote';

const ours: Record<string, INodeType> = {
	telesign: new Telesign(),
	telesignTool: new Telesign(), // n8n makes it of the node
	telesignHitlTool: new Telesign(), // the same, with a message in front
	telesignTrigger: new TelesignTrigger(),
};

/** Numbers that nobody has: from the ranges that their countries keep for fiction. */
const FICTION =
	/^(1\d{3}55501\d\d|447700900\d{3}|442079460\d{3}|3319900\d{4}|61491570(006|110|15[6-9]))$/;

const isExpression = (value: unknown) => typeof value === 'string' && value.startsWith('=');

/** Values that none of the options of a property has. */
const noOptions = ({ type, options = [] }: INodeProperties, value: unknown) =>
	/^(options|multiOptions)$/.test(type) && !isExpression(value)
		? [value]
				.flat()
				.filter((one) => !options.some((option) => 'value' in option && option.value === one))
		: [];

/** What in `values` no property has: names and chosen options, with where they stand. */
function unknowns(properties: INodeProperties[], values: INodeParameters, at = ''): string[] {
	return Object.entries(values).flatMap(([name, value]) => {
		const named = properties.filter((property) => property.name === name);
		if (named.length === 0) return [`${at}${name}`];
		if (named[0].type === 'collection') {
			const options = named.flatMap(({ options: list = [] }) => list as INodeProperties[]);
			return unknowns(options, value as INodeParameters, `${at}${name}.`);
		}
		return noOptions(named[0], value).map((one) => `${at}${name} = ${one}`);
	});
}

/** What is wrong with the parameters of a node of this package. */
function problemsOf(node: INode): string[] {
	const { description } = ours[node.type.slice(PACKAGE.length)];
	const { properties } = description;
	const shown = NodeHelpers.getNodeParameters(
		properties,
		node.parameters,
		true,
		false,
		node,
		description,
	);
	const hidden = Object.keys(node.parameters).filter((name) => !(name in (shown ?? {})));
	const filled = { ...node, parameters: shown ?? {} };
	const issues = NodeHelpers.getNodeParametersIssues(properties, filled, description);
	return [
		...unknowns(properties, node.parameters).map((name) => `unknown: ${name}`),
		...hidden.map((name) => `hidden: ${name}`),
		...Object.values(issues?.parameters ?? {}).flat(),
	];
}

const isOurs = ({ type }: INode) => type.startsWith(PACKAGE);

describe.each(examples)('$file', ({ file, workflow }) => {
	const { nodes, connections } = workflow;
	const names = nodes.map(({ name }) => name);
	const notes = nodes.filter(({ type }) => type === NOTE);

	it('has what n8n imports, and a note that says what it is', () => {
		expect(workflow).toEqual({
			id: expect.stringMatching(/^\w{16}$/),
			name: expect.stringMatching(/\S/),
			nodes: expect.any(Array),
			connections: expect.any(Object),
			settings: { executionOrder: 'v1' },
		});
		expect(new Set(names).size).toBe(names.length);
		expect(notes[0].parameters.content).toMatch(new RegExp(`^## ${workflow.name}\n`));
		expect(readText('examples/README.md')).toContain(`\`${file}\``);
	});

	it('connects nodes that are there, and leaves none alone', () => {
		const targets = Object.values(connections)
			.flatMap((byType) => Object.values(byType))
			.flat(2)
			.map((connection) => connection?.node);
		expect(names).toEqual(expect.arrayContaining([...Object.keys(connections), ...targets]));
		const connected = new Set([...Object.keys(connections), ...targets]);
		const alone = nodes.filter(({ name, type }) => type !== NOTE && !connected.has(name));
		expect(alone).toEqual([]);
	});

	it('names nodes that are there in its expressions', () => {
		const named = [...JSON.stringify(nodes).matchAll(/\$\('([^']+)'\)/g)].map(([, name]) => name);
		expect(names).toEqual(expect.arrayContaining(named));
	});

	it('gives the nodes of this package nothing that they do not have or show', () => {
		const problems = nodes
			.filter(isOurs)
			.flatMap((node) => problemsOf(node).map((problem) => `${node.name}: ${problem}`));
		expect(problems).toEqual([]);
	});

	it('uses the credential of the sandbox', () => {
		for (const { credentials } of nodes.filter(isOurs)) {
			expect(credentials).toEqual({
				telesignApi: { id: 'telesignSandbox1', name: 'Telesign sandbox' },
			});
		}
	});

	it('has nothing that n8n Cloud lacks', () => {
		const types = nodes.map(({ type }) => type.replace(/^.*\./, ''));
		const lacking = ['executeCommand', 'localFileTrigger', 'readWriteFile'];
		expect(types.filter((type) => lacking.includes(type))).toEqual([]);
		expect(JSON.stringify(nodes)).not.toContain('$env');
	});

	it('finds its tables by their names, and makes them with every column that it fills', () => {
		const tables = nodes.filter(({ type }) => type === 'n8n-nodes-base.dataTable');
		const [make, ...others] = tables.filter(({ parameters }) => parameters.resource === 'table');
		expect(others).toEqual([]);
		for (const { name, parameters } of tables.filter((node) => node !== make)) {
			expect([name, parameters.dataTableId]).toEqual([
				name,
				{ __rl: true, mode: 'name', value: make.parameters.tableName },
			]);
			const { value = {} } = (parameters.columns ?? {}) as { value?: object };
			const { column } = make.parameters.columns as { column: INodeParameters[] };
			const columns = column.map((one) => one.name);
			expect(Object.keys(value).filter((one) => !columns.includes(one))).toEqual([]);
		}
	});

	it('names no phone number that somebody may have', () => {
		const texts = JSON.stringify(nodes.map(({ parameters }) => parameters));
		const numbers = [...texts.matchAll(/\+?\d[\d ()-]{7,}\d/g)].map(([text]) =>
			text.replace(/\D/g, ''),
		);
		expect(numbers.filter((number) => !FICTION.test(number))).toEqual([]);
	});
});

it('makes the same table wherever it makes it', () => {
	const made = examples
		.flatMap(({ workflow: { nodes } }) => nodes.map(({ parameters }) => parameters))
		.filter(({ operation }) => operation === 'create');
	for (const { tableName, columns } of made) {
		const first = made.find((one) => one.tableName === tableName)!;
		expect(columns).toEqual(first.columns);
		for (const { name } of (columns as { column: INodeParameters[] }).column) {
			expect(readText('examples/README.md')).toContain(`\`${String(name)}\``);
		}
	}
});

it('gives every workflow, node and webhook an ID of its own', () => {
	const ids = examples.flatMap(({ workflow: { id, nodes } }) => [
		id,
		...nodes.flatMap((node) => [node.id, node.webhookId]),
	]);
	const given = ids.filter((id) => id !== undefined);
	expect(new Set(given).size).toBe(given.length);
});

describe('what the check of parameters finds', () => {
	const send = (parameters: INodeParameters): INode => ({
		id: '1',
		name: 'Telesign',
		type: `${PACKAGE}telesign`,
		typeVersion: 1,
		position: [0, 0],
		parameters: { resource: 'smartVerify', operation: 'send', phoneNumber: '1', ...parameters },
	});

	it.each<[string, INodeParameters, string]>([
		['a parameter that is not there', { number: '1' }, 'unknown: number'],
		['a field that is not there', { options: { wait: 1 } }, 'unknown: options.wait'],
		['a parameter of another operation', { referenceId: 'A' }, 'hidden: referenceId'],
		['a required one that is empty', { phoneNumber: '' }, '"Phone Number" is required'],
		['an operation that is not there', { operation: 'resend' }, 'unknown: operation = resend'],
		[
			'an option that is not there',
			{ additionalFields: { ucid: 'ABCD' } },
			'unknown: additionalFields.ucid = ABCD',
		],
	])('%s', (_, parameters, problem) => {
		expect(problemsOf(send(parameters)).join('\n')).toContain(problem);
	});

	it('nothing, where all is well', () => {
		expect(problemsOf(send({}))).toEqual([]);
	});
});
