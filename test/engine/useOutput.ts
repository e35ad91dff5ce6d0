import captureOutput from '../helpers/captureOutput';

/** What has been written to the console since the tests of a file began. */
export function useOutput(): () => string[] {
	let output: ReturnType<typeof captureOutput>;
	beforeAll(() => {
		output = captureOutput();
	});
	afterAll(() => {
		output.restore();
	});
	return () => output.written;
}
