/** A film of what is done in tabs: their pictures as Chromium draws them, put together by ffmpeg. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../lib/children.mjs';

/** However long the computer takes, the film waits no longer for the next picture, in seconds. */
const longestWait = 0.4;

const captionHeight = 56;

/** Shows where the mouse is, which no picture of a tab does. Runs in the page. */
function showMouse() {
	const dot = document.createElement('div');
	dot.style.cssText =
		'position:fixed;z-index:2147483647;width:18px;height:18px;margin:-9px;border-radius:50%;' +
		'background:rgba(255,105,0,.45);border:2px solid rgb(255,105,0);pointer-events:none;left:-50px';
	addEventListener(
		'mousemove',
		({ clientX, clientY }) => {
			dot.style.left = `${clientX}px`;
			dot.style.top = `${clientY}px`;
			if (!dot.isConnected) document.documentElement.append(dot);
		},
		true,
	);
}

export class Film {
	#folder;
	#frames = [];
	#captions = [];
	#page;
	#stop = async () => {};

	/** @param {string} folder for its pictures; what is in it is removed */
	constructor(folder) {
		this.#folder = folder;
		rmSync(folder, { recursive: true, force: true });
		mkdirSync(folder, { recursive: true });
	}

	/** Makes the mouse visible in all pages of a tab. */
	static async prepare(page) {
		await page.addInitScript(showMouse);
	}

	/** From now on this tab is seen. */
	async turnTo(page) {
		await this.#stop();
		this.#page = page;
		const session = await page.context().newCDPSession(page);
		session.on('Page.screencastFrame', ({ data, sessionId }) => {
			this.#add(data);
			void session.send('Page.screencastFrameAck', { sessionId }).catch(() => {});
		});
		await session.send('Page.startScreencast', { format: 'jpeg', quality: 90 });
		this.#stop = async () => {
			await session.send('Page.stopScreencast');
			await session.detach();
		};
	}

	#add(data, seconds) {
		const file = `${String(this.#frames.length).padStart(5, '0')}.jpg`;
		writeFileSync(join(this.#folder, file), Buffer.from(data, 'base64'));
		this.#frames.push({ file, at: Date.now(), seconds });
	}

	/** What is seen now stays for so many seconds. */
	async hold(seconds) {
		await this.#page.waitForTimeout(300);
		const picture = await this.#page.screenshot({ type: 'jpeg', quality: 90 });
		this.#add(picture.toString('base64'), seconds);
	}

	/** From now on this is written below the picture. */
	caption(text) {
		this.#captions.push({ text, frame: this.#frames.length });
	}

	/** How long each picture is seen, in seconds. */
	#durations() {
		return this.#frames.map(({ at, seconds }, index) => {
			const gap = ((this.#frames[index + 1]?.at ?? at) - at) / 1000;
			return seconds ?? Math.min(Math.max(gap, 0.01), longestWait);
		});
	}

	/**
	 * Puts the film together.
	 *
	 * @param {string} target the file, WebM
	 * @returns {Promise<{ text: string, from: number, to: number }[]>} the captions, with their seconds
	 */
	async finish(target) {
		await this.#stop();
		const durations = this.#durations();
		const timeOf = (frame) => durations.slice(0, frame).reduce((sum, seconds) => sum + seconds, 0);
		const captions = this.#captions.map(({ text, frame }, index) => ({
			text,
			from: timeOf(frame),
			to: timeOf(this.#captions[index + 1]?.frame ?? durations.length),
		}));
		const list = this.#frames.map(
			({ file }, index) => `file ${file}\nduration ${durations[index]}`,
		);
		list.push(`file ${this.#frames.at(-1).file}`); // else ffmpeg forgets how long the last one stays
		writeFileSync(join(this.#folder, 'frames.txt'), `ffconcat version 1.0\n${list.join('\n')}\n`);
		const writing = captions.map(({ text, from, to }, index) => {
			writeFileSync(join(this.#folder, `${index}.txt`), text);
			return (
				`drawtext=textfile=${index}.txt:font=Liberation Sans:fontsize=24:fontcolor=white:` +
				`x=24:y=h-${captionHeight}+(${captionHeight}-text_h)/2:` +
				`enable=between(t\\,${from}\\,${to})`
			);
		});
		const filter = [
			'fps=10',
			`pad=iw:ih+${captionHeight}:0:0:color=0x16324f`,
			...writing,
			'format=yuv420p',
		].join(',');
		const input = '-y -loglevel error -f concat -i frames.txt'.split(' ');
		const encoding = '-c:v libvpx-vp9 -crf 36 -b:v 0 -cpu-used 5 -row-mt 1'.split(' ');
		await run('ffmpeg', [...input, '-vf', filter, ...encoding, target], {
			cwd: this.#folder,
			failure: 'The film could not be put together',
			advice: 'It needs ffmpeg and the font Liberation Sans (Debian: ffmpeg, fonts-liberation).',
		});
		return captions;
	}
}
