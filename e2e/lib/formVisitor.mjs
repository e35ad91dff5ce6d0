/** A person who fills in n8n's forms, without a browser. */
import { setTimeout as sleep } from 'node:timers/promises';

const patienceMs = 60_000;

/** n8n turns away what does not look like a browser, where a form says so. */
const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x64) Chrome/140.0 Safari/537.36' };

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'", '#x3D': '=' };

/** The text of a piece of HTML, on one line. */
const textOf = (html) =>
	html
		.replace(/<[^>]*>/g, ' ')
		.replace(/&(#?\w+);/g, (all, name) => entities[name] ?? all)
		.replace(/\s+/g, ' ')
		.trim();

/** What a person reads on a page: its heading, its text, and the fields that are to be filled in. */
function read(html) {
	const visible = html.replace(/<(style|script|head)\b[\s\S]*?<\/\1>/g, '');
	const [, title = ''] = /<h1[^>]*>([\s\S]*?)<\/h1>/.exec(visible) ?? [];
	const [, text = ''] =
		/<h1[^>]*>[\s\S]*?<\/h1>\s*<(?:p|div)[^>]*>([\s\S]*?)<\/(?:p|div)>/.exec(visible) ?? [];
	const [, button] =
		/<button[^>]*type=['"]submit['"][^>]*>([\s\S]*?)<\/button>/.exec(visible) ?? [];
	const fields = [
		...visible.matchAll(
			/<label class='form-label[^>]*>([\s\S]*?)<\/label>\s*([\s\S]*?\bid='(field-\d+)')/g,
		),
	];

	return {
		title: textOf(title),
		text: textOf(text),
		button: button && textOf(button),
		fields: new Map(
			fields.map(([, label, tag, name]) => [
				textOf(label),
				{ name, boxes: tag.includes("class='multiselect") },
			]),
		),
	};
}

export class FormVisitor {
	/** The pages seen and what was entered, in order. */
	seen = [];

	/** Opens the first page of a form. */
	async open(url) {
		this.url = new URL(url);
		return await this.#look();
	}

	/**
	 * Fills in the page and waits for the next one.
	 *
	 * @param {Record<string, string | string[]>} values by the label of the field; for boxes a list of
	 *   those that are ticked
	 */
	async submit(values) {
		const form = new FormData();
		for (const [label, { name, boxes }] of this.page.fields) {
			form.append(name, boxes ? JSON.stringify(values[label] ?? []) : (values[label] ?? ''));
		}
		this.seen.push({ entered: values });
		const answer = await fetch(this.url, { method: 'POST', body: form, headers });
		const text = await answer.text();
		if (!answer.ok) throw new Error(`The form answered HTTP ${answer.status}: ${text}`);
		const next = /^\s*\{/.test(text) && JSON.parse(text).formWaitingUrl;
		if (next) this.url = new URL(next);
		await this.#wait();

		return await this.#look();
	}

	async #look() {
		const answer = await fetch(this.url, { headers });
		const html = await answer.text();
		if (!answer.ok) throw new Error(`The form answered HTTP ${answer.status}: ${html}`);
		this.page = read(html);
		this.seen.push({ page: this.page });
		// The script of a last page says that it was shown; until then the workflow waits.
		if (!this.page.button) await fetch(this.url, { method: 'POST', headers });

		return this.page;
	}

	/** Waits as the script of the page does. */
	async #wait() {
		const status = new URL(this.url);
		status.pathname += '/n8n-execution-status';
		for (const giveUp = Date.now() + patienceMs; Date.now() < giveUp; await sleep(100)) {
			const text = (await (await fetch(status, { headers })).text()).trim();
			if (text === 'form-waiting' || text === 'success') return;
			if (!['running', 'waiting', 'new'].includes(text))
				throw new Error(`The form ended with '${text}'`);
		}
		throw new Error('The form did not go on');
	}
}
