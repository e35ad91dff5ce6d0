/** Persons for whom executions wait: what they take while they wait, and how long a page takes. */
import { otherThan } from '../testbed/sandbox';
import { step } from '../testbed/step';
import { makePhones } from '../testbed/workflows';
import { figure, number, row, type Row } from './figures';
import type { Stage } from './stage';

/** What a request takes, in milliseconds, and what it gives. */
async function timed(url: string, fields?: Record<string, string>) {
	const begin = performance.now();
	const answer = await fetch(url, {
		redirect: 'manual',
		...(fields && { method: 'POST', body: new URLSearchParams(fields) }),
	});
	const html = await answer.text();
	const ms = performance.now() - begin;
	const [, path] = /action="([^"]*)"/.exec(html) ?? [];
	const next = path?.replace(/&#38;/g, '&') ?? answer.headers.get('location') ?? url;
	return { ms, html, next: new URL(next, url).href };
}

export async function waiting(stage: Stage, quick: boolean): Promise<Row[]> {
	const { sandbox, inside, run, wrong: bad } = stage;
	const count = quick ? 20 : 200;
	await sandbox.reset();
	await inside('/begin');
	const pages: string[] = [];
	await step(`Waiting: ${count} codes`, async () => {
		for (const phone of makePhones(count)) {
			const { text } = await run('telesign-wait', [{ phone }]);
			pages.push(JSON.parse(text).page_url);
		}
	});
	const codes = new Map((await sandbox.messages()).map((one) => [one.reference_id, one.code]));
	const times = { open: [] as number[], wrong: [] as number[], right: [] as number[] };
	let verified = 0;
	await step(`Waiting: ${count} persons`, async () => {
		for (const page of pages) {
			const opened = await timed(page);
			const code = codes.get(new URL(opened.next).searchParams.get('r')!)!;
			const wrong = await timed(opened.next, { code: otherThan(code) });
			const { next } = await timed(wrong.next);
			const right = await timed(next, { code });
			times.open.push(opened.ms);
			times.wrong.push(wrong.ms);
			times.right.push(right.ms);
			if (right.html.includes('Thank you')) verified++;
		}
	});
	const { heapMiB, heldMs } = await inside('/end');
	if (verified !== count) bad.push(`Of ${count} persons, ${verified} were verified`);
	return [
		row(`${count} verifications wait: most heap over before`, { ours: `${number(heapMiB)} MiB` }),
		row('Event loop held at a stretch', { ours: `${number(heldMs)} ms` }),
		row('Opening the page', { ours: figure(times.open, 'ms', 1) }),
		row('A wrong code', { ours: figure(times.wrong, 'ms', 1) }),
		row('The right code', { ours: figure(times.right, 'ms', 1) }),
	];
}
