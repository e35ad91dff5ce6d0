/**
 * The output schemas against outputs of the node. n8n's editor shows a schema's top-level
 * `properties` before a first run, and nothing else of it; those are the fields under Simplify,
 * which is on by default. Both outputs, each complete, are the branches of `oneOf`.
 */
import Ajv, { type ValidateFunction } from 'ajv';
import type { IDataObject } from 'n8n-workflow';
import sendSchema from '../../nodes/Telesign/__schema__/v1.0.0/smartVerify/send.json';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { runNode } from '../engine/engine';

const ajv = new Ajv({ allowUnionTypes: true });
ajv.addKeyword('version'); // n8n's own: of the schema file

const validatorOf = (schema: object): ValidateFunction => ajv.compile(schema);
const [simplified, raw] = sendSchema.oneOf;
const validators = {
	whole: validatorOf(sendSchema),
	simplified: validatorOf(simplified),
	raw: validatorOf(raw),
};

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());

/** Outputs for a mobile (SMS) and a landline (voice). */
async function outputs(simplify: boolean, features: Sandbox['settings']['accountFeatures']) {
	sandbox.reset();
	sandbox.settings.accountFeatures = features;
	const { out, error } = await runNode({
		rows: [{ phone: '13105550100' }, { phone: '13105550101' }],
		parameters: { phoneNumber: '={{ $json.phone }}', simplify },
		credential: { ...sandbox.account, baseUrl: sandbox.url, requestsPerSecond: 0 },
	});
	expect(error).toBeUndefined();
	expect(out).toHaveLength(2);
	return out.map(({ json }) => json);
}

const all: Sandbox['settings']['accountFeatures'] = ['numbering', 'phone_type', 'carrier', 'risk'];
const errorsOf = (validate: ValidateFunction, json: IDataObject) =>
	validate(json) ? [] : validate.errors;

describe.each([
	['of an account without extras', []],
	['of an account with all extras', all],
])('Send %s', (_, features) => {
	it('gives a simplified output as the schema says', async () => {
		for (const json of await outputs(true, features)) {
			expect(errorsOf(validators.simplified, json)).toEqual([]);
			expect(errorsOf(validators.whole, json)).toEqual([]);
		}
	});

	it("gives Telesign's JSON as the schema says", async () => {
		for (const json of await outputs(false, features)) {
			expect(errorsOf(validators.raw, json)).toEqual([]);
			expect(errorsOf(validators.whole, json)).toEqual([]);
		}
	});
});

it('lists every key that Simplify gives, in that order, and no other', async () => {
	const [json] = await outputs(true, all);
	expect(Object.keys(sendSchema.properties)).toEqual(Object.keys(json));
	expect(Object.keys(simplified.properties)).toEqual(Object.keys(json));
});

it("knows every key of the sandbox's answers", async () => {
	const known = Object.keys(raw.properties);
	for (const json of await outputs(false, all)) {
		expect(Object.keys(json).filter((key) => !known.includes(key))).toEqual([]);
	}
});

it('shows in the editor the types that Simplify gives', () => {
	const typeShown = ({ type }: { type: string | string[] }) => [type].flat()[0];
	const shown = Object.entries(sendSchema.properties).map(([key, value]) => [
		key,
		typeShown(value),
	]);
	const given = Object.entries(simplified.properties).map(([key, value]) => [
		key,
		typeShown(value),
	]);
	expect(shown).toEqual(given);
});
