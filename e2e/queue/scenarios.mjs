/** The scenarios: what happens in the middle, and what must hold all the same. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { newest } from '../lib/install.mjs';
import { concurrency } from './stage.mjs';

const sum = (counts) => counts.reduce((total, [, count]) => total + count, 0);

/** Every phone got its one message, and n8n shows a success for each. */
function allDelivered({ asked, once, none, doubtful }) {
	assert.deepEqual({ once, none, doubtful }, { once: asked, none: [], doubtful: [] });
}

/** What got no message is shown as something else than a success, and nobody got a second one. */
function nothingHidden({ rerun, silent }) {
	assert.deepEqual({ rerun, silent }, { rerun: 0, silent: 0 });
}

/** Only what one worker had under way is open, and n8n shows an error for it. */
function onlyOfOneWorker(outcome) {
	nothingHidden(outcome);
	const open = [...outcome.none, ...outcome.doubtful];
	assert(sum(open) <= concurrency, `${sum(open)} executions were hit, not ${concurrency} at most`);
	assert.deepEqual(
		open.filter(([shows]) => shows !== 'error of n8n'),
		[],
	);
}

/** Each that failed says which of the two it is: not sent, or perhaps sent. */
function eachSaysWhich({ none, doubtful, ...outcome }) {
	nothingHidden(outcome);
	assert(sum(none) > 0, 'No execution met the broken line');
	for (const [shows] of none) {
		assert(['error, "Nothing answers"', 'error, "may have been sent"'].includes(shows), shows);
	}
	for (const [shows] of doubtful) assert.equal(shows, 'error, "may have been sent"');
}

/** n8n runs again what the worker had under way: nobody is left out, and some get two messages. */
function everybodyGotOne({ none }) {
	assert.deepEqual(none, []);
}

/** A longer test, and a shorter one with fewer executions and n8n's clocks set faster. */
export const sizes = {
	full: { phones: 500, downSeconds: 10, stalledSeconds: 180, stuckSeconds: 45, settings: {} },
	short: {
		phones: 60,
		downSeconds: 3,
		stalledSeconds: 50,
		stuckSeconds: 8,
		settings: {
			QUEUE_WORKER_LOCK_DURATION: '5000',
			QUEUE_WORKER_LOCK_RENEW_TIME: '1000',
			QUEUE_WORKER_STALLED_INTERVAL: '2000',
		},
	},
};

/**
 * Each n8n that is set up anew: its settings beside those of the size, and its scenarios.
 *
 * @param {typeof sizes.full} size
 * @returns {{ version: string, settings: NodeJS.ProcessEnv, scenarios: { name: string,
 *   expect: (outcome: object) => void }[] }[]} `scenarios` with what `play` takes; `expect` throws if
 *   something does not hold
 */
export function stagesOf({ phones, downSeconds, stalledSeconds, stuckSeconds }) {
	const scenario = (name, expect, more) => ({
		name,
		expect,
		phones,
		patience: stuckSeconds,
		...more,
	});
	const inOne = phones / 10;
	const workerKilled = (expect, name = 'a worker killed') =>
		scenario(name, expect, {
			disturb: (stage) => stage.killWorker(),
			patience: stalledSeconds,
		});
	return [
		{
			version: newest,
			settings: {},
			scenarios: [
				scenario('1 worker', allDelivered, { workers: 1 }),
				scenario('2 workers', allDelivered),
				scenario('10 executions, pace 50', allDelivered, { inOne, rateLimit: 50, pace: 50 }),
				scenario('10 executions, pace 25', allDelivered, { inOne, rateLimit: 50, pace: 25 }),
				scenario(`Telesign down for ${downSeconds} s`, eachSaysWhich, {
					async disturb({ line }) {
						await line.cut();
						await sleep(downSeconds * 1000);
						await line.mend();
					},
				}),
				scenario('a worker asked to end', allDelivered, {
					disturb: (stage) => stage.setWorkers(1),
				}),
				workerKilled(onlyOfOneWorker),
				scenario('Redis restarted', nothingHidden, { disturb: ({ redis }) => redis.restart() }),
				scenario('Redis restarted without its data', nothingHidden, {
					disturb: ({ redis }) => redis.restart({ keep: false }),
				}),
				scenario('PostgreSQL restarted', nothingHidden, {
					disturb: ({ postgres }) => postgres.restart(),
				}),
			],
		},
		// This one runs an execution again when its worker is gone, unless it is told not to.
		{ version: '1.123.81', settings: {}, scenarios: [workerKilled(everybodyGotOne)] },
		{
			version: '1.123.81',
			settings: { QUEUE_WORKER_MAX_STALLED_COUNT: '0' },
			scenarios: [
				workerKilled(onlyOfOneWorker, 'a worker killed, QUEUE_WORKER_MAX_STALLED_COUNT=0'),
			],
		},
	];
}
