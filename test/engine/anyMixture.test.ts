import fc from 'fast-check';
import { numbers } from '../../sandbox/numbers';
import { startSandbox } from '../../sandbox/server';
import captureOutput from '../helpers/captureOutput';
import { runNode } from './engine';
import { errorItems, expectInvariants, ON_ERROR, ownCodeExpression } from './invariants';

/** Numbers of the sandbox that do something else than deliver, each with its own fate. */
const special = numbers
	.filter(({ name }) => !['slow', 'hang', 'huge', 'storm', 'burst'].includes(name))
	// Accepted, but no message ever comes of it.
	.filter(({ name }) => name !== 'call-not-handled')
	.filter(({ outcome }) => outcome.kind !== 'refusal' || outcome.refusal.http < 429)
	.map(({ number }) => number);

/** An SMS to these is refused at once by Smart Verify alone. */
const refusedLater = numbers
	.filter(({ name }) => /^(deactivated|country-block|prefix-block|ok-)/.test(name))
	.map(({ number }) => number);

const good = fc.integer({ min: 0, max: 99 }).map((n) => `120255501${String(n).padStart(2, '0')}`);

const bad = fc.constantFrom('', 'call me', '12', '+1 310 555 0100 x5', '0310 5550100');

/** Rows with each number at most once, so that a second message to it would be ours. */
const rowsOf = fc.uniqueArray(
	fc.oneof({ weight: 3, arbitrary: good }, fc.constantFrom(...special), bad),
	{ minLength: 1, maxLength: 8 },
);

it('any mixture of rows, in any mode, loses nothing and sends nothing twice', async () => {
	const sandbox = await startSandbox({ settings: { blocks: 'at once' } });
	try {
		await fc.assert(
			fc.asyncProperty(
				rowsOf,
				fc.constantFrom(...ON_ERROR),
				fc.constantFrom(undefined, 2, 4),
				fc.constantFrom(0, 200),
				fc.constantFrom('smartVerify', 'smsVerify', 'voiceVerify', 'verification'),
				async (given, onError, maxTries, requestsPerSecond, resource) => {
					sandbox.reset();
					const isSmart = resource === 'smartVerify';
					const phones = given.filter((phone) => isSmart || !refusedLater.includes(phone));
					const rows = phones.map((phone) => ({ phone }));
					const output = captureOutput();
					const outcome = await runNode({
						rows,
						parameters: {
							resource,
							phoneNumber: '={{ $json.phone }}',
							// The others take shorter ones, which turn up by chance.
							...(['smartVerify', 'verification'].includes(resource) && {
								additionalFields: { verifyCode: ownCodeExpression },
							}),
						},
						credential: { ...sandbox.account, baseUrl: sandbox.url, requestsPerSecond },
						onError,
						maxTries,
					}).finally(output.restore);
					expectInvariants(rows, outcome, sandbox, output.written);

					const requests = sandbox.requests().length;
					if (onError === 'stopWorkflow') {
						const allValid = phones.every((phone) => /^\d{7,15}$/.test(phone));
						if (!allValid) expect(requests).toBe(0);
					} else {
						const sent = rows.length - errorItems(outcome).length;
						expect(sandbox.messages().length).toBeGreaterThanOrEqual(sent);
					}
				},
			),
			{ numRuns: 80, verbose: 1 },
		);
	} finally {
		await sandbox.close();
	}
}, 120_000);
