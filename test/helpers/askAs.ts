import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';

/** HTTP status of a GET with this Host header, which `fetch` does not let one choose. */
export default async function askAs(url: string, host: string): Promise<number> {
	const [response]: IncomingMessage[] = await once(
		request(url, { headers: { host } }).end(),
		'response',
	);
	return response.resume().statusCode!;
}
