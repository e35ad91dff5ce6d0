const replaced: Array<[RegExp, string]> = [
	[/\b[0-9A-F]{32}\b/g, '<reference ID>'],
	[/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?/g, '<time>'],
	[/127\.0\.0\.1:\d+/g, '<host>'],
];

/** The keys of objects in the order of the alphabet, whichever n8n has put them there. */
const sorted = (_key: string, value: unknown) =>
	value !== null && typeof value === 'object' && !Array.isArray(value)
		? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
		: value;

/**
 * An output as text, without what is different at every run, to be compared with a snapshot. All
 * versions of n8n have the same snapshots: what comes out does not depend on the version.
 *
 * @param output anything that is JSON
 */
export const normalText = (output: unknown): string =>
	replaced.reduce(
		(text, [what, by]) => text.replace(what, by),
		`${JSON.stringify(output, sorted, '\t')}\n`,
	);
