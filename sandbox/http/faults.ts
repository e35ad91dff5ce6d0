/** What goes wrong on the way; the rows 1-646-555-01xx of `sandbox/numbers.ts`, by name. */
import type { FastifyReply } from 'fastify';

/** Puts an answer on the wire in the wrong way. */
type Fault = (reply: FastifyReply, json: string, elsewhere: string) => unknown;

const page = '<!doctype html><title>Sign in</title><p>Sign in to use this network.</p>';

const reset: Fault = (reply) => reply.hijack().raw.socket?.resetAndDestroy();

const answerJson = (reply: FastifyReply, body: string | Buffer) =>
	reply.type('application/json').send(body);

/**
 * The faults but `slow`, which only waits. Each gets the right answer as JSON text, and the address
 * that a redirect leads to.
 */
export const wireFaults: Readonly<Record<string, Fault>> = {
	'text-plain': (reply, json) => reply.type('text/plain; charset=utf-8').send(json),
	html: (reply) => reply.type('text/html; charset=utf-8').send(page),
	empty: (reply) => reply.type('application/json').send(),
	truncated: (reply, json) => answerJson(reply, json.slice(0, json.length / 2)),
	huge: (reply, json) =>
		answerJson(reply, `${json.slice(0, -1)},"padding":"${'x'.repeat(5 * 1024 * 1024)}"}`),
	'not-utf8': (reply, json) =>
		answerJson(
			reply,
			Buffer.concat([
				Buffer.from(`${json.slice(0, -1)},"note":"caf`),
				Buffer.from([0xe9]),
				Buffer.from('"}'),
			]),
		),
	array: (reply, json) => answerJson(reply, `[${json}]`),
	'no-status': (reply, json) =>
		answerJson(reply, JSON.stringify({ ...JSON.parse(json), status: undefined })),
	null: (reply) => answerJson(reply, 'null'),
	'plain-500': (reply) => reply.code(500).type('text/plain').send('Internal Server Error'),
	'html-502': (reply) =>
		reply.code(502).type('text/html').send('<html><h1>502 Bad Gateway</h1></html>'),
	'empty-504': (reply) => reply.code(504).send(),
	'redirect-302': (reply, _json, elsewhere) => reply.redirect(elsewhere, 302),
	'redirect-307': (reply, _json, elsewhere) => reply.redirect(elsewhere, 307),
	'reset-before': reset,
	'reset-after': reset,
	'half-answer': (reply, json) => {
		const { raw } = reply.hijack();
		raw.writeHead(200, {
			'content-type': 'application/json',
			'content-length': Buffer.byteLength(json),
		});
		raw.write(json.slice(0, json.length / 2), () => raw.destroy());
	},
	hang: (reply) => reply.hijack(),
};

/** The faults that end the connection without a whole answer. */
export const dropping: ReadonlySet<string> = new Set([
	'reset-before',
	'reset-after',
	'half-answer',
]);
