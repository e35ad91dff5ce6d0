const METHODS = ['log', 'info', 'warn', 'error', 'debug'] as const;

/** What Node's console has, and its types don't tell of. */
interface Streams {
	_stdout: Pick<NodeJS.WriteStream, 'write'>;
	_stderr: Pick<NodeJS.WriteStream, 'write'>;
}

/** Keeps what anything writes to the console, n8n's logger included, from the terminal, and notes it. */
export default function captureOutput(): { written: string[]; restore(): void } {
	const written: string[] = [];
	const note = (...texts: unknown[]) => {
		written.push(texts.join(' '));
		return true;
	};
	// n8n's logger writes to the console's streams, everything else calls its methods.
	const { _stdout, _stderr } = console as unknown as Streams;
	const streams = [_stdout, _stderr];
	const writes = streams.map((stream) => stream.write);
	const methods = METHODS.map((method) => console[method]);
	for (const stream of streams) stream.write = note;
	for (const method of METHODS) console[method] = note;
	return {
		written,
		restore() {
			streams.forEach((stream, index) => (stream.write = writes[index]));
			METHODS.forEach((method, index) => (console[method] = methods[index]));
		},
	};
}
