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

	const send =
		(product: string) =>
		async (number = '', ...form: string[]) => {
			const fields = Object.fromEntries(new URLSearchParams(form.join(' ')));
			const reply = await client.send(
				{ ...(number && { phone_number: number }), ...fields },
				product,
			);
			id = reply.body.reference_id;
			return rest(reply, errorOf(reply.body) ?? reply.body.status.code);
		};
	const status = async (from: unknown, code: string | undefined, isState: boolean) => {
		const reply = await client.status(from, code);
		const { status: said, verify } = reply.body;
		return rest(reply, errorOf(reply.body) ?? (isState ? verify?.code_state : said.code));
	};
	const verbs: Record<string, (...words: string[]) => unknown> = {
		set(...words) {
			const [name, value] = words.join(' ').split('=');
			client.change({ [name]: valueOf(value) });
		},
		phones: () =>
			inbox()
				.map(({ channel }) => channel)
				.join(', ') || 'none',
		smart: send('smart'),
		sms: send('sms'),
		call: send('call'),
		status: async (from) => await status(from ?? id, undefined, false),
		state: async () => await status(id, undefined, true),
		check: async (code) => await status(id, codeOf(code), true),
		async complete(from) {
			const reply = await client.complete(from ?? id);
			const { status: said, sub_resource: sub } = reply.body;
			return rest(reply, errorOf(reply.body) ?? `${said.code} ${sub}`);
		},
		async verify(number, ...words) {
			const [, methods, json = '{}'] = /^([^{]*)(\{.*)?$/.exec(words.join(' '))!;
			const policy = methods.split(', ').flatMap((text) => {
				const [method, time = 'null'] = text.trim().split(' ');
				return method ? [{ method, fallback_time: valueOf(time) ?? undefined }] : [];
			});
			const phone_number = number === '-' ? undefined : number;
			const reply = await client.verify({
				recipient: { phone_number, email: 'ann@example.com' },
				verification_policy: policy.length > 0 ? policy : undefined,
				...(valueOf(json) as object),
			});
			id = reply.body.reference_id;
			return rest(reply, reply.body.state, reply.body.status.code);
		},
		how: async () => standing(await client.verification(id)),
		async finalize(code) {
			const reply = await client.finalize(id, codeOf(code));
			return rest(reply, reply.body.status.code);
		},
	};

	const outcomes: unknown[] = [];
	for (const text of steps.split(';')) {
		const [verb, ...words] = text.trim().split(' ');
		const ms = parseInt(verb) * (verb.endsWith('s') ? 1000 : 1);
		if (verb.startsWith('+')) clock.advance(ms);
		else outcomes.push(await verbs[verb](...words));
	}
	return outcomes.filter((outcome) => outcome !== undefined).join('; ');
}
