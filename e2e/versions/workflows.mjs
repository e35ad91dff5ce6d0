/** The workflows of the operations: one for each operation and each way of On Error. */
import { webhookWorkflow } from '../lib/webhookWorkflow.mjs';

/** The values of On Error that n8n keeps. */
export const modes = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'];

/** Which parameter takes which column of the rows. */
export const operations = {
	send: {
		phoneNumber: '={{ $json.phone }}',
		additionalFields: { verifyCode: '={{ $json.ownCode }}' },
	},
	check: { referenceId: '={{ $json.id }}', code: '={{ $json.code }}' },
	get: { referenceId: '={{ $json.id }}' },
	complete: { referenceId: '={{ $json.id }}' },
};

export const idOf = (operation, mode) => `${operation}-${mode}`;

/** With Retry On Fail. */
const retries = { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 };

export const workflows = Object.entries(operations).flatMap(([operation, parameters]) =>
	modes.map((onError) =>
		webhookWorkflow(
			idOf(operation, onError),
			{ operation, ...parameters },
			{ onError, ...retries },
		),
	),
);
