/**
 * Tests as scripts: `steps -> what came of them`, one a line, both separated by semicolons. Steps that
 * give nothing: `+5s`, `+5` (milliseconds), `set name=value`. The others:
 * - `smart|sms|call NUMBER [form]`: `290`, or `400 -10001 text`
 * - `status`, `status ID`: `200`; `state`: state of the code; `check CODE`: state after it;
 *   `complete`, `complete ID`: `1900 voice`
 * - `verify NUMBER METHODS [json]`, such as `verify 13105550100 whatsapp 30, sms`: `ONGOING 3901`
 * - `how`: `VERIFIED: sms VERIFIED 3900`; `finalize CODE`: `3904`
 * - `phones`: channels of the messages so far
 * `CODE` is `right`, `wrong`, `first` (that of the first message) or digits. HTTP 200 is left out.
 */
import type { TestClock } from '../../sandbox/core/clock';
import type { Client, Reply } from './client';

/** The lines of a text as cases for `it.each`. */
export const scripts = (text: string): Array<[steps: string, outcome: string]> =>
	text
		.trim()
		.split('\n')
		.map((line) => line.trim().split(/\s+-> /) as [string, string]);

const valueOf = (text: string): unknown => {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
};

const rest = ({ http }: Reply, ...parts: unknown[]) =>
	[...(http === 200 ? [] : [http]), ...parts].filter((part) => part !== undefined).join(' ');

/** How a verification stands. */
export const standing = ({ body }: Reply) =>
	`${body.state}: ${body
		.inner_methods!.map(({ method, state, err_code: code = '' }) =>
			`${method} ${state} ${code}`.trim(),
		)
		.join(', ')}`;

/** Runs the steps, and gives what came of them. */
export async function run(client: Client, clock: TestClock, steps: string): Promise<string> {
	const inbox = () => client.sandbox.messages();
	const codeOf = (text: string) => {
		const right = inbox().at(-1)?.code ?? '';
		const wrong = right.replace(/^./, (digit) => (digit === '1' ? '2' : '1'));
		return { right, wrong, first: inbox()[0]?.code }[text] ?? text;
	};
	const errorOf = ({ errors: [error] = [] }: Reply['body']) =>
		error && `${error.code} ${error.description}`;
	let id: unknown;

	async function step(verb: string, words: string[]): Promise<string | undefined> {
		const [first = '', ...others] = words;
		if (verb.startsWith('+')) {
			clock.advance(parseInt(verb) * (verb.endsWith('s') ? 1000 : 1));
			return undefined;
		}
		if (verb === 'set') {
			const [name, value] = words.join(' ').split('=');
			client.change({ [name]: valueOf(value) });
			return undefined;
		}
		if (verb === 'phones')
			return (
				inbox()
					.map(({ channel }) => channel)
					.join(', ') || 'none'
			);
		if (['smart', 'sms', 'call'].includes(verb)) {
			const form = Object.fromEntries(new URLSearchParams(others.join(' ')));
			const reply = await client.send({ ...(first && { phone_number: first }), ...form }, verb);
			id = reply.body.reference_id;
			return rest(reply, errorOf(reply.body) ?? reply.body.status.code);
		}
		if (verb === 'verify') {
			const [, methods, json = '{}'] = /^([^{]*)(\{.*)?$/.exec(others.join(' '))!;
			const policy = methods
				.trim()
				.split(', ')
				.filter(Boolean)
				.map((text) => {
					const [method, time] = text.split(' ');
					return { method, fallback_time: time === undefined ? undefined : valueOf(time) };
				});
			const recipient = {
				phone_number: first === '-' ? undefined : first,
				email: 'ann@example.com',
			};
			const reply = await client.verify({
				recipient,
				verification_policy: policy.length > 0 ? policy : undefined,
				...(valueOf(json) as object),
			});
			id = reply.body.reference_id;
			return rest(reply, reply.body.state, reply.body.status.code);
		}
		if (verb === 'how') return standing(await client.verification(id));
		if (verb === 'finalize') {
			const reply = await client.finalize(id, codeOf(first));
			return rest(reply, reply.body.status.code);
		}
		if (verb === 'complete') {
			const reply = await client.complete(first || id);
			const error = errorOf(reply.body);
			return rest(
				reply,
				error ?? reply.body.status.code,
				error ? undefined : reply.body.sub_resource!,
			);
		}
		const code = verb === 'check' ? codeOf(first) : undefined;
		const reply = await client.status(verb === 'status' && first ? first : id, code);
		const { errors, status, verify } = reply.body;
		if (errors.length > 0) return rest(reply, errorOf(reply.body));
		return verb === 'status' ? rest(reply, status.code) : verify?.code_state;
	}

	const outcomes: Array<string | undefined> = [];
	for (const text of steps.split(';')) {
		const [verb, ...words] = text.trim().split(' ');
		outcomes.push(await step(verb, words));
	}
	return outcomes.filter((outcome) => outcome !== undefined).join('; ');
}
