/** The form example, as a person goes through it: the form in one tab, the phone in another. */
import assert from 'node:assert/strict';
import { workflows } from '../lib/examples.mjs';
import { otherThan } from '../lib/sandbox.mjs';

const example = workflows['phone-verification-form'];
const { path } = example.nodes.find(({ type }) => type === 'n8n-nodes-base.formTrigger').parameters
	.options;
const number = '13105550100';

/** n8n turns away what does not look like a browser, and Chromium without a screen says that it is one. */
const userAgent = 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';

/** The code in the newest message on the phone's page. */
async function readPhone(phone) {
	const code = phone.locator('li .bubble b').first();
	await code.waitFor();
	return await code.innerText();
}

async function fill(form, text) {
	await form.locator('#field-0').fill(text);
	await form.locator('#submit-btn').click();
}

const heading = (form, text) => form.getByRole('heading', { name: text, exact: true }).waitFor();

/**
 * One visit: the number, then the codes that `codesOf` makes of the right one, then the last page.
 *
 * @param {(right: string) => string[]} codesOf
 * @param {string} last heading of the last page
 * @param {boolean} pictured
 */
async function visit({ n8n, sandbox, newPage, keepPicture }, codesOf, last, pictured) {
	await sandbox.reset();
	const options = { userAgent, viewport: { width: 720, height: 620 } };
	const form = await newPage(options);
	const phone = await newPage({ ...options, viewport: { width: 440, height: 620 } });
	const picture = async (name, page) => pictured && (await keepPicture(name, page));

	await form.goto(`${n8n.url}/form/${path}`);
	await heading(form, 'Verify your phone');
	await form.locator('#field-0').fill('+1 (310) 555-0100');
	await picture('form-number', form);
	await form.locator('#submit-btn').click();
	await heading(form, 'Enter the code');
	await phone.goto(`${sandbox.url}/?number=${number}`);
	const codes = codesOf(await readPhone(phone));
	await picture('form-phone', phone);
	for (const [index, code] of codes.entries()) {
		if (index > 0) await form.getByText('That was not the code.').waitFor();
		if (index === codes.length - 1) {
			await form.locator('#field-0').fill(code);
			await picture('form-code', form);
		}
		await fill(form, code);
		// The same heading stands on the next page; its field is empty again.
		await form.waitForFunction(
			(typed) => document.querySelector('#field-0')?.value !== typed,
			code,
		);
	}
	await heading(form, last);
	await picture('form-done', form);
	const messages = await sandbox.messages();
	assert.deepEqual(
		messages.map(({ to }) => to),
		[number],
	);
	await Promise.all([form.context().close(), phone.context().close()]);
}

/** Name of the visit -> what the person does. */
export const visits = {
	'the right code': (stage) => visit(stage, (right) => [right], 'Your phone is verified', true),
	'a wrong code, then the right one': (stage) =>
		visit(stage, (right) => [otherThan(right), right], 'Your phone is verified'),
	'three wrong codes': (stage) =>
		visit(stage, (right) => Array(3).fill(otherThan(right)), 'Your phone is not verified'),
};

export const formExampleId = example.id;
