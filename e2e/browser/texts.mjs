/** What is read in the editor: kept in texts.md, and compared with it. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { e2e } from '../lib/paths.mjs';
import { Problem } from '../lib/problem.mjs';

const file = join(e2e, 'browser/texts.md');
const command = 'node e2e/browser/screenshots.mjs';

const preamble = `# What is read in the editor

Read off the screen of a real n8n, with the sandbox as Telesign, by \`${command}\`.
`;

/** Keeps what all scenes have read. */
export const keepTexts = (texts) => writeFileSync(file, [preamble, ...texts].join('\n'));

/** Heading -> the section under it. */
const sectionsOf = (text) =>
	new Map(
		text
			.split(/^## /m)
			.slice(1)
			.map((section) => [section.split('\n', 1)[0], section.trim()]),
	);

/**
 * Compares what a scene has read with what is kept of it.
 *
 * @throws {Problem} that shows the difference
 */
export function compareTexts(text) {
	const kept = sectionsOf(readFileSync(file, 'utf8'));
	for (const [heading, section] of sectionsOf(text)) {
		try {
			assert.deepEqual(section.split('\n'), kept.get(heading)?.split('\n'));
		} catch (error) {
			throw new Problem(
				`'${heading}' reads differently than in e2e/browser/texts.md: ${error.message}`,
				`If it should, \`${command}\` writes that file anew.`,
				{ cause: error },
			);
		}
	}
}
