/**
 * Loaded into n8n's main process (`NODE_OPTIONS=--require`): what only a process itself can tell. Over
 * HTTP on 127.0.0.1: `/begin` starts to look once the process is idle, `/begin?profile` takes a CPU
 * profile too, `/end` tells once it is idle again.
 */
const { createServer } = require('node:http') as typeof import('node:http');
const { Session } = require('node:inspector/promises') as typeof import('node:inspector/promises');
const { monitorEventLoopDelay } = require('node:perf_hooks') as typeof import('node:perf_hooks');
const { setTimeout: sleep } =
	require('node:timers/promises') as typeof import('node:timers/promises');
const { getHeapStatistics, setFlagsFromString } = require('node:v8') as typeof import('node:v8');
const { runInNewContext } = require('node:vm') as typeof import('node:vm');

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc');

const ours = /n8n-nodes-telesign\/dist\//;
const notWork = ['(idle)', '(program)', '(garbage collector)', '(root)'];

/** CPU time of all threads so far. */
const cpuMs = () => {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
};
const heapMiB = () => getHeapStatistics().used_heap_size / 2 ** 20;

/** Waits for 0.3 s in which the process does nothing, at most 10 s. */
async function rest(): Promise<void> {
	const giveUp = Date.now() + 10_000;
	for (let before = -Infinity; cpuMs() - before > 20 && Date.now() < giveUp; ) {
		before = cpuMs();
		await sleep(300);
	}
}

async function start(wantsProfile: boolean) {
	collectGarbage();
	await rest();
	const session = wantsProfile ? new Session() : undefined;
	if (session) {
		session.connect();
		await session.post('Profiler.enable');
		await session.post('Profiler.setSamplingInterval', { interval: 200 });
		await session.post('Profiler.start');
	}
	const delay = monitorEventLoopDelay({ resolution: 5 });
	delay.enable();
	const before = { cpuMs: cpuMs(), heapMiB: heapMiB() };
	const most = { heapMiB: 0 };
	const sample = () => (most.heapMiB = Math.max(most.heapMiB, heapMiB()));
	return { session, delay, before, most, timer: setInterval(sample, 10).unref() };
}

type Look = Awaited<ReturnType<typeof start>>;

let looking: Look | undefined;

/** Part of the work, by samples of the profile, that is done in the files of this package. */
function shareOf({ nodes, samples = [] }: import('node:inspector').Profiler.Profile): number {
	const byId = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
	const work = samples.filter((id) => !notWork.includes(byId.get(id)!.functionName));
	return work.filter((id) => ours.test(byId.get(id)!.url)).length / work.length;
}

async function end({ session, delay, before, most, timer }: Look) {
	// Before the rest: taking a profile is work of its own.
	const taken = await session?.post('Profiler.stop');
	session?.disconnect();
	await rest();
	clearInterval(timer);
	delay.disable();
	return {
		cpuMs: cpuMs() - before.cpuMs,
		heldMs: delay.max / 1e6,
		heapMiB: most.heapMiB - before.heapMiB,
		share: taken && shareOf(taken.profile),
	};
}

// Other processes of n8n get the same option; the port is the first one's.
createServer(async ({ url }, response) => {
	const last = looking;
	looking = url === '/end' ? undefined : await start(url!.endsWith('profile'));
	response.end(JSON.stringify(looking ? {} : await end(last!)));
})
	.on('error', () => {})
	.listen(Number(process.env.BENCH_INSIDE_PORT), '127.0.0.1')
	.unref();
