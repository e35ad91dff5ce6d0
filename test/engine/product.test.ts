/**
 * That a product is data: the documented answers of Telesign's Verify API, which is JSON with another
 * envelope on another host, through the exchange as it is. Source: Telesign OpenAPI of the Verify API,
 * version 1.1.0; the node does not offer this product yet.
 */
import type { IDataObject, INodeType } from 'n8n-workflow';
import { isObject, part, textOf, toCode, type Answer } from '../../nodes/Telesign/api/envelope';
import { text } from '../../nodes/Telesign/api/fields/text';
import { smartVerify, type Product } from '../../nodes/Telesign/api/product';
import type { Field, Operation } from '../../nodes/Telesign/exchange/operation';
import { describeResource } from '../../nodes/Telesign/resources/resource';
import { phoneNumber, simplify } from '../../nodes/Telesign/resources/fields/common';
import { Telesign } from '../../nodes/Telesign/Telesign.node';
import { answering, type HostileAnswer } from '../helpers/hostileServer';
import { runNode } from './engine';

const ID = '0123456789ABCDEF0123456789ABCDEF';

type State = Answer['meaning']['state'];

const STATES: Record<number, State> = {
	3901: 'in_progress',
	3001: 'in_progress',
	3900: 'delivered',
	3072: 'blocked',
};

const BUSY: Record<number, Answer['busy']> = {
	3204: 'tooFast',
	3500: 'unavailable',
	3041: 'unavailable',
};

const verification: Product = {
	...smartVerify,
	name: 'Verify API',
	baseUrl: 'verifyBaseUrl',
	requestsPerSecond: 10,
	codes: ['code'],
	secrets: {
		isSecret: (key) => key === 'security_factor',
		isCode: (key, parent) => key === 'code' && parent === 'status',
	},
	readAnswer(httpStatus, json) {
		if (!isObject(json) || !(isObject(json.status) || typeof json.state === 'string'))
			return undefined;
		const statusCode = toCode(part(json, 'status').code) ?? null;
		const state = statusCode === null ? 'in_progress' : (STATES[statusCode] ?? 'unknown');
		const isFailure = httpStatus >= 400 || state === 'blocked';
		return {
			httpStatus,
			statusCode,
			statusText: textOf(part(json, 'status').description) ?? '',
			meaning: {
				text: '',
				state,
				final: state !== 'in_progress',
				mayHaveArrived: false,
				retryHelps: false,
				family: 'unknown',
			},
			referenceId: textOf(json.reference_id),
			busy: httpStatus >= 400 ? BUSY[statusCode ?? 0] : undefined,
			leavesOpen: isFailure && httpStatus >= 500 && BUSY[statusCode ?? 0] === undefined,
			wasTried: false,
			family: 'unknown',
			retryHelps: BUSY[statusCode ?? 0] !== undefined,
			json,
		};
	},
};

const to: Field = {
	...phoneNumber,
	routing: { send: { type: 'body', property: 'recipient.phone_number' } },
};

const maxWait: Field = {
	displayName: 'Keep Trying',
	name: 'maxWait',
	type: 'number',
	default: 20,
	check: (value) => ({ value }),
};

const reference: Field = {
	displayName: 'Reference ID',
	name: 'referenceId',
	type: 'string',
	default: '',
	check: text,
};

const common = {
	name: 'X',
	action: 'X',
	description: 'X',
	product: verification,
	does: 'start the verification',
	done: 'started',
	isResult: ({ meaning: { state } }: Answer) => state !== 'blocked' && state !== 'failed',
	toItem: ({ referenceId, json }: Answer): IDataObject => ({
		reference_id: referenceId ?? null,
		state: json.state as string,
	}),
};

const ifAnswerIsLost = {
	mayHaveHappened: 'The code may have been sent',
	findOut: 'Ask the person.',
};

const operations: Operation[] = [
	{
		...common,
		value: 'send',
		request: { method: 'POST', url: '/verification' },
		fields: [to, simplify, maxWait],
		ifAnswerIsLost,
	},
	{
		...common,
		value: 'check',
		does: 'check the code',
		request: {
			method: 'PATCH',
			url: '=/verification/{{$parameter.referenceId}}/state',
			body: { action: 'finalize' },
		},
		fields: [
			reference,
			{
				displayName: 'Code',
				name: 'code',
				type: 'string',
				default: '',
				check: text,
				routing: { send: { type: 'body', property: 'security_factor' } },
			},
			simplify,
			maxWait,
		],
		ifAnswerIsLost,
		toItem: ({ statusCode }) => ({ verified: statusCode === 3900, status_code: statusCode }),
	},
	{
		...common,
		value: 'get',
		request: { method: 'GET', url: '=/verification/{{$parameter.referenceId}}' },
		fields: [reference, simplify, maxWait],
	},
];

const described = describeResource({
	value: 'verification',
	name: 'Verify API',
	description: 'X',
	operations,
});

const nodeType = (): INodeType => {
	const node = new Telesign();
	const [resource, ...rest] = node.description.properties;
	node.description.properties = [
		{ ...resource, options: [...(resource.options as []), described.option] },
		...described.properties,
		...rest,
	];
	return Object.assign(node, { customOperations: { verification: described.customOperations } });
};

const status = (code: number, description: string) => ({ code, description });

/** Runs an operation for two people against documented answers, the first first. */
async function run(operation: string, answers: HostileAnswer[]) {
	const server = await answering((_request, count) => answers[Math.min(count, answers.length) - 1]);
	try {
		const outcome = await runNode({
			nodeType: nodeType(),
			rows: [{ phone: '+1 310 555 0100' }, { phone: '447700900123' }],
			parameters: {
				resource: 'verification',
				operation,
				phoneNumber: '={{ $json.phone }}',
				referenceId: ID,
				code: '5724433',
			},
			credential: {
				customerId: 'A',
				apiKey: 'a key that is long enough',
				// Nothing listens where the other products are.
				baseUrl: 'http://127.0.0.1:9',
				verifyBaseUrl: server.url,
				requestsPerSecond: 0,
			},
			onError: 'continueRegularOutput',
			maxTries: 2,
		});
		return { ...outcome, requests: server.requests };
	} finally {
		await server.close();
	}
}

const started = {
	body: {
		reference_id: ID,
		recipient: { phone_number: '13105550100' },
		state: 'ONGOING',
		verification_policy: [{ method: 'sms' }],
		status: status(3901, 'Request in progress'),
	},
};

it('sends JSON to the host of the product, the fields in their places', async () => {
	const { out, requests } = await run('send', [started]);
	expect(out.map(({ json }) => json)).toEqual(
		Array(2).fill({ reference_id: ID, state: 'ONGOING' }),
	);
	expect(
		requests
			.map(({ method, url, headers, body }) => [method, url, headers['content-type'], body])
			.sort(),
	).toEqual([
		['POST', '/verification', 'application/json', '{"recipient":{"phone_number":"13105550100"}}'],
		['POST', '/verification', 'application/json', '{"recipient":{"phone_number":"447700900123"}}'],
	]);
});

it('takes a block for a block (3072)', async () => {
	const { out } = await run('send', [
		{
			body: {
				reference_id: ID,
				state: 'REJECTED',
				status: status(3072, 'Message blocked due to high risk score'),
			},
		},
	]);
	expect(out.map(({ json }) => (json.error as IDataObject).message)).toEqual([
		'Telesign blocked it and did not start the verification: Message blocked due to high risk score (3072) [item 0]',
		'Telesign blocked it and did not start the verification: Message blocked due to high risk score (3072) [item 1]',
	]);
});

it.each([
	[429, 3204, 'Rate Limit Exceeded'],
	[503, 3500, 'System Unavailable'],
	[503, 3041, 'Carrier rejected - temporary problem'],
])('tries again where nothing was attempted (HTTP %i, %i)', async (http, code, description) => {
	const busy = { status: http, body: { reference_id: ID, status: status(code, description) } };
	const { out, requests } = await run('send', [busy, busy, busy, started]);
	expect(out.map(({ json }) => json.reference_id)).toEqual([ID, ID]);
	expect(requests).toHaveLength(5);
});

it.each([
	[400, 3101, 'Invalid value for parameter phone_number: 1'],
	[401, 3906, 'Unified Verification Product not enabled for Customer ID'],
	[413, 3116, 'Payload limit size exceeded'],
])(
	'says what Telesign rejects, and does not take it for lost (HTTP %i, %i)',
	async (http, code, description) => {
		const { out } = await run('send', [
			{ status: http, body: { status: status(code, description) } },
		]);
		expect(out[1].json.error).toMatchObject({
			message: `Telesign did not start the verification: ${description} (${code}) [item 1]`,
			may_have_been_sent: false,
			http_status: http,
			status_code: code,
		});
	},
);

it('reads an answer without a status (GET)', async () => {
	const answer = {
		body: {
			reference_id: ID,
			state: 'VERIFIED',
			recipient: { phone_number: '13105550100' },
			created_on: '2025-05-28T14:32:27.563000Z',
			updated_on: '2025-05-28T14:32:28.906000Z',
			verification_policy: [{ fallback_time: 300, method: 'voice' }],
		},
	};
	const { out, requests } = await run('get', [answer]);
	expect(out.map(({ json }) => json)).toEqual(
		Array(2).fill({ reference_id: ID, state: 'VERIFIED' }),
	);
	expect(requests[0]).toMatchObject({ method: 'GET', url: `/verification/${ID}`, body: '' });
});

it.each([
	[3900, true],
	[3904, false],
	[3909, false],
])('a check is a result whichever status says so (%i)', async (code, verified) => {
	const { out, requests } = await run('check', [{ body: { status: status(code, 'x') } }]);
	expect(out.map(({ json }) => json)).toEqual(Array(2).fill({ verified, status_code: code }));
	expect(requests[0]).toMatchObject({
		method: 'PATCH',
		url: `/verification/${ID}/state`,
		body: '{"action":"finalize","security_factor":"5724433"}',
	});
});

it.each(['', '<html>', '[]', '{"status":5}', '{}'])(
	'takes %j for no answer of Telesign',
	async (body) => {
		const { out, requests } = await run('send', [{ body }]);
		expect((out[0].json.error as IDataObject).may_have_been_sent).toBe(true);
		expect(requests).toHaveLength(2);
	},
);

describe('a description that only one way of n8n would understand is an error when it is loaded', () => {
	const withField = (field: Partial<Field>) => () =>
		describeResource({
			value: 'x',
			name: 'X',
			description: 'X',
			operations: [{ ...operations[0], fields: [{ ...to, ...field }] }],
		});

	it.each([
		['send.value', { routing: { send: { type: 'body', property: 'a', value: '={{ 1 }}' } } }],
		['preSend', { routing: { send: { type: 'body', property: 'a', preSend: [] } } }],
		[
			'propertyInDotNotation',
			{ routing: { send: { property: 'a.b', propertyInDotNotation: false } } },
		],
		['an expression as property', { routing: { send: { property: '={{ 1 }}' } } }],
		['request', { routing: { request: { url: '/x' } } }],
		['output', { routing: { output: { maxResults: 5 } } }],
		['resourceLocator', { type: 'resourceLocator' }],
		['extractValue', { extractValue: { type: 'regex', regex: '.' } }],
		[
			'routing inside',
			{
				type: 'fixedCollection',
				options: [
					{
						name: 'a',
						displayName: 'A',
						values: [
							{
								displayName: 'B',
								name: 'b',
								type: 'string',
								default: '',
								routing: { send: { property: 'x' } },
							},
						],
					},
				],
			},
		],
		['sent without a check', { check: undefined }],
	] as Array<[string, Partial<Field>]>)('%s', (_what, field) => {
		expect(withField(field)).toThrow(TypeError);
	});

	it.each(['=/v1/{{$parameter.unknown}}', '=/v1/{{$json.x}}', '=/v1/{{$parameter["x"]}}'])(
		'the URL %s',
		(url) => {
			const operation = { ...operations[0], request: { method: 'GET' as const, url } };
			expect(() =>
				describeResource({ value: 'x', name: 'X', description: 'X', operations: [operation] }),
			).toThrow(TypeError);
		},
	);

	it('two fields of one name', () => {
		const operation = { ...operations[0], fields: [to, to] };
		expect(() =>
			describeResource({ value: 'x', name: 'X', description: 'X', operations: [operation] }),
		).toThrow(TypeError);
	});
});
