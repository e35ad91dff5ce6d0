/** `found`: by the name of a question, which is that of the setting. */
declare const live: { against: string; found: Record<string, unknown> } | undefined;
export default live;
