/*
 * Runs before every test file (jest.config.js, setupFiles), because n8n's logger keeps the console
 * methods that it finds when it is loaded.
 */
let written;

for (const stream of [process.stdout, process.stderr]) {
	const write = stream.write.bind(stream);
	stream.write = (text, encoding, done) => {
		if (written === undefined) return write(text, encoding, done);
		written.push(String(text));
		(typeof encoding === 'function' ? encoding : done)?.();
		return true;
	};
}

for (const method of ['log', 'info', 'warn', 'error', 'debug']) {
	const write = console[method].bind(console);
	console[method] = (...texts) => (written ? written.push(texts.join(' ')) : write(...texts));
}

/** Keeps what anything writes to stdout, stderr and the console from the terminal, and notes it. */
module.exports = function captureOutput() {
	const mine = [];
	written = mine;
	return {
		written: mine,
		restore() {
			written = undefined;
		},
	};
};
