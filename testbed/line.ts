/** The line between n8n and the sandbox: passes everything on, until it is cut. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { pipeline } from 'node:stream';

/**
 * Lets Telesign be "down" without the sandbox forgetting what it has delivered.
 *
 * @param target an address such as http://127.0.0.1:4010
 * @returns `cut`: breaks every connection and lets none in; `mend`: lets them in again, at the same
 *   address
 */
export async function startLine(target: string) {
	const { hostname, port } = new URL(target);
	const open = new Set<Socket>();
	const server = createServer((near) => {
		open.add(near);
		// Whichever end breaks, the other one goes with it.
		pipeline(near, connect(Number(port), hostname), near, () => open.delete(near));
	});
	const listen = async (at: number) => await once(server.listen(at, hostname), 'listening');
	await listen(0);
	const { port: own } = server.address() as AddressInfo;

	return {
		url: `http://${hostname}:${own}`,
		async cut(): Promise<void> {
			const closed = once(server.close(), 'close');
			for (const socket of open) socket.destroy();
			await closed;
		},
		mend: async () => await listen(own),
	};
}
