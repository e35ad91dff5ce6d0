/** The rows of `examples/phones.csv`: what came of each, and whether it is what should have come. */
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

/** What should become of each row of `examples/phones.csv`, in the order of the file. */
export const expectedRows: object[] = [
	delivered('Amina Rowe', '13105550100', 'sms'),
	delivered('Bertram Quill', '442079460018', 'sms'),
	delivered('Carla Montes', '13105550101', 'voice'),
	delivered('Dov Winter', '13105550127', 'sms'),
	delivered('Eiko Mori', '61491570156', 'sms'),
	delivered('Fergus Tully', '447700900123', 'sms'),
	delivered('Gita Nair', '13105550132', 'sms'),
	delivered('Hugo Blanc', '13105550130', 'sms'),
	refused('Ines Duarte', 'is empty'),
	refused('Jarek Lis', 'starts with 0'),
	refused('Kay Larkin', 'has letters'),
	refused('Lena Brandt', 'a spreadsheet has shortened'),
	refused('Milo Ferrant', '(2028)'),
	refused('Nadia Orlov', 'not supported'),
];

/** What should become of the one row of `npm start -- --phone`. */
export const expectedRow = [delivered('You', expect.any(String), expect.any(String))];

/** What a node put out, over all its runs. */
export const itemsOf = (runData: IRunData, node: string, output = 0): INodeExecutionData[] =>
	(runData[node] ?? []).flatMap(({ data }) => data?.main[output] ?? []);

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
 * What came of each row, read from an execution of `examples/send-codes-to-rows.json`. A row is
 * found by the item links that n8n keeps, as a person finds it in the editor.
 */
export function readRows(runData: IRunData): Row[] {
	const linked = (items: INodeExecutionData[], row: number) =>
		items
			.filter(({ pairedItem }) =>
				[pairedItem].flat().some((link) => (typeof link === 'object' ? link.item : link) === row),
			)
			.map(({ json }) => json);
	const sent = itemsOf(runData, 'Send a code', 0);
	const refused = itemsOf(runData, 'Send a code', 1);

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
 * @param wanted `expectedRows` or `expectedRow`
 * @param messages every message that phones got, where that can be known
 * @throws Error that shows the difference
 */
export function expectRows(rows: Row[], wanted: object[], messages?: DeliveredMessage[]): void {
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
	expect(came).toEqual(wanted);
	if (!messages) return;
	const numbers = messages.map(({ to }) => to);
	expect(numbers.length).toBe(rows.filter(({ sent }) => sent.length > 0).length);
	expect(new Set(numbers).size, 'phones with a message').toBe(numbers.length);
}
