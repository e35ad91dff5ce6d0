/** Says what will be asked, asks it, and says what came of it. */
import { Ask, hiding, type Setup, type World } from './ask';
import { notAsked, probes, type Finding, type Probe } from './probes';

export interface Outcome {
	probe: Probe;
	finding: Finding;
	/** What was asked, and below it what came. */
	lines: string[];
}

export interface Result {
	outcomes: Outcome[];
	/** What the node does otherwise than Telesign. */
	node: string[];
	requests: number;
	/** Milliseconds. */
	took: number;
	/** Codes that somebody typed. */
	codes: string[];
}

/** What a probe needs and was not given. */
export function lacks({ callbackUrl, oldReference, numbers, hosts }: Setup, { needs = [] }: Probe) {
	const given: object = { callbackUrl, oldReference, ...numbers, ...hosts };
	return needs.filter((need) => given[need as keyof typeof given] === undefined);
}

const given: Readonly<Record<string, string>> = {
	risk: '--risk',
	blocked: '--blocked',
	callbackUrl: '--callback-url',
	oldReference: '--old-reference',
	other: 'a second host of /v1/verify',
};

/** What is sent, to whom, how often, and what it costs about; `price` in US dollars a message. */
export function planOf(setup: Setup, price: number): string {
	const asked = probes.filter((probe) => lacks(setup, probe).length === 0);
	const sum = (index: number) =>
		asked.reduce((total, { messages = [0, 0] }) => total + messages[index], 0);
	const [usual, most] = [sum(0), sum(1)];
	const line = (probe: Probe) => {
		const without = lacks(setup, probe).map((need) => given[need]);
		if (without.length > 0)
			return `      ${probe.question} Left out: ${without.join(', ')} not given.`;
		const [least, all] = probe.messages ?? [0, 0];
		const count = least === all ? String(all) : `${least}-${all}`;
		return `${count.padStart(5)} ${probe.question}\n      ${probe.how}.`;
	};
	return [
		`To ${setup.hosts.v1} and ${setup.hosts.verification}, for`,
		...Object.entries(setup.numbers).map(([role, number]) => `  +${number} (${role})`),
		'Messages and calls, and what they are to tell:',
		...probes.map(line),
		...notAsked.map(([question, why]) => `      ${question} Not asked: ${why}.`),
		`${asked.length} questions, ${usual} messages and calls, ${most} if everything is taken, in about 6 minutes.`,
		`About ${(usual * price).toFixed(2)} to ${(most * price).toFixed(2)} USD, at ${price} each. That is a guess (--price): Telesign publishes no prices.`,
		'One request a second; nothing is sent again. The numbers must be your own.',
		'Messages that say "Not asked for", or have the code 846201, are of no interest.',
	].join('\n');
}

/** Why there is no use in going on: this is not Telesign, or it does not let the account in. */
export async function problemOf(setup: Setup, world: World): Promise<string | undefined> {
	const ask = new Ask(setup, world);
	const path = `/v1/verify/${'0'.repeat(32)}`;
	const { http, code } = await ask.request({ method: 'GET', path });
	const came = ask.lines[1].trim();
	if (code === undefined) return `This is not Telesign: ${came}`;
	return http === 401 ? `Telesign refused the sign-in: ${came}` : undefined;
}

/** Asks what can be asked; `say` gets a line for each. Slow ones go on beside the others. */
export async function settle(
	setup: Setup,
	world: World,
	say: (line: string) => void = () => {},
	some = probes,
): Promise<Result> {
	const { shared } = new Ask(setup, world);
	const start = world.now();
	const put = async (probe: Probe): Promise<Outcome> => {
		const ask = new Ask(setup, world, shared);
		// Whatever happens here, what the others found must not get lost.
		const finding = await probe.find(ask).catch((error: Error): Finding => {
			return { kind: 'open', what: `The probe failed: ${error.message}` };
		});
		const value = finding.kind === 'settled' ? finding.value : 'cannot tell';
		say(hiding(setup, shared.codes)(`${probe.name}: ${value}. ${finding.what}`));
		return { probe, finding, lines: ask.lines };
	};
	const asked = some.filter((probe) => lacks(setup, probe).length === 0);
	const slow = Promise.all(asked.filter(({ isSlow }) => isSlow).map(put));
	const others: Outcome[] = [];
	for (const probe of asked.filter(({ isSlow }) => !isSlow)) others.push(await put(probe));
	const outcomes = [...(await slow), ...others];
	const differences = outcomes.flatMap(({ probe, finding }) =>
		finding.kind === 'settled' && finding.node ? [`${probe.name}: ${finding.node}`] : [],
	);
	const { requests, codes, strange } = shared;
	const node = [...differences, ...strange];
	return { outcomes, node, requests, took: world.now() - start, codes };
}
