const { writeFileSync } = require('node:fs');

/**
 * A reporter of jest's: writes how many tests passed and how many failed, as "N N", to the file that
 * COUNTS_FILE names. A test file that could not be run counts as one failed test.
 */
module.exports = class Counts {
	onRunComplete(_, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
		const failed = numFailedTests + numRuntimeErrorTestSuites;
		writeFileSync(process.env.COUNTS_FILE, `${numPassedTests} ${failed}\n`);
	}
};
