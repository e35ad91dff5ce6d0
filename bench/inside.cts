/**
 * Loaded into n8n's main process (`NODE_OPTIONS=--require`): what only a process itself can tell. Over
 * HTTP on 127.0.0.1: `/begin` starts to look, `/begin?profile` takes a CPU profile too, `/end` tells.
 */
const { createServer } = require('node:http') as typeof import('node:http');
const { Session } = require('node:inspector/promises') as typeof import('node:inspector/promises');
const { monitorEventLoopDelay } = require('node:perf_hooks') as typeof import('node:perf_hooks');
const { setFlagsFromString } = require('node:v8') as typeof import('node:v8');
const { runInNewContext } = require('node:vm') as typeof import('node:vm');

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc');

const sampleEveryMs = 10;
const ours = /n8n-nodes-telesign\/dist\//;
const notWork = ['(idle)', '(program)', '(garbage collector)', '(root)'];

type Look = Awaited<ReturnType<typeof start>>;

let looking: Look | undefined;

async function start(wantsProfile: boolean) {
	collectGarbage();
	const session = wantsProfile ? new Session() : undefined;
	if (session) {
		session.connect();
		await session.post('Profiler.enable');
		await session.post('Profiler.setSamplingInterval', { interval: 200 });
		await session.post('Profiler.start');
	}
	const delay = monitorEventLoopDelay({ resolution: 5 });
	delay.enable();
	const before = process.memoryUsage().heapUsed;
	const heap = { before, most: before };
	const sample = () => (heap.most = Math.max(heap.most, process.memoryUsage().heapUsed));
	return { session, delay, heap, timer: setInterval(sample, sampleEveryMs).unref() };
}

type Profile = import('node:inspector').Profiler.Profile;

/** Part of the work, by samples of the profile, that is done in the files of this package. */
function shareOf({ nodes, samples = [] }: Profile): number {
	const byId = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
	const work = samples.filter((id) => !notWork.includes(byId.get(id)!.functionName));
	return work.filter((id) => ours.test(byId.get(id)!.url)).length / work.length;
}

async function end({ session, delay, heap: { before, most }, timer }: Look) {
	clearInterval(timer);
	delay.disable();
	const told = { heldMs: delay.max / 1e6, heapMiB: (most - before) / 2 ** 20 };
	if (!session) return told;
	const { profile } = await session.post('Profiler.stop');
	session.disconnect();
	return { ...told, share: shareOf(profile) };
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
