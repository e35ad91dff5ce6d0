/** Keeps what anything writes to stdout and stderr from the terminal, and notes it. */
module.exports = function captureOutput() {
	const written = [];
	const streams = [process.stdout, process.stderr];
	const originals = streams.map((stream) => stream.write);
	for (const stream of streams) {
		stream.write = (text, encoding, done) => {
			written.push(String(text));
			(typeof encoding === 'function' ? encoding : done)?.();
			return true;
		};
	}
	return {
		written,
		restore: () => streams.forEach((stream, index) => (stream.write = originals[index])),
	};
};
