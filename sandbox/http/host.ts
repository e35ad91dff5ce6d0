/**
 * Who may ask. A page in the developer's own browser can reach 127.0.0.1, by way of a name that leads
 * there as well (DNS rebinding); such requests carry the page's Origin or a foreign Host.
 */

const loopback: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

const nameOf = (host: string): string | undefined =>
	URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : undefined;

/** A number address, which `URL` has checked. */
const isAddress = (name: string) => /^(\[.*\]|[\d.]+)$/.test(name);

/**
 * Whether a Host header is fine. On 127.0.0.1: names of this machine only. Otherwise also addresses,
 * names without a dot (as of containers), `host.docker.internal` and the host itself, none of which
 * somebody else's domain can be.
 * @param listen where the sandbox listens
 */
export function isOwnHost(host: string | undefined, listen: string): boolean {
	const name = nameOf(host ?? '');
	if (name === undefined) return false;
	if (loopback.includes(name)) return true;
	if (loopback.includes(listen)) return false;
	const isLocal = isAddress(name) || !name.includes('.') || name === 'host.docker.internal';
	return isLocal || name === listen.toLowerCase();
}

/** Whether an Origin header, if there is one, is that of the sandbox's own page. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
	return origin === undefined || origin === `http://${host}`;
}
