/** `npm run settle` against a sandbox, or a server in front of it, in no time. */
import { startSandbox, type DeliveredMessage, type Settings } from '../../sandbox/server';
import type { Setup, World } from '../../tools/settle/ask';
import { probes, type Finding, type Probe } from '../../tools/settle/probes';
import { startReceiver, type Report } from '../../tools/settle/receiver';
import { settle, type Result } from '../../tools/settle/settle';
import { answering, type HostileAnswer, type SeenRequest } from '../helpers/hostileServer';
import { inVirtualTime } from './virtualTime';

/** JSON with whatever a test puts there. */
export type Body = Record<string, unknown>;

/** What differs from a sandbox as it is, and a person who reads the phone. */
export interface Differences {
	settings?: Partial<Settings>;
	/** Names of probes; all if it is left out. */
	only?: readonly string[];
	/** Probes of a test's own. */
	some?: readonly Probe[];
	/** Stands in front of the sandbox; `pass` gives its answer. */
	server?: (
		request: SeenRequest,
		pass: () => Promise<{ status: number; body: Body }>,
	) => HostileAnswer | Promise<HostileAnswer>;
	/** What the other host says. */
	other?: HostileAnswer;
	/** The delivery reports as they are seen. */
	reports?: (reports: Report[]) => Report[];
	/** Nobody reads the phone. */
	isAlone?: boolean;
	setup?: Partial<Setup>;
}

export interface Run {
	result: Result;
	setup: Setup;
	/** When the requests began, in milliseconds. */
	starts: number[];
	messages: DeliveredMessage[];
	/** What became of a question. */
	finding(name: string): Finding | undefined;
}

export const settleIn = async (differences: Differences = {}): Promise<Run> =>
	await inVirtualTime(async (clock) => {
		const { server, other, reports: edit = (all: Report[]) => all } = differences;
		const times = { smsGatewayMs: 5000, smsFinalMs: 20_000 };
		const sandbox = await startSandbox({ clock, settings: { ...times, ...differences.settings } });
		const receiver = await startReceiver(0, clock.now);
		const pass = async ({ method, url, headers, body }: SeenRequest) => {
			const { authorization = '', 'content-type': type, date } = headers;
			const scheme = headers['x-ts-auth-method'] as string | undefined;
			const sent = { authorization, ...(scheme ? { 'x-ts-auth-method': scheme } : {}) };
			const dated = {
				...sent,
				...(date ? { date } : {}),
				...(type ? { 'content-type': type } : {}),
			};
			const request = { method, headers: dated, ...(body === '' ? {} : { body }) };
			const response = await fetch(sandbox.url + url, request);
			return { status: response.status, body: (await response.json()) as Body };
		};
		const front =
			server && (await answering((request) => server(request, async () => await pass(request))));
		const elsewhere = other && (await answering(() => other));
		const url = front?.url ?? sandbox.url;
		const answer: World['answer'] = async (question, keys) => {
			if (differences.isAlone) return keys ? 'x' : '';
			const messages = sandbox.messages();
			const [code] = /\d{6}/.exec(question) ?? [];
			if (keys) return messages.some((one) => one.code === code) ? 'y' : 'n';
			const channel = question.includes('call') ? 'voice' : 'sms';
			const isAside = ({ text, code }: DeliveredMessage) => /^Not asked|846201/.test(text + code);
			const asked = messages.filter((one) => one.channel === channel && !isAside(one));
			return asked.at(-1)?.code ?? '';
		};
		const setup: Setup = {
			...sandbox.account,
			hosts: { v1: url, verification: url, ...(elsewhere ? { other: elsewhere.url } : {}) },
			numbers: { mobile: '13105550100', risk: '13105550116', blocked: '13105550120' },
			callbackUrl: `http://127.0.0.1:${receiver.port}`,
			...differences.setup,
		};
		const reports = () => edit(receiver.reports());
		const world: World = { ...clock, answer, reports, timeoutMs: 10_000 };
		const { only, some = probes.filter(({ name }) => only?.includes(name) ?? true) } = differences;
		try {
			const result = await settle(setup, world, undefined, some);
			return {
				result,
				setup,
				starts: sandbox.requests().map(({ at }) => at),
				messages: sandbox.messages(),
				finding: (name) => result.outcomes.find(({ probe }) => probe.name === name)?.finding,
			};
		} finally {
			receiver.close();
			for (const one of [front, elsewhere, sandbox]) await one?.close();
		}
	});
