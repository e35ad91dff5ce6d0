import { startSandbox, type Sandbox } from '../../sandbox/server';
import { runNode } from './engine';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const credential = () => ({ ...sandbox.account, baseUrl: sandbox.url, requestsPerSecond: 0 });

it('sends', async () => {
	const outcome = await runNode({
		rows: [{ phone: '+1 (310) 555-0100' }, { phone: '0044 7700 900123' }],
		parameters: { phoneNumber: '={{ $json.phone }}', additionalFields: {} },
		credential: credential(),
	});
	console.log(JSON.stringify(outcome.error), JSON.stringify(outcome.out), outcome.linked, sandbox.requests());
	expect(outcome.out).toHaveLength(2);
});
