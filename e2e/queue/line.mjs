/** The line between n8n and the sandbox: passes everything on, until it is cut. */
import { connect, createServer } from 'node:net';

/**
 * Lets Telesign be "down" without the sandbox forgetting what it has delivered.
 *
 * @param {string} target an address such as http://127.0.0.1:4010
 * @returns {Promise<{ url: string, cut: () => Promise<void>, mend: () => Promise<void> }>} `cut`:
 *   breaks every connection and lets none in; `mend`: lets them in again, at the same address
 */
export async function startLine(target) {
	const { hostname, port } = new URL(target);
	const open = new Set();
	const server = createServer((near) => {
		const far = connect(Number(port), hostname);
		open.add(near).add(far);
		for (const [socket, other] of [
			[near, far],
			[far, near],
		]) {
			socket.pipe(other);
			socket.on('error', () => other.destroy());
			socket.on('close', () => {
				other.destroy();
				open.delete(socket);
			});
		}
	});
	const listen = (at) => new Promise((resolve) => server.listen(at, hostname, resolve));
	await listen(0);
	const own = server.address().port;

	return {
		url: `http://${hostname}:${own}`,
		cut: () =>
			new Promise((resolve) => {
				server.close(resolve);
				for (const socket of open) socket.destroy();
			}),
		mend: () => listen(own),
	};
}
