const base = {
	testEnvironment: 'node',
	setupFiles: ['reflect-metadata'],
	// Homes of a real n8n, which e2e leaves there while it runs.
	modulePathIgnorePatterns: ['<rootDir>/.n8n-telesign/'],
	// Types are checked by `npm run typecheck`.
	transform: { '^.+\\.ts$': '@swc/jest' },
};

/** @type {import('jest').Config} */
module.exports = {
	// n8n-core 1.x starts a timer when it is loaded, for SSH tunnels, that nothing stops.
	forceExit: true,
	// No test depends on how fast the machine is.
	testTimeout: 60_000,
	// Jest leaves one core free, which on two is half of them.
	maxWorkers: '100%',
	// Of one file, where tests run side by side: they wait for the network, not for the processor.
	maxConcurrency: 24,
	projects: [
		{
			...base,
			displayName: 'n8n 2.41.1',
			testMatch: ['<rootDir>/test/**/*.test.ts'],
		},
		// The engine of n8n 1.123.81, with the n8n-workflow that it brings.
		{
			...base,
			displayName: 'n8n 1.123.81',
			testMatch: ['<rootDir>/test/engine/**/*.test.ts'],
			moduleNameMapper: {
				'^n8n-core$': '<rootDir>/node_modules/n8n-core-1',
				'^n8n-workflow$': '<rootDir>/node_modules/n8n-core-1/node_modules/n8n-workflow',
			},
		},
	],
};
