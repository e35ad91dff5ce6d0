/** Takes out of an output what is different at every run. */

const replaced = [
	[/\b[0-9A-F]{32}\b/g, '<reference ID>'],
	[/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?/g, '<time>'],
	[/127\.0\.0\.1:\d+/g, '<host>'],
];

/**
 * @template T
 * @param {T} output anything that is JSON
 * @returns {T} the same, with placeholders for reference IDs, times and ports
 */
export const normal = (output) =>
	JSON.parse(
		replaced.reduce((text, [what, by]) => text.replace(what, by), JSON.stringify(output ?? null)),
	);
