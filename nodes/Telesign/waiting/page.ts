/** The page on which a person enters the code: HTML without scripts, and the headers that guard it. */
import { createHash } from 'node:crypto';
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { Texts } from './operation';

/** Readable on a phone, in light and dark, with letters as large as the person has set them. */
const STYLE = `
:root { color-scheme: light dark; --line: #767676; --accent: #1f5fd1; --on: #fff; --note: #fff3d6; }
@media (prefers-color-scheme: dark) {
	:root { --line: #8f8f8f; --accent: #8ab4ff; --on: #0d1b33; --note: #46391a; }
}
* { box-sizing: border-box; }
body {
	margin: 0; padding: 2rem 1.25rem; font: 1.0625rem/1.5 system-ui, sans-serif;
	background: Canvas; color: CanvasText;
}
main { max-width: 24rem; margin: 0 auto; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .75rem; }
p { margin: 0 0 1.25rem; white-space: pre-line; }
[role] { padding: .75rem 1rem; border-radius: .5rem; background: var(--note); }
label { display: block; font-weight: 600; margin-bottom: .375rem; }
input, button {
	width: 100%; min-height: 3rem; font: inherit; border: 1px solid var(--line); border-radius: .5rem;
	margin-bottom: 1rem; padding: .5rem .75rem; background: Canvas; color: CanvasText;
}
input { font-size: 1.5rem; letter-spacing: .25em; }
button { cursor: pointer; }
.first { background: var(--accent); border-color: var(--accent); color: var(--on); font-weight: 600; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;

const HEADERS = {
	'content-type': 'text/html; charset=utf-8',
	'content-security-policy': [
		"default-src 'none'",
		`style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
		"form-action 'self'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
	].join('; '),
	'x-frame-options': 'DENY',
	'x-content-type-options': 'nosniff',
	'x-robots-tag': 'noindex, nofollow',
	'referrer-policy': 'no-referrer',
	'cache-control': 'no-store',
};

const escaped = (text: string) =>
	text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** What a page shows. */
export type Page =
	| {
			kind: 'form';
			/** Where its forms go. */
			action: string;
			/** What happened, in words. */
			said?: string;
			/** Whether the newest code can still be entered. */
			takesCode: boolean;
			/** Whether another code can be asked for. */
			another: boolean;
	  }
	| { kind: 'end'; said: string; onTo?: string };

function formOf(
	texts: Texts,
	{ action, said, takesCode, another }: Page & { kind: 'form' },
): string {
	const form = (inside: string) =>
		`<form method="post" action="${escaped(action)}">${inside}</form>`;
	const code = `<label for="code">${escaped(texts.pageCode)}</label>
<input id="code" name="code" required autofocus autocomplete="one-time-code" inputmode="numeric" maxlength="50" autocapitalize="off" spellcheck="false"${said ? ' aria-describedby="said"' : ''}>
<button class="first">${escaped(texts.pageButton)}</button>`;
	const more = `<button name="another" value="1"${takesCode ? '' : ' class="first"'}>${escaped(texts.pageAnother)}</button>`;
	return `<h1>${escaped(texts.pageTitle)}</h1>
${said ? `<p role="alert" id="said">${escaped(said)}</p>` : `<p>${escaped(texts.pageText)}</p>`}
${takesCode ? form(code) : ''}
${another ? form(more) : ''}`;
}

const endOf = ({ said, onTo }: Page & { kind: 'end' }): string =>
	`<p role="status">${onTo ? `<a href="${escaped(onTo)}">${escaped(said)}</a>` : escaped(said)}</p>`;

/** The whole page. Nothing in it comes from a request, and all of it is escaped. */
export function htmlOf(texts: Texts, page: Page): string {
	const onTo = page.kind === 'end' ? page.onTo : undefined;
	return `<!doctype html>
<html lang="${escaped(texts.pageLanguage)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${onTo ? `<meta http-equiv="refresh" content="0;url=${escaped(onTo)}">` : ''}
<title>${escaped(texts.pageTitle)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${page.kind === 'form' ? formOf(texts, page) : endOf(page)}
</main>
</body>
</html>
`;
}

/** Answers a request with a page. n8n then leaves it alone. */
export function show(
	context: IWebhookFunctions,
	httpStatus: number,
	html: string,
): IWebhookResponseData {
	context.getResponseObject().status(httpStatus).set(HEADERS).send(html);
	return { noWebhookResponse: true };
}

/** Sends the browser to an address of this n8n, to be got and not posted to. */
export function goTo(context: IWebhookFunctions, { pathname, search }: URL): IWebhookResponseData {
	context.getResponseObject().set(HEADERS).redirect(303, `${pathname}${search}`);
	return { noWebhookResponse: true };
}
