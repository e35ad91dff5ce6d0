import { startSandbox, type Sandbox } from '../../sandbox/server';

/** One sandbox for the tests of a file, as new before each of them. */
export function useSandbox(): () => Sandbox {
	let sandbox: Sandbox;
	beforeAll(async () => {
		sandbox = await startSandbox();
	});
	afterAll(async () => {
		await sandbox.close();
	});
	beforeEach(() => {
		sandbox.reset();
	});
	return () => sandbox;
}
