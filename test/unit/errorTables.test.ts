/** The tables of docs/errors.md that repeat what the code says (`npm run docs`). */
import { TelesignApi } from '../../credentials/TelesignApi.credentials';
import type { Family } from '../../nodes/Telesign/api/codes/advice';
import { ERROR_CODES } from '../../nodes/Telesign/api/codes/errors';
import { readCodes } from '../../nodes/Telesign/api/codes/read';
import { STATUS_CODES } from '../../nodes/Telesign/api/codes/status';
import { smartVerify } from '../../nodes/Telesign/api/product';
import docTable from '../../testbed/docTable';
import readText from '../helpers/readText';

const ADVICE = smartVerify.advice;

/** Families that are no failure. */
const LEFT_OUT: Family[] = ['done', 'waiting'];

const HTTP = [400, 401, 402, 403, 404, 405, 413, 415, 429, 500, 502, 503, 504];

interface Row {
	code: number;
	retryHelps: boolean;
}

function rowsOf(
	table: Readonly<Record<number, { family: Family; retryHelps: boolean }>>,
	family: Family,
): Row[] {
	return Object.entries(table)
		.filter(([, entry]) => entry.family === family)
		.map(([code, { retryHelps }]) => ({ code: Number(code), retryHelps }))
		.sort((a, b) => Math.abs(a.code) - Math.abs(b.code));
}

const list = (rows: Row[]) => rows.map(({ code }) => code).join(', ');

function retryable(rows: Row[]): string {
	const later = rows.filter(({ retryHelps }) => retryHelps);
	if (later.length === 0) return 'no';

	return later.length === rows.length ? 'yes' : `${list(later)} only`;
}

function adviceTable(): string {
	const families = (Object.keys(ADVICE) as Family[]).filter((key) => !LEFT_OUT.includes(key));

	return [
		'| `status_code` | `error_code` | HTTP, with `status_code` 500 | What to do (`description`) | `retryable` |',
		'| --- | --- | --- | --- | --- |',
		...families.map((family) => {
			const [status, error] = [rowsOf(STATUS_CODES, family), rowsOf(ERROR_CODES, family)];
			const http = HTTP.map((code) => ({
				code,
				...readCodes({ httpStatus: code, statusCode: 500 }),
			})).filter((reading) => reading.family === family);
			const all = [...status, ...error, ...http];
			const cells = [list(status), list(error), list(http), ADVICE[family], retryable(all)];

			return `| ${cells.join(' | ')} |`;
		}),
	].join('\n');
}

interface Rule {
	type: 'responseCode' | 'responseSuccessBody';
	properties: { key?: string; value: unknown; message: string };
}

/** What the test says to an HTTP status, which is all that n8n 2 shows it; n8n 1 reads the body instead. */
function credentialTable(): string {
	const rules = (new TelesignApi().test.rules as Rule[]).filter(
		({ type }) => type === 'responseCode',
	);
	const others = rules.find(({ properties }) => properties.value === 200)!.properties.message;
	const rows = rules
		.filter(({ properties }) => properties.message !== others || properties.value === 405)
		.map(({ properties: { value, message } }) =>
			message === others ? ['any other', message] : [value, message],
		);

	return [
		'| HTTP | The test says |',
		'| --- | --- |',
		'| 404, with Telesign\'s own "not found" | Connection tested successfully |',
		...rows.map((cells) => `| ${cells.join(' | ')} |`),
	].join('\n');
}

it.each([
	['advice', adviceTable()],
	['credential-test', credentialTable()],
])('docs/errors.md has the table "%s" as the code says', (name, table) => {
	expect(docTable('docs/errors.md', name, table)).toBe(table);
});

it('docs/errors.md has the messages as the code says them', () => {
	const sources = ['failure.ts', 'run.ts'].map((file) =>
		readText(`nodes/Telesign/exchange/${file}`).replaceAll("\\'", "'"),
	);
	const [, section] = readText('docs/errors.md').split('## Without an answer from Telesign\n');
	const messages = [...section.matchAll(/^\| (.+?) \| (?:no|\*\*yes\*\*) \|/gm)];
	expect(messages.length).toBeGreaterThan(10);
	for (const [, message] of messages) {
		const own = message.replace(/^The code may have been sent, but /, '').replace(/ …$/, '');
		expect(sources.join('\n')).toContain(own);
	}
});
