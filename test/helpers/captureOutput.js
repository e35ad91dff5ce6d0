const METHODS = ['log', 'info', 'warn', 'error', 'debug'];

module.exports = function captureOutput() {
	const written = [];
	const note = (...texts) => {
		written.push(texts.join(' '));
		return true;
	};
	// n8n's logger writes to the console's streams, everything else calls its methods.
	const streams = [console._stdout, console._stderr];
	const writes = streams.map((stream) => stream.write);
	const methods = METHODS.map((method) => console[method]);
	for (const stream of streams) stream.write = (text) => note(String(text));
	for (const method of METHODS) console[method] = note;
	return {
		written,
		restore() {
			streams.forEach((stream, index) => (stream.write = writes[index]));
			METHODS.forEach((method, index) => (console[method] = methods[index]));
		},
	};
};
