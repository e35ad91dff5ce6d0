/** The rows of `examples/verify-rows.json`: what came of each, and whether it is what should have come. */
import { expect } from '@playwright/test';
import type { IDataObject, INodeExecutionData, IRunData } from 'n8n-workflow';
import type { DeliveredMessage } from '../sandbox/server';

const delivered = (name: string, to: unknown, channel: unknown) => ({
	name,
	to,
	channel,
	items: 1,
	messages: 1,
});
const refused = (name: string, reason: string) => ({
	name,
	reason: expect.stringContaining(reason),
	items: 1,
});

/** Name, phone as it was written, and what should become of it: Smart Verify's number and channel. */
const list: Array<[name: string, phone: string, wanted: (name: string) => object]> = [
	['Amina Rowe', '+1 (310) 555-0100', (name) => delivered(name, '13105550100', 'sms')],
	['Bertram Quill', '0044 20 7946 0018', (name) => delivered(name, '442079460018', 'sms')],
	['Carla Montes', 'tel:+1-310-555-0101', (name) => delivered(name, '13105550101', 'voice')],
	['Dov Winter', '+1 310 555 0127', (name) => delivered(name, '13105550127', 'sms')],
	['Eiko Mori', '＋６１ ４９１ ５７０ １５６', (name) => delivered(name, '61491570156', 'sms')],
	['Fergus Tully', '+44 (0)7700 900123', (name) => delivered(name, '447700900123', 'sms')],
	['Gita Nair', "'13105550132", (name) => delivered(name, '13105550132', 'sms')],
	['Hugo Blanc', '1.310.555.0130', (name) => delivered(name, '13105550130', 'sms')],
	['Ines Duarte', '', (name) => refused(name, 'is empty')],
	['Jarek Lis', '020 7946 0123', (name) => refused(name, 'starts with 0')],
	['Kay Larkin', 'ask at the desk, 555-0142', (name) => refused(name, 'has letters')],
	['Lena Brandt', '1.31056E+10', (name) => refused(name, 'a spreadsheet has shortened')],
	['Milo Ferrant', '+1 310 555 0116', (name) => refused(name, '(2028)')],
	['Nadia Orlov', '+1 415 555 0106', (name) => refused(name, 'not supported')],
];

/** The rows of the table `people`. All are invented, with numbers kept for fiction. */
export const people = list.map(([name, phone]) => ({ name, phone }));

/** A landline, a risk, a number that is refused: what becomes of them is up to the product. */
const upToProduct = ['Carla Montes', 'Milo Ferrant', 'Nadia Orlov'];

/** What should become of each of `people`, in their order: to the last detail for Smart Verify. */
export const wantedOf = (resource: string): object[] =>
	list.map(([name, , wanted]) => {
		const inFull = wanted(name);
		if (resource === 'smartVerify') return inFull;
		if (upToProduct.includes(name)) return expect.objectContaining({ name, items: 1 });
		return 'channel' in inFull ? { ...inFull, channel: expect.any(String) } : inFull;
	});

/** What a node put out, over all its runs. */
export const itemsOf = (runData: IRunData, node: string, output = 0): INodeExecutionData[] =>
	(runData[node] ?? []).flatMap(({ data }) => data?.main[output] ?? []);

/** The data of that. */
export const jsonOf = (runData: IRunData, node: string): IDataObject[] =>
	itemsOf(runData, node).map(({ json }) => json);

/** What came of one row. */
export interface Row {
	/** From 1. */
	row: number;
	name: string;
	phone: string;
	/** The items that the node put out for it. */
	sent: IDataObject[];
	/** The items that it put out on its error output for it. */
	refused: IDataObject[];
}

/**
 * What came of each row, read from an execution of `examples/verify-rows.json`. A row is
 * found by the item links that n8n keeps, as a person finds it in the editor.
 */
export function readRows(runData: IRunData): Row[] {
	const linked = (items: INodeExecutionData[], row: number) =>
		items
			.filter(({ pairedItem }) =>
				[pairedItem].flat().some((link) => (typeof link === 'object' ? link.item : link) === row),
			)
			.map(({ json }) => json);
	const sent = itemsOf(runData, 'Send Code', 0);
	const refused = itemsOf(runData, 'Send Code', 1);

	return itemsOf(runData, 'Rows').map(({ json: { name, phone } }, row) => ({
		row: row + 1,
		name: String(name),
		phone: String(phone),
		sent: linked(sent, row),
		refused: linked(refused, row),
	}));
}

/** The reason of a refusal, as the node says it. */
export const refusalOf = (item: IDataObject) =>
	item.error as { message: string; description?: string; reference_id?: string };

/**
 * Expects the rows to have come out as they should: each leaves one item, brings one message to the
 * phone that it names or a reason and none, and no phone gets another one.
 *
 * @param wanted what `wantedOf` gives; without it every row must be sent
 * @param messages every message that phones got, where that can be known
 * @throws Error that shows the difference
 */
export function expectRows(rows: Row[], wanted?: object[], messages?: DeliveredMessage[]): void {
	const countOf = ({ reference_id: id, phone_number: to }: IDataObject) =>
		messages?.filter((one) => one.reference_id === id && one.to === to).length ?? 1;
	const came = rows.map(({ name, sent, refused: refusals }) => ({
		name,
		...(sent[0] && {
			to: sent[0].phone_number,
			channel: sent[0].channel,
			messages: countOf(sent[0]),
		}),
		...(refusals[0] && { reason: refusalOf(refusals[0]).message }),
		items: sent.length + refusals.length,
	}));
	const sent = () =>
		rows.map(({ name }) => delivered(name, expect.any(String), expect.any(String)));
	expect(came).toEqual(wanted ?? sent());
	if (!messages) return;
	const ids = rows.flatMap((row) => row.sent.map((item) => item.reference_id));
	const arrived = messages.filter((one) => one.delivered || ids.includes(one.reference_id));
	const numbers = arrived.map(({ to }) => to);
	expect(numbers.length).toBeLessThanOrEqual(ids.length);
	expect(new Set(numbers).size, 'phones with a message').toBe(numbers.length);
}
