/** The way of a person who has just installed n8n and this package, to a first code and beyond. */
import assert from 'node:assert/strict';
import { readTest } from './credential.mjs';

/** Who owns the n8n, which is gone afterwards. */
export const owner = {
	email: 'owner@example.com',
	firstName: 'Sandbox',
	lastName: 'Owner',
	password: 'Not-a-secret-1',
};

/** Fills in the credential's dialog and saves it, which tests it. */
async function saveCredential({ page }, values) {
	const dialog = page.getByTestId('editCredential-modal');
	for (const [name, value] of Object.entries(values)) {
		await dialog.getByTestId(`parameter-input-${name}`).locator('input').fill(value);
	}
	await page.getByTestId('credential-save-button').click();
}

/** The descriptions of the Telesign node and its credential, as n8n gives them to its editor. */
export async function readDescriptions({ page }) {
	const get = (file) =>
		page.evaluate(async (path) => (await fetch(path)).json(), `/types/${file}.json`);
	const [nodes, credentials] = [await get('nodes'), await get('credentials')];
	return {
		node: nodes.find(({ name }) => name === 'n8n-nodes-telesign.telesign'),
		credential: credentials.find(({ name }) => name === 'telesignApi'),
	};
}

/** The action of an operation, by which n8n lists it and names the node. */
export const actionOf = ({ node }, operation) =>
	node.properties
		.find(({ name }) => name === 'operation')
		.options.find(({ value }) => value === operation).action;

/** What the credential's test says to an answer with this HTTP status. */
const messageOf = ({ test }, status) =>
	test.rules.find(({ properties }) => properties.value === status).properties.message;

/** An option as it is read in a list. */
const textOf = ({ name, description }) => (description ? `${name}: ${description}` : name);

/** What the output should hold, apart from what differs from run to run. */
const sent = {
	phone_number: '13105550100',
	channel: 'sms',
	state: 'in_progress',
	status_code: 290,
	status_description: 'Message in progress',
	phone_type: 'MOBILE',
	carrier: 'Sandbox Telecom',
};

/** The texts in a view of the output, in order. */
const linesOf = (text) =>
	text
		.split(/[\n\t]/)
		.map((line) => line.trim())
		.filter(Boolean);

const sentTo = async (sandbox) => (await sandbox.messages()).map(({ to }) => to);

/**
 * @param {import('../lib/checks.mjs').Check} check
 * @param {import('./stage.mjs').Stage} stage of an n8n that nobody owns yet
 */
export async function walk(check, { n8n, sandbox, open }) {
	const editor = await open({ width: 1440 });
	const { page } = editor;
	let described;
	const property = (name) =>
		described.node.properties.find(
			(one) =>
				one.name === name && (one.displayOptions?.show.operation ?? ['send']).includes('send'),
		);

	const steps = {
		'the owner account is set up': async () => {
			await editor.becomeOwner(owner);
			await editor.beginWorkflow();
			described = await readDescriptions(editor);
		},

		"the search for 'otp', '2fa' and 'smart verify' finds the node": async () => {
			for (const word of ['otp', '2fa', 'smart verify']) {
				const names = await editor.search(word);
				assert.ok(names.slice(0, 2).includes('Telesign'), `'${word}' finds ${names.join(', ')}`);
			}
		},

		'the node is added': async () => {
			const action = actionOf(described, 'send');
			await editor.addFound('Telesign', action);
			assert.equal(await editor.title(), action);
		},

		'the credential is created, and its test passes': async () => {
			await page.getByTestId('node-credentials-empty-state').click();
			await saveCredential(editor, sandbox.account);
			await page.getByTestId('editCredential-modal').waitFor({ state: 'hidden' });
			const text = await readTest(editor, () => page.getByTestId('credential-edit-button').click());
			assert.equal(text, 'Connection tested successfully');
		},

		'a wrong API Key is told': async () => {
			const text = await readTest(editor, () => saveCredential(editor, { apiKey: 'd3Jvbmc=' }));
			assert.equal(text, messageOf(described.credential, 401));
			assert.match(text, /refused the sign-in/);
		},

		'a wrong host is told': async () => {
			const text = await readTest(editor, () =>
				saveCredential(editor, { apiKey: sandbox.account.apiKey, baseUrl: n8n.url }),
			);
			assert.equal(text, messageOf(described.credential, 200));
			assert.match(text, /not the API of Telesign/);
		},

		'the right host passes again': async () => {
			const text = await readTest(editor, () =>
				saveCredential(editor, { baseUrl: sandbox.account.baseUrl }),
			);
			assert.equal(text, 'Connection tested successfully');
			await editor.closeCredential();
		},

		'the fields explain themselves': async () => {
			await editor.fill('phoneNumber', '+1 (310) 555-0100');
			const phoneNumber = property('phoneNumber');
			assert.equal(await editor.readHelp(phoneNumber.displayName), phoneNumber.description);
			for (const name of ['resource', 'operation']) {
				const options = property(name).options.map(textOf);
				assert.deepEqual(await editor.openOptions(name), options);
				await page.keyboard.press('Escape');
			}

			const fields = property('additionalFields').options;
			const names = fields.map(({ displayName }) => displayName);
			for (const name of ['preference', 'ucid']) {
				const { displayName, options } = fields.find((field) => field.name === name);
				assert.deepEqual(await editor.addField(displayName), names);
				names.splice(names.indexOf(displayName), 1); // It can be added once.
				assert.deepEqual(await editor.openOptions(name), options.map(textOf));
				await editor.chooseOption(name === 'preference' ? 'SMS' : 'Password Reset');
			}
		},

		'a code is sent, and the output shows it in three views': async () => {
			await editor.executeStep();
			await editor.output.getByTestId('ndv-items-count').waitFor();
			const [item] = JSON.parse(await editor.readOutputAs('json'));
			const { reference_id, updated_on, ...rest } = item;
			assert.match(reference_id, /^[0-9A-F]{32}$/);
			assert.ok(updated_on);
			assert.deepEqual(rest, sent);
			const cells = Object.entries(item).map((pair) => pair.map(String));
			assert.deepEqual(linesOf(await editor.readOutputAs('schema')), cells.flat());
			assert.deepEqual(linesOf(await editor.readOutputAs('table')), [
				...cells.map(([key]) => key),
				...cells.map(([, value]) => value),
			]);
			assert.deepEqual(await sentTo(sandbox), [sent.phone_number]);
			const [request] = (await sandbox.requests()).filter(({ method }) => method === 'POST');
			assert.match(request.body, /ucid=PWRT/);
		},

		'a number that cannot be read is told before anything is sent': async () => {
			await editor.fill('phoneNumber', 'call me');
			await editor.executeStep();
			assert.deepEqual(await editor.readError('letters'), {
				message: `'Phone Number' "call me" has letters in it [item 0]`,
				description:
					'This item was not sent. Fill in digits only, beginning with the country code, for example +1 202 555 0123.',
			});
		},

		"Telesign's refusal is told in its own words": async () => {
			await editor.fill('phoneNumber', '+1 415 555 0100');
			await editor.executeStep();
			assert.deepEqual(await editor.readError('Telesign'), {
				message:
					'Telesign did not send the code: Invalid Request: PhoneNumber Parameter (-10001, status 500) [item 0]',
				description:
					'Correct the field that Telesign names, then try again. The same values will give the same answer.',
			});
			assert.deepEqual(await sentTo(sandbox), [sent.phone_number]);
		},
	};
	for (const [name, work] of Object.entries(steps)) {
		const passed = await check(`a person's path: ${name}`, async () => {
			await work();
			return true;
		});
		if (!passed) {
			await editor.picture('path-failed');
			return; // Nothing after it can be done.
		}
	}
	await editor.close();
}
