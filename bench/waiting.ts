/** Persons for whom executions wait: what they take while they wait, and how long a page takes. */
import { otherThan } from '../testbed/sandbox';
import { step } from '../testbed/step';
import { median, number, row, spread, type Result } from './figures';
import { rest } from './process';
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

export async function waiting(
	{ pid, sandbox, inside, run }: Stage,
	quick: boolean,
): Promise<Result> {
	const count = quick ? 20 : 200;
	await sandbox.empty();
	await rest(pid);
	await inside('/begin');
	const pages = await step(`Waiting: ${count} codes`, async () => {
		const urls: string[] = [];
		for (let index = 0; index < count; index++) {
			const { text } = await run('telesign-wait', [
				{ phone: `1310555${String(100 + (index % 100)).padStart(4, '0')}` },
			]);
			urls.push(JSON.parse(text).page_url);
		}
		return urls;
	});
	const codes = new Map((await sandbox.messages()).map((one) => [one.reference_id, one.code]));
	const times = { open: [] as number[], wrong: [] as number[], right: [] as number[] };
	let verified = 0;
	await step(`Waiting: ${count} persons`, async () => {
		for (const page of pages) {
			const opened = await timed(page);
			const id = new URL(opened.next).searchParams.get('r')!;
			const code = codes.get(id)!;
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
	const took = (list: number[]) => `${number(median(list), 1)} ms${spread(list, 1)}`;
	return {
		rows: [
			row(`${count} verifications wait: most heap over before`, { ours: `${number(heapMiB)} MiB` }),
			row('Event loop held at a stretch', { ours: `${number(heldMs)} ms` }),
			row('Opening the page', { ours: took(times.open) }),
			row('A wrong code', { ours: took(times.wrong) }),
			row('The right code', { ours: took(times.right) }),
		],
		wrong: verified === count ? [] : [`Of ${count} persons, ${verified} were verified`],
	};
}
