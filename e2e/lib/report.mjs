import Table from 'cli-table3';

/** Room for the columns that hold sentences, so that a table fits the terminal. */
const width = Math.max(100, Math.min(process.stdout.columns ?? 120, 140));

/** Plain borders, and no colours: the output is also read in logs. */
function table(head, colWidths) {
	const rest = width - colWidths.reduce((sum, size) => sum + size, 0) - colWidths.length - 2;
	return new Table({
		head,
		colWidths: [...colWidths, rest],
		wordWrap: true,
		style: { head: [], border: [] },
	});
}

function outcomeOf({ sent: [code], refused: [refusal] }) {
	if (code) {
		return [
			`${code.state} by ${code.channel}: ${code.status_description} (${code.status_code})`,
			`reference ${code.reference_id}`,
		];
	}
	if (!refusal) return ['nothing came out'];
	const { message, description, reference_id: referenceId } = refusal.error;

	return [`REFUSED: ${message}`, description, referenceId && `reference ${referenceId}`];
}

/** A table of what came of each row, for a person. */
export function rowsTable(rows) {
	const result = table(
		['Row', 'Name', 'Number as written', 'On the wire', 'What came of it'],
		[5, 15, 27, 17],
	);
	for (const row of rows) {
		result.push([
			row.row,
			row.name,
			row.phone || '(empty)',
			row.sent[0]?.phone_number ?? '',
			outcomeOf(row).filter(Boolean).join('\n'),
		]);
	}
	return result.toString();
}

/** A table of what the phones received. */
export function messagesTable(messages) {
	const result = table(['To', 'By', 'Code', 'Text'], [17, 7, 10]);
	for (const { to, channel, code, text } of messages) result.push([to, channel, code, text]);

	return result.toString();
}

/** One line of counts. */
export function counts(rows, messages) {
	const sent = rows.filter((row) => row.sent.length > 0).length;
	const received = messages ? `, messages received: ${messages.length}` : '';

	return `Rows: ${rows.length}, codes sent: ${sent}, refused: ${rows.length - sent}${received}`;
}
