/**
 * What the tests in the real n8n are given. Everything starts when a test first asks for it, serves
 * all tests of one worker, and ends with it.
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { test as base } from '@playwright/test';
import { newest } from './install';
import { startModel, type Model } from './model';
import { createN8n, signUp, type N8n, type Owner } from './n8n';
import { makePlace, type Place } from './paths';
import { endAll } from './programs';
import { startSandbox, type Sandbox } from './sandbox';
import { makeTables, type Tables } from './tables';
import { appCredential, credential, modelCredential, type Workflow } from './workflows';

/** Said by each project of `playwright.config.mts`. */
export interface Given {
	/** Of n8n. */
	version: string;
	/** Imported before n8n starts. */
	workflows: Workflow[];
}

export interface Started {
	place: Place;
	sandbox: Sandbox;
	model: Model;
	/** With the package, the credentials and the workflows in it, not started. */
	prepared: N8n;
	/** The same, started; `owner` has signed up. */
	n8n: N8n;
	owner: Owner;
	/** Those of the examples, made and chosen; empty at the beginning of a test that asks for them. */
	tables: Tables;
}

/** What an app sends to the webhooks of the examples. */
export const appKey = { 'x-api-key': 'key-of-the-app' };

/** Installing n8n takes the longest, and comes once. */
const timeout = 900_000;

export const test = base.extend<{ fresh: void; log: void }, Given & Started>({
	version: [newest, { scope: 'worker', option: true }],
	workflows: [[], { scope: 'worker', option: true }],

	place: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads the names of what is wanted
		async ({}, use, { project }) => {
			await use(makePlace(project.name));
			await endAll();
		},
		{ scope: 'worker', timeout },
	],

	sandbox: [
		async ({ place }, use) => await use(await startSandbox(place.log)),
		{ scope: 'worker', timeout },
	],

	model: [
		// eslint-disable-next-line no-empty-pattern -- Playwright reads the names of what is wanted
		async ({}, use) => {
			const model = await startModel();
			await use(model);
			model.close();
		},
		{ scope: 'worker' },
	],

	prepared: [
		async ({ place, version, workflows, sandbox, model }, use) => {
			const n8n = await createN8n(place, { version });
			await n8n.installPackage(process.env.TESTED_PACKAGE!);
			await n8n.importCredentials([
				{ ...credential, data: { ...sandbox.account, requestsPerSecond: 0 } },
				{ ...modelCredential, data: { apiKey: 'none', url: model.url } },
				{ ...appCredential, data: { name: 'x-api-key', value: appKey['x-api-key'] } },
			]);
			await n8n.importWorkflows(workflows);
			await use(n8n);
		},
		{ scope: 'worker', timeout },
	],

	n8n: [
		async ({ prepared }, use) => {
			await prepared.startMain();
			await use(prepared);
		},
		{ scope: 'worker', timeout },
	],

	owner: [async ({ n8n }, use) => await use(await signUp(n8n)), { scope: 'worker' }],

	tables: [
		async ({ owner, workflows, version }, use) => {
			const tables = await makeTables(owner, workflows);
			if (version.startsWith('1.')) for (const one of workflows) await tables.choose(one);
			await use(tables);
		},
		{ scope: 'worker' },
	],

	/** Every test begins with phones that have received nothing. */
	fresh: [
		async ({ sandbox }, use) => {
			await sandbox.reset();
			await use();
		},
		{ auto: true },
	],

	/** What the programs printed goes to what failed. */
	log: [
		async ({ place }, use, info) => {
			const before = readFileSync(place.log).length;
			await use();
			if (info.status === info.expectedStatus) return;
			const body = readFileSync(place.log).subarray(before);
			await info.attach('what the programs printed', { body, contentType: 'text/plain' });
		},
		{ auto: true },
	],
});

export { expect } from '@playwright/test';
