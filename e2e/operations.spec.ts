/** The package in n8n, and each operation under each way of On Error, with Retry On Fail. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Library from 'n8n-workflow';
import type { IDataObject, INode, INodeTypeDescription } from 'n8n-workflow';
import { expect, test, type Started } from '../testbed/fixtures';
import { modulesOf } from '../testbed/install';
import { credential, examples } from '../testbed/workflows';
import { normalText } from './normal';
import { idOf, modes, operations, operationWorkflows } from './workflows';

/** Numbers of the sandbox (docs/sandbox.md), and one that nobody can call. */
const numbers = {
	good: '13105550100',
	landline: '13105550101',
	refused: '14155550106',
	storm: '14155550151', // 429 three times, then it is sent
	lost: '16465550131', // sent, but the connection is cut before the answer
	unreadable: 'call me',
};

/** Statuses stay as they were after the sending, however long a run takes. */
const frozen = { smsGatewayMs: 3_600_000, smsFinalMs: 7_200_000, voiceFinalMs: 7_200_000 };

test.beforeAll(async ({ owner }) => {
	for (const { id } of operationWorkflows) await owner.activate(id);
});

test('n8n knows the nodes and their tools', async ({ owner, version }) => {
	// The human review tool is one of n8n 2.
	const review = version.startsWith('1.') ? [] : ['n8n-nodes-telesign.telesignHitlTool'];
	const names = (await owner.nodeTypes()).map(({ name }) => name);
	expect(names.filter((name) => name.startsWith('n8n-nodes-telesign.')).sort()).toEqual([
		'n8n-nodes-telesign.telesign',
		...review,
		'n8n-nodes-telesign.telesignTool',
		'n8n-nodes-telesign.telesignTrigger',
	]);
});

test('n8n finds nothing wrong in the examples', async ({ owner, version }) => {
	const types = await owner.nodeTypes();
	const library = createRequire(join(modulesOf(version), 'n8n/package.json'))('n8n-workflow');
	const { NodeHelpers }: typeof Library = library;
	/** What n8n would mark red in the editor. */
	const issuesOf = (node: INode) => {
		const isOf = ({ name, version: all }: INodeTypeDescription) =>
			name === node.type && [all].flat().includes(node.typeVersion);
		const type = types.find(isOf)!;
		const given = [type.properties, node.parameters, true, false, node, type] as const;
		const parameters = NodeHelpers.getNodeParameters(...given) ?? {};
		return NodeHelpers.getNodeParametersIssues(type.properties, { ...node, parameters }, type);
	};
	// Human review, and making a data table, which the node "Run once" does, are of n8n 2.
	const isOfTwo = ({ type, typeVersion }: INode) =>
		type.endsWith('HitlTool') || (type === 'n8n-nodes-base.dataTable' && typeVersion > 1);
	const isOld = version.startsWith('1.');
	for (const { name, nodes } of Object.values(examples)) {
		const known = nodes.filter((node) => !isOld || !isOfTwo(node));
		expect(known.map(issuesOf), name).toEqual(known.map(() => null));
	}
});

test('the credential is tested', async ({ owner, sandbox: { account } }) => {
	const test = async (data: object) => (await owner.testCredential({ ...credential, data })).status;
	expect(await test(account)).toBe('OK');
	expect(await test({ ...account, apiKey: 'd3Jvbmc=' })).toBe('Error');
});

type Rows = Array<Record<string, string | undefined>>;

/** Runs one workflow with these rows to its end, and gives what the node left. */
type Run = (id: string, rows: Rows) => Promise<Awaited<ReturnType<typeof runOf>>>;
async function runOf(
	{ n8n, owner, sandbox }: Pick<Started, 'n8n' | 'owner' | 'sandbox'>,
	id: string,
	rows: Rows,
) {
	const requests = (await sandbox.requests()).length;
	const before = (await owner.executions(id)).length;
	expect((await n8n.post(id, { rows })).status).toBe(200);
	const execution = (await owner.settled(id, before + 1)).at(-1)!;
	const { status, runData, error } = await owner.execution(execution.id);
	const outputs = runData.Telesign?.at(-1)?.data?.main ?? [];
	const { message, description, httpCode, context } = (error ?? {}) as unknown as IDataObject;
	const { data } = (context ?? {}) as IDataObject;
	return {
		status,
		...(error && { error: { message, description, httpCode, data } }),
		outputs: outputs.map((items) =>
			(items ?? []).map(({ json, pairedItem }) => {
				const [link] = [pairedItem].flat();
				return { json, row: typeof link === 'object' ? link.item : link };
			}),
		),
		requests: (await sandbox.requests()).length - requests,
	};
}

/** The rows by which each operation is tried: all fine, one that cannot be right, and every kind. */
async function rowsOf(operation: string, run: Run, codeOf: Started['sandbox']['codeOf']) {
	if (operation === 'send') {
		const rows = (...names: Array<keyof typeof numbers>) =>
			names.map((name) => ({ phone: numbers[name] }));
		return {
			fine: rows('good', 'landline', 'storm'),
			unreadable: rows('good', 'unreadable'),
			refused: rows('good', 'refused'),
			mixed: rows('good', 'unreadable', 'refused', 'lost', 'storm', 'landline'),
		};
	}
	const ownCode = operation === 'complete' ? '2718' : undefined;
	const phones = [numbers.good, numbers.landline];
	const { outputs } = await run(
		idOf('send', 'stopWorkflow'),
		phones.map((phone) => ({ phone, ownCode })),
	);
	const [first, second] = outputs[0].map(({ json }) => String(json.reference_id));
	const right = { id: first, code: await codeOf(numbers.good) };
	const wrong = { id: second, code: '0000' };
	const unreadable = { id: 'abc', code: '1234' };
	const refused = { id: '0'.repeat(32), code: '1234' };
	return {
		fine: [right, wrong],
		unreadable: [right, unreadable],
		refused: [right, refused],
		mixed: [right, unreadable, refused, wrong],
	};
}

/** Which numbers should have got how many messages of one run of Send. */
function messagesOf(kind: string, mode: string, rows: Rows) {
	const stopped = mode === 'stopWorkflow' && ['unreadable', 'mixed'].includes(kind);
	const reached = [numbers.good, numbers.landline, numbers.storm, numbers.lost];
	const given = rows.map(({ phone }) => phone!).filter((phone) => reached.includes(phone));
	return stopped ? [] : given.sort();
}

for (const [operation, mode] of Object.keys(operations).flatMap((one) =>
	modes.map((other) => [one, other]),
)) {
	test(`${operation}, On Error ${mode}, Retry On Fail`, async ({ n8n, owner, sandbox }) => {
		const run: Run = async (id, list) => await runOf({ n8n, owner, sandbox }, id, list);
		await sandbox.change(frozen);
		const rows = await rowsOf(operation, run, sandbox.codeOf);
		const ran: Record<string, Awaited<ReturnType<Run>>> = {};
		for (const [kind, list] of Object.entries<Rows>(rows)) {
			await test.step(kind, async () => {
				if (operation === 'send') await sandbox.reset();
				ran[kind] = await run(idOf(operation, mode), list);
				if (operation !== 'send') return;
				// One message for each, whatever was tried again.
				const received = (await sandbox.messages()).map(({ to }) => to).sort();
				expect(received).toEqual(messagesOf(kind, mode, list));
			});
		}

		// Statuses, what came out for which row, errors, and how many requests that took.
		expect(normalText(ran)).toMatchSnapshot(`${operation}-${mode}.json`);
	});
}
