/** A Redis of one's own on 127.0.0.1: started from the installed program, not as a service. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import getPort from 'get-port';
import type { Place } from './paths';
import { run, start, type Program } from './programs';

const host = '127.0.0.1';
const patienceMs = 30_000;

const failure =
	'Redis does not run. Debian: apt-get install -y --no-install-recommends redis-server. Its service is not used and may be stopped.';

/**
 * Keeps what is in it in an append-only file, as `compose.yaml` has it: what waits in n8n's queue is
 * nowhere else. Redis as it is delivered may lose what came since its last snapshot.
 *
 * @returns `environment`: n8n's settings for it; `restart`: ends it and starts it again, without what
 *   was in it if `keep` is false
 */
export async function startRedis({ folder, log }: Place) {
	const about = await run('redis-server', ['--version'], { log, failure });
	const data = join(folder, 'redis');
	const config = join(folder, 'redis.conf');
	const port = String(await getPort());
	const password = randomBytes(24).toString('hex');
	const settings = `bind ${host}\nport ${port}\nappendonly yes\nsave ""\ndir "${data}"\n`;
	writeFileSync(config, `${settings}requirepass ${password}\n`, { mode: 0o600 });

	let server: Program;
	async function serve() {
		mkdirSync(data, { recursive: true });
		server = start('redis-server', [config], { log });
		await server.ready(() => server.output().includes('Ready to accept connections'), patienceMs);
	}
	await serve();

	return {
		version: /v=([\d.]+)/.exec(about)![1],
		environment: {
			QUEUE_BULL_REDIS_HOST: host,
			QUEUE_BULL_REDIS_PORT: port,
			QUEUE_BULL_REDIS_PASSWORD: password,
		},
		async restart({ keep = true } = {}): Promise<void> {
			await server.end();
			if (!keep) rmSync(data, { recursive: true });
			await serve();
		},
	};
}
