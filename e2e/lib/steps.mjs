const terminal = process.stdout.isTTY;
const everyMs = terminal ? 1000 : 20_000;

/** 75000 -> '1 min 15 s' */
export function duration(ms) {
	const seconds = Math.round(ms / 1000);
	return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * Does one step and says so: while it lasts, one line that counts the time (in a terminal every
 * second, elsewhere a line every 20 seconds), and how long it took at the end.
 *
 * @template T
 * @param {string} title what is being done, such as 'Installing n8n'
 * @param {() => Promise<T>} work
 * @returns {Promise<T>} what `work` gives
 */
export async function step(title, work) {
	const start = Date.now();
	const took = () => duration(Date.now() - start);
	const show = (mark, text, end = '\n') =>
		process.stdout.write(`${terminal ? '\r\x1b[K' : ''}${mark} ${text}${end}`);

	show('-', `${title} …`, terminal ? '' : '\n');
	const ticker = setInterval(
		() => show('-', `${title} … ${took()}`, terminal ? '' : '\n'),
		everyMs,
	);
	try {
		const result = await work();
		show('+', `${title}: ${took()}`);
		return result;
	} catch (error) {
		show('x', `${title}: failed after ${took()}`);
		throw error;
	} finally {
		clearInterval(ticker);
	}
}
