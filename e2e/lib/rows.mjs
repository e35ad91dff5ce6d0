/** The rows of the example: what came of each, and whether it is what should have come. */

/**
 * What came of each row, read from an execution of `examples/send-codes-to-rows.json`. A row is
 * found by the item links that n8n keeps, as a person finds it in the editor.
 *
 * @param {object} runData by the name of the node
 * @returns {{ row: number, name: string, phone: string, sent: object[], refused: object[] }[]}
 *   `sent`, `refused`: the items that the node put out for the row
 */
export function readRows(runData) {
	const output = (node, index) =>
		runData[node]?.flatMap(({ data }) => data?.main[index] ?? []) ?? [];
	const linked = (items, row) =>
		items
			.filter(({ pairedItem }) => [pairedItem].flat().some((link) => (link?.item ?? link) === row))
			.map(({ json }) => json);
	const sent = output('Send a code', 0);
	const refused = output('Send a code', 1);

	return output('Rows', 0).map(({ json: { name, phone } }, row) => ({
		row: row + 1,
		name,
		phone,
		sent: linked(sent, row),
		refused: linked(refused, row),
	}));
}

/** Whether a row came out as expected; `received`: the messages that phones got in all. */
function problemOf({ sent, refused }, expectation, received) {
	const [code] = sent;
	const [refusal] = refused;
	const reason = refusal?.error?.message ?? '';

	if (sent.length + refused.length !== 1) {
		return `left ${sent.length + refused.length} items instead of 1`;
	}
	if (expectation.refused) {
		if (code) return `should be refused, but was sent to ${code.phone_number}`;
		if (!reason.includes(expectation.refused)) {
			return `should be refused because it '${expectation.refused}', but: ${reason}`;
		}
		return undefined;
	}
	if (refusal) return `should be sent, but was refused: ${reason}`;
	if (expectation.to && code.phone_number !== expectation.to) {
		return `went to ${code.phone_number} instead of ${expectation.to}`;
	}
	if (expectation.channel && code.channel !== expectation.channel) {
		return `went by ${code.channel} instead of ${expectation.channel}`;
	}
	if (received) {
		const count = received.filter(
			({ reference_id, to }) => reference_id === code.reference_id && to === code.phone_number,
		).length;
		if (count !== 1) return `should have brought 1 message, but brought ${count}`;
	}
	return undefined;
}

/**
 * Compares the rows with what was expected of them.
 *
 * @param {ReturnType<typeof readRows>} rows
 * @param {{ name: string, refused?: string, to?: string, channel?: string }[]} expected
 * @param {{ reference_id: string, to: string }[]} [received] every message that phones got, where
 *   that can be known
 * @returns {string[]} what is not as it should be, one sentence each; empty if all is well
 */
export function compare(rows, expected, received) {
	const problems = expected.flatMap((expectation, index) => {
		const row = rows[index];
		const problem =
			row?.name === expectation.name ? problemOf(row, expectation, received) : 'is missing';
		return problem ? [`Row ${index + 1}, ${expectation.name}: ${problem}.`] : [];
	});
	if (rows.length > expected.length) {
		problems.push(`${rows.length} rows came out, but ${expected.length} went in.`);
	}
	const delivered = rows.reduce((count, { sent }) => count + sent.length, 0);
	if (received && received.length !== delivered) {
		problems.push(`${delivered} codes were sent, but ${received.length} messages came.`);
	}
	const numbers = received?.map(({ to }) => to) ?? [];
	const twice = numbers.filter((to, index) => numbers.indexOf(to) !== index);
	if (twice.length > 0) problems.push(`More than one message came to ${[...new Set(twice)]}.`);

	return problems;
}
