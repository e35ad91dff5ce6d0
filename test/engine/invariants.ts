/** What holds for every run of the node, whatever goes wrong on the way. */
import type { IDataObject } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/server';
import type { NodeOutcome, OnError } from './engine';

/** Digits that can't turn up by chance; every test message carries it. */
export const OWN_CODE = '9081726354';

/** Gives the code without it standing in the workflow, where n8n would keep it in every error. */
export const ownCodeExpression = `={{ "${OWN_CODE.slice(0, 5)}" + "${OWN_CODE.slice(5)}" }}`;

export const ON_ERROR: OnError[] = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'];

/** The items of an outcome that are errors in one of the continue modes. */
export function errorItems({ out, errors }: Pick<NodeOutcome, 'out' | 'errors'>): IDataObject[] {
	return [...out, ...errors]
		.map(({ json }) => json.error as IDataObject | undefined)
		.filter((error) => error !== undefined);
}

/** The reference IDs that the user gets to know, from the items or from the error that stopped. */
export function knownReferenceIds({ out, error }: NodeOutcome): unknown[] {
	const data = (error?.context as IDataObject | undefined)?.data as IDataObject | undefined;
	return [
		...out.filter(({ json }) => !json.error).map(({ json }) => json.reference_id),
		...((data?.sent ?? []) as IDataObject[]).map(({ reference_id }) => reference_id),
	];
}

/** Everything that a run shows to anybody. */
const everythingShown = ({ run, error }: NodeOutcome, logged: unknown[]): string =>
	[JSON.stringify(run), JSON.stringify(error), error?.stack, error?.message, ...logged].join('\n');

/**
 * Nothing twice, nothing lost, nothing told, no redirect followed.
 *
 * @param rows the input; each `phone` once
 * @param logged what was written to the console meanwhile
 */
export function expectInvariants(
	rows: IDataObject[],
	outcome: NodeOutcome,
	sandbox: Sandbox,
	logged: unknown[],
): void {
	const messages = sandbox.messages();
	expect(new Set(messages.map(({ to }) => to)).size).toBe(messages.length);

	expect(sandbox.requests().filter(({ url }) => url.startsWith('/sandbox/'))).toEqual([]);

	const { out, errors, error, linked } = outcome;
	if (error === undefined) {
		expect(out.length + errors.length).toBe(rows.length);
		expect([...linked.out, ...linked.errors].map(({ phone }) => phone).sort()).toEqual(
			rows.map(({ phone }) => phone).sort(),
		);
	} else {
		expect(out).toEqual([]);
	}

	const taken = messages.map(({ reference_id }) => reference_id);
	const known = knownReferenceIds(outcome);
	expect(known.filter((id) => !taken.includes(String(id)))).toEqual([]);

	expectNoSecrets(outcome, sandbox, logged);
}

/** Neither the API key nor the code stands in anything that a run shows. */
export function expectNoSecrets(
	outcome: NodeOutcome,
	{ account: { customerId, apiKey } }: Sandbox,
	logged: unknown[],
): void {
	const shown = everythingShown(outcome, logged);
	const basic = Buffer.from(`${customerId}:${apiKey}`).toString('base64');
	// Counted, because a text of this size takes jest minutes to show.
	const found = [apiKey, basic, OWN_CODE].map((secret) => shown.split(secret).length - 1);
	expect(found).toEqual([0, 0, 0]);
}
