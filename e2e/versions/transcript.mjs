/** `docs/form-transcript.md`: what a person sees in the form, and what the phone receives. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';

const heading = `# What a person sees in the form

The visits that \`npm run test:e2e -- --only versions\` pays to
[\`examples/phone-verification-form.json\`](../examples/phone-verification-form.json), in a real n8n
with the sandbox as Telesign. Written by that run. Codes differ at each run, so their places are
numbered.
`;

/** The codes of a visit by the order in which they came; everything else that was entered is wrong. */
function placeholders(messages) {
	const codes = messages.map(({ code }) => code);
	return (text) =>
		codes.reduce((result, code, index) => result.replaceAll(code, `<code ${index + 1}>`), text);
}

const entry = ([label, value], put) => {
	if (label !== 'Code') return `**${label}**: ${[value].flat().join(', ')}`;
	const shown = put(value);
	return `**Code**: ${shown === value ? '<a wrong code>' : shown}`;
};

function lines({ seen, messages }) {
	const put = placeholders(messages);
	const text = seen.map(({ page, entered }) => {
		if (entered) {
			return `Enters ${Object.entries(entered)
				.map((one) => entry(one, put))
				.join('; ')}.`;
		}
		const fields = page.button ? ` [${[...page.fields.keys()].join('] [')}] (${page.button})` : '';
		return `> **${page.title}** ${page.text}${fields}`;
	});
	const phone = messages.map((one) => `- ${one.channel} to ${one.to}: “${put(one.text)}”`);

	return `${text.join('\n\n')}\n\nThe phone receives:\n\n${phone.join('\n')}`;
}

/**
 * Writes the document.
 *
 * @param {Record<string, { seen: object[], messages: object[] }>} scenes by name
 * @returns {string} its text
 */
export function writeTranscript(scenes) {
	const parts = Object.entries(scenes).map(
		([name, scene]) => `## ${name[0].toUpperCase()}${name.slice(1)}\n\n${lines(scene)}\n`,
	);
	const text = [heading, ...parts].join('\n');
	writeFileSync(join(root, 'docs/form-transcript.md'), text);

	return text;
}
