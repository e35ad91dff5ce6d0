/** A Redis of one's own on 127.0.0.1: started from the installed program, not as a service. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import getPort from 'get-port';
import { run, start, untilReady } from '../lib/children.mjs';
import { program } from './programs.mjs';

const host = '127.0.0.1';
const advice = 'The log says more.';
const patienceMs = 30_000;

/**
 * Keeps what is in it in an append-only file, as `compose.yaml` has it: what waits in n8n's queue is
 * nowhere else. Redis as it is delivered may lose what came since its last snapshot.
 *
 * @param {import('../lib/folder.mjs').Folder} folder
 * @returns {Promise<{ environment: NodeJS.ProcessEnv, version: string,
 *   restart: (options?: { keep?: boolean }) => Promise<void> }>} `environment`: n8n's settings for it;
 *   `restart`: ends it and starts it again, without what was in it if `keep` is false
 * @throws {Problem}
 */
export async function startRedis({ path }) {
	const redis = program('redis-server');
	const data = join(path, 'redis');
	const config = join(path, 'redis.conf');
	const port = await getPort();
	const password = randomBytes(24).toString('hex');
	const lines = [
		`bind ${host}`,
		`port ${port}`,
		`dir "${data}"`,
		`requirepass ${password}`,
		'appendonly yes',
		'save ""',
	];
	const empty = () => {
		rmSync(data, { recursive: true, force: true });
		mkdirSync(data, { recursive: true });
	};
	empty();
	writeFileSync(config, `${lines.join('\n')}\n`, { mode: 0o600 });
	process.once('exit', () => {
		rmSync(data, { recursive: true, force: true });
		rmSync(config, { force: true });
	});

	let server;
	async function serve() {
		server = start(redis, [config], { cwd: path });
		const isReady = () => server.output().includes('Ready to accept connections');
		await untilReady(server, isReady, { name: 'Redis', patienceMs });
	}
	await serve();
	const about = await run(redis, ['--version'], { failure: 'Redis does not run', advice });

	return {
		version: /v=([\d.]+)/.exec(about)[1],
		environment: {
			QUEUE_BULL_REDIS_HOST: host,
			QUEUE_BULL_REDIS_PORT: String(port),
			QUEUE_BULL_REDIS_PASSWORD: password,
		},
		async restart({ keep = true } = {}) {
			await server.end();
			if (!keep) empty();
			await serve();
		},
	};
}
