/** The tests in the real n8n (`npm run test:e2e`): a project for each part and version of n8n. */
import process from 'node:process';
import { defineConfig } from '@playwright/test';
import { editorWorkflows } from './e2e/editorWorkflows';
import { waitWorkflows } from './e2e/waiting';
import { hourly, operationWorkflows, savedWorkflows } from './e2e/workflows';
import type { Given } from './testbed/fixtures';
import { newest, versions } from './testbed/install';
import { examples } from './testbed/workflows';

/** By part: its files, the workflows that its n8n has, and the versions that it runs in. */
const parts = {
	operations: {
		testMatch: /(examples|operations|trigger|unverified)\.spec/,
		workflows: [...Object.values(examples), hourly, ...operationWorkflows],
		versions,
	},
	upgrade: { testMatch: /upgrade\.spec/, workflows: savedWorkflows, versions },
	forms: {
		testMatch: /forms\.spec/,
		workflows: ['minimal', 'phone-verification-form', 'verify-rows', 'voice-fallback'].map(
			(name) => examples[name],
		),
		versions,
	},
	agents: { testMatch: /agents\.spec/, workflows: [examples['agent-verifies-caller']], versions },
	wait: { testMatch: /wait\.spec/, workflows: waitWorkflows, versions },
	editor: {
		testMatch: /(editor|firstCode)\.spec/,
		workflows: [...Object.values(examples), ...editorWorkflows],
		versions: [newest],
	},
	processes: { testMatch: /processes\.spec/, workflows: [], versions: [newest] },
	// In the short form with the newest n8n alone.
	queue: {
		testMatch: /queue\.spec/,
		workflows: [],
		versions: process.env.E2E_SHORT === '1' ? [newest] : versions,
	},
};

// Root has no sandbox of Chromium's own, and nothing but this very n8n is opened.
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

export default defineConfig<object, Given>({
	testDir: 'e2e',
	outputDir: '.n8n-telesign/test-results',
	snapshotPathTemplate: '{testDir}/snapshots/{arg}{ext}',
	globalSetup: './testbed/globalSetup.ts',
	reporter: [['list'], ['html', { open: 'never', outputFolder: '.n8n-telesign/test-report' }]],
	// An n8n takes a core of its own, and nothing that is tested here may depend on what runs beside it.
	workers: 1,
	retries: 0,
	forbidOnly: Boolean(process.env.CI),
	timeout: 180_000,
	expect: { timeout: 30_000 },
	use: {
		actionTimeout: 60_000,
		navigationTimeout: 60_000,
		testIdAttribute: 'data-test-id',
		// n8n's forms turn away what does not look like a browser, as Chromium without a screen.
		userAgent: 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
		trace: 'retain-on-failure',
		screenshot: 'only-on-failure',
		launchOptions: {
			executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
			// It sees nothing but n8n, and looks the same everywhere.
			args: [
				'--no-first-run',
				'--force-color-profile=srgb',
				'--font-render-hinting=none',
				...asRoot,
			],
		},
	},
	projects: Object.entries(parts).flatMap(([name, { testMatch, workflows, versions: all }]) =>
		all.map((version) => ({
			name: `${name}-${version}`,
			testMatch,
			// Scenarios that only one of them has.
			grepInvert: version === newest ? /@oldest/ : /@newest/,
			use: { version, workflows },
		})),
	),
});
