/**
 * The output schemas against outputs of the node. n8n's editor shows a schema's top-level
 * `properties` before a first run, and nothing else of it; those are the fields under Simplify,
 * which is on by default. Both outputs, each complete, are the branches of `oneOf`.
 */
import Ajv, { type ValidateFunction } from 'ajv';
import type { IDataObject } from 'n8n-workflow';
import checkSchema from '../../nodes/Telesign/__schema__/v1.0.0/smartVerify/check.json';
import completeSchema from '../../nodes/Telesign/__schema__/v1.0.0/smartVerify/complete.json';
import getSchema from '../../nodes/Telesign/__schema__/v1.0.0/smartVerify/get.json';
import sendSchema from '../../nodes/Telesign/__schema__/v1.0.0/smartVerify/send.json';
import type { Sandbox } from '../../sandbox/server';
import readText from '../helpers/readText';
import { runOperation, sendTo } from '../engine/operations';
import { useSandbox } from '../engine/useSandbox';

const sandbox = useSandbox();

interface Schema {
	properties: Record<string, { type: string | string[] }>;
	/** Simplify on, Simplify off. */
	oneOf: object[];
}

const OPERATIONS: Array<[operation: string, schema: Schema]> = [
	['check', checkSchema],
	['complete', completeSchema],
	['get', getSchema],
	['send', sendSchema],
];

/** A mobile, which gets an SMS, and a landline, which gets a call. */
const PHONES = ['13105550100', '13105550101'];

type Features = Sandbox['settings']['accountFeatures'];

const ALL: Features = ['numbering', 'phone_type', 'carrier', 'risk'];

/** Outputs for both numbers. */
async function outputs(
	operation: string,
	simplify: boolean,
	features: Features,
): Promise<IDataObject[]> {
	sandbox().settings.accountFeatures = features;
	const sent = operation === 'send' ? [] : await sendTo(sandbox(), PHONES);
	const { out, error } = await runOperation(
		sandbox(),
		PHONES.map((phone, n) => ({ phone, ...sent[n] })),
		{
			operation,
			simplify,
			...(operation === 'send'
				? { phoneNumber: '={{ $json.phone }}' }
				: { referenceId: '={{ $json.reference_id }}' }),
			...(operation === 'check' && { code: '={{ $json.code }}' }),
		},
	);
	expect(error).toBeUndefined();
	expect(out).toHaveLength(PHONES.length);
	return out.map(({ json }) => json);
}

it.each(['smsVerify', 'voiceVerify'])('those of %s are those of Smart Verify', (resource) => {
	for (const [operation, schema] of OPERATIONS) {
		const path = `nodes/Telesign/__schema__/v1.0.0/${resource}/${operation}.json`;
		expect(JSON.parse(readText(path))).toEqual(schema);
	}
});

const ajv = new Ajv({ allowUnionTypes: true });
ajv.addKeyword('version'); // n8n's own: of the schema file

const errorsOf = (validate: ValidateFunction, json: IDataObject) =>
	validate(json) ? [] : validate.errors;

const propertiesOf = (schema: object) => (schema as Schema).properties;

describe.each(OPERATIONS)('%s', (operation, schema) => {
	const [simplified, raw] = schema.oneOf;
	const whole = ajv.compile(schema);

	describe.each([
		['without extras', []],
		['with all extras', ALL],
	])('of an account %s', (_, features) => {
		it.each([
			['a simplified output', true, ajv.compile(simplified)],
			["Telesign's JSON", false, ajv.compile(raw)],
		])('gives %s as the schema says', async (_what, simplify, validate) => {
			for (const json of await outputs(operation, simplify, features)) {
				expect(errorsOf(validate, json)).toEqual([]);
				expect(errorsOf(whole, json)).toEqual([]);
			}
		});
	});

	it('lists every key that Simplify gives, in that order, and no other', async () => {
		const [json] = await outputs(operation, true, ALL);
		expect(Object.keys(schema.properties)).toEqual(Object.keys(json));
		expect(Object.keys(propertiesOf(simplified))).toEqual(Object.keys(json));
	});

	it("knows every key of the sandbox's answers", async () => {
		const known = Object.keys(propertiesOf(raw));
		for (const json of await outputs(operation, false, ALL)) {
			expect(Object.keys(json).filter((key) => !known.includes(key))).toEqual([]);
		}
	});

	it('shows in the editor the types that Simplify gives', () => {
		const typesShown = (properties: Schema['properties']) =>
			Object.entries(properties).map(([key, { type }]) => [key, [type].flat()[0]]);
		expect(typesShown(schema.properties)).toEqual(typesShown(propertiesOf(simplified)));
	});
});
