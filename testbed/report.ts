/** What `npm start` shows of the rows and the messages. Plain borders: it is also read in logs. */
import process from 'node:process';
import Table from 'cli-table3';
import type { DeliveredMessage } from '../sandbox/server';
import { refusalOf, type Row } from './rows';

/** Room for the columns that hold sentences, so that a table fits the terminal. */
const width = Math.max(100, Math.min(process.stdout.columns ?? 120, 140));

/** The last column gets what the others leave. */
function table(head: string[], colWidths: number[], lines: string[][]): string {
	const rest = width - colWidths.reduce((sum, size) => sum + size, 0) - colWidths.length - 2;
	const result = new Table({
		head,
		colWidths: [...colWidths, rest],
		wordWrap: true,
		style: { head: [], border: [] },
	});
	result.push(...lines);
	return result.toString();
}

function outcomeOf({ sent: [code], refused: [item] }: Row): string {
	if (code) {
		const status = `${code.status_description} (${code.status_code})`;
		return `${code.state} by ${code.channel}: ${status}\nreference ${code.reference_id}`;
	}
	if (!item) return 'nothing came out';
	const { message, description, reference_id: id } = refusalOf(item);
	return [`REFUSED: ${message}`, description, id && `reference ${id}`].filter(Boolean).join('\n');
}

/** A table of what came of each row, for a person. */
export const rowsTable = (rows: Row[]) =>
	table(
		['Row', 'Name', 'Number as written', 'On the wire', 'What came of it'],
		[5, 15, 27, 17],
		rows.map((row) => [
			String(row.row),
			row.name,
			row.phone || '(empty)',
			String(row.sent[0]?.phone_number ?? ''),
			outcomeOf(row),
		]),
	);

/** A table of what the phones received. */
export const messagesTable = (messages: DeliveredMessage[]) =>
	table(
		['To', 'By', 'Code', 'Text'],
		[17, 7, 10],
		messages.map(({ to, channel, code, text }) => [to, channel, code, text]),
	);

/** One line of counts. */
export function countsOf(rows: Row[], messages?: DeliveredMessage[]): string {
	const sent = rows.filter((row) => row.sent.length > 0).length;
	const received = messages ? `, messages received: ${messages.length}` : '';
	return `Rows: ${rows.length}, codes sent: ${sent}, refused: ${rows.length - sent}${received}`;
}
