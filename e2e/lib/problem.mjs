/** A failure that is told in two parts: what went wrong (`message`) and what to do (`advice`). */
export class Problem extends Error {
	/**
	 * @param {string} message one sentence
	 * @param {string} advice full sentences
	 * @param {ErrorOptions} [options]
	 */
	constructor(message, advice, options) {
		super(message, options);
		this.name = 'Problem';
		this.advice = advice;
	}
}
