/** The phone: a page that shows what the sandbox delivers. */
import { statusOf } from '../nodes/Telesign/api/codes/status';
import type { DeliveredMessage } from './telesign';

const entities: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character]);

/** Local time of the machine, to the second. */
const clockTime = (sentOn: string) => new Date(sentOn).toLocaleTimeString('en-GB');

const callIcon =
	'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6.6 10.8a15 15 0 0 0 6.6 6.6l2.2-2.2a1 1 0 0 1 1-.25 11.4 11.4 0 0 0 3.6.58 1 1 0 0 1 1 1V20a1 1 0 0 1-1 1A17 17 0 0 1 3 4a1 1 0 0 1 1-1h3.5a1 1 0 0 1 1 1c0 1.25.2 2.45.57 3.57a1 1 0 0 1-.25 1z"/></svg>';

/** The text, its code marked so that one click selects it. */
function textWithCode({ text, code }: DeliveredMessage): string {
	const parts = code === '' ? [text] : text.split(code);
	return parts.map(escape).join(`<b>${escape(code)}</b>`);
}

function bubble(message: DeliveredMessage): string {
	const { to, channel, delivered, final_status: status, sent_on: sentOn, language } = message;
	const isCall = channel === 'voice';
	const kind = isCall ? `Voice call${language ? `, ${escape(language)}` : ''}` : 'SMS';
	const fate = delivered
		? isCall
			? 'Answered'
			: 'Delivered'
		: `Did not arrive: ${escape(statusOf(status).text)} (${status})`;
	return `<li class="${channel}${delivered ? '' : ' lost'}">
<p class="who"><a href="/?number=${to}">+${to}</a> <span>${kind}</span></p>
<p class="bubble" dir="auto">${isCall ? callIcon : ''}${textWithCode(message)}</p>
<p class="fate"><time datetime="${sentOn}">${clockTime(sentOn)}</time> ${fate}</p>
</li>`;
}

const emptyState = (number: string) => `<li class="empty">
<h2>${number ? `Nothing for +${escape(number)} yet` : 'No messages yet'}</h2>
<p>Send a code with this page’s address as the Base URL. Some numbers to try:</p>
<dl>
<dt>13105550100</dt><dd>SMS, arrives</dd>
<dt>13105550101</dt><dd>landline, gets a call</dd>
<dt>13105550108</dt><dd>SMS, phone is off</dd>
<dt>13105550116</dt><dd>blocked by risk</dd>
<dt>447700900123</dt><dd>like any other number: SMS, arrives</dd>
</dl>
<p><a href="/sandbox/numbers">All numbers</a></p>
</li>`;

const style = `
:root { color-scheme: light dark; --desk: #e9ebf0; --case: #1c1e24; --screen: #fff; --ink: #15171c;
	--faint: #646b78; --line: #e2e5eb; --bubble: #eceef3; --accent: #2558d6; --lost: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --desk: #0c0d10; --case: #33363f; --screen: #15171c;
	--ink: #f0f1f4; --faint: #9aa1ae; --line: #2a2d35; --bubble: #262932; --accent: #8fb0ff;
	--lost: #ff9b92; } }
* { box-sizing: border-box; margin: 0; }
body { height: 100dvh; display: grid; place-items: center; padding: 16px; background: var(--desk);
	color: var(--ink); font: 15px/1.4 system-ui, sans-serif; }
main { width: 100%; max-width: 400px; height: 100%; max-height: 820px; display: flex;
	flex-direction: column; overflow: hidden; background: var(--screen);
	border: 9px solid var(--case); border-radius: 42px; box-shadow: 0 18px 50px #0003; }
header { padding: 20px 20px 12px; border-bottom: 1px solid var(--line); }
h1 { font-size: 19px; }
header p { color: var(--faint); font-size: 13px; }
form { display: flex; gap: 8px; margin-top: 10px; align-items: center; }
input { flex: 1; min-width: 0; padding: 7px 12px; font: inherit; color: inherit;
	background: var(--bubble); border: 1px solid transparent; border-radius: 99px; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
ol { flex: 1; display: flex; flex-direction: column-reverse; gap: 16px; overflow-y: auto; scrollbar-width: thin;
	padding: 16px 18px 22px; list-style: none; }
li { flex: none; }
.who { margin: 0 4px 4px; font-size: 13px; }
.who span, .fate { color: var(--faint); }
.who span::before { content: '· '; }
.bubble { width: fit-content; max-width: 94%; padding: 10px 14px; background: var(--bubble);
	border: 1px solid transparent; border-radius: 20px 20px 20px 6px; white-space: pre-wrap;
	overflow-wrap: anywhere; font-size: 16px; }
.bubble b { color: var(--accent); letter-spacing: .04em; user-select: all;
	-webkit-user-select: all; cursor: pointer; }
.bubble svg { width: 18px; height: 18px; margin-inline-end: 8px; vertical-align: -3px;
	fill: var(--accent); }
.fate { margin: 4px 4px 0; font-size: 12px; }
.lost .bubble { background: none; border: 1px dashed var(--faint); color: var(--faint); }
.lost .bubble b { color: inherit; }
.lost .bubble svg { fill: currentColor; }
.lost .fate { color: var(--lost); }
.empty { margin: auto 0; color: var(--faint); }
.empty h2 { margin-bottom: 6px; color: var(--ink); font-size: 17px; }
.empty dl { display: grid; grid-template-columns: auto 1fr; gap: 6px 14px; margin: 14px 0; }
.empty dt { color: var(--ink); font-variant-numeric: tabular-nums; user-select: all;
	-webkit-user-select: all; }
.empty dd { margin: 0; }
`;

/** Asks for this page again each second and takes over its list, unless it is the same. */
const script = `
let shown = document.querySelector('ol').innerHTML;
setInterval(async () => {
	try {
		const html = await (await fetch(location.href)).text();
		const list = new DOMParser().parseFromString(html, 'text/html').querySelector('ol').innerHTML;
		if (list !== shown) document.querySelector('ol').innerHTML = list;
		shown = list;
		document.querySelector('header p').textContent = 'Nothing here leaves this machine.';
	} catch {
		document.querySelector('header p').textContent = 'The sandbox does not answer.';
	}
}, 1000);
`;

/**
 * The whole page, without external parts.
 * @param messages oldest first; the newest is shown at the bottom, in view
 * @param number digits of the only number to show, or empty for all
 */
export function phonePage(messages: readonly DeliveredMessage[], number: string): string {
	const list = messages.map(bubble).reverse().join('\n');
	return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Telesign sandbox: phone</title>
<style>${style}</style>
<main>
<header>
<h1>Telesign sandbox</h1>
<p>Nothing here leaves this machine.</p>
<form>
<input name="number" value="${escape(number)}" placeholder="All numbers" inputmode="numeric"
 aria-label="Show one number only" autocomplete="off">
${number ? '<a href="/">Show all</a>' : ''}
</form>
</header>
<ol aria-live="polite">
${list || emptyState(number)}
</ol>
</main>
<script>${script}</script>
</html>
`;
}
