/** What is said of an answer in which Telesign did not do what it was asked for. */
import { readEnvelope, type Answer } from '../../nodes/Telesign/api/envelope';
import { smartVerify } from '../../nodes/Telesign/api/product';
import { rejected } from '../../nodes/Telesign/exchange/failure';
import { get as getOf } from '../../nodes/Telesign/resources/transaction/get';
import { send } from '../../nodes/Telesign/resources/smartVerify/send';

const get = getOf(smartVerify);

const answerOf = (statusCode: number, code: number): Answer => {
	const body = { status: { code, description: 'Said' }, errors: [] };
	const answer = readEnvelope(statusCode, body);
	if (answer) return answer;
	throw new Error('Telesign would not answer so');
};

const opened = 'The code may have been sent, but Telesign answered';
const ASK = expect.stringContaining('Ask the person') as string;
const LATER = 'Telesign is not available right now. Wait a minute, then try again.';

it.each([
	[500, 290, `${opened} HTTP 500: Said (290) [item 7]`, ASK, true, false],
	[502, 200, `${opened} HTTP 502: Said (200) [item 7]`, ASK, true, false],
	[503, 777, `${opened} HTTP 503: Said (777) [item 7]`, ASK, true, false],
	[500, 500, 'Telesign did not send the code: Said (500) [item 7]', LATER, false, true],
	[400, 290, `${opened} HTTP 400: Said (290) [item 7]`, ASK, true, false],
	[408, 200, `${opened} HTTP 408: Said (200) [item 7]`, ASK, true, false],
	[200, 207, `${opened} HTTP 200: Said (207) [item 7]`, ASK, true, false],
	[400, 777, 'Telesign did not send the code: Said (777) [item 7]', undefined, false, false],
])('Send, HTTP %i with status %i', (http, status, message, description, open, retryable) => {
	expect(rejected(send, answerOf(http, status), 7)).toMatchObject({
		message,
		...(description && { description }),
		may_have_been_sent: open,
		retryable,
	});
});

it.each([
	['Invalid Request: PhoneNumber Parameter', "Correct 'Phone Number', then try again."],
	['Invalid Request: UCID Parameter', "Correct 'Use Case', then try again."],
	['Invalid Request: Missing Parameter: phone_number', "Correct 'Phone Number', then try again."],
	['Invalid parameter passed', 'Correct the field that Telesign names, or else the phone number'],
])('names the field that Telesign means: %s', (words, advice) => {
	const errors = [{ code: -10001, description: words }];
	const answer = readEnvelope(400, { status: { code: 500 }, errors })!;
	expect(rejected(send, answer, 7)).toMatchObject({
		message: `Telesign did not send the code: ${words} (-10001) [item 7]`,
		description: expect.stringMatching(`^${advice}`) as string,
	});
});

it('says that a number is too risky, where Telesign says no more than "Failure"', () => {
	const answer = readEnvelope(200, { status: { code: 2028, description: 'Failure' } })!;
	expect(rejected(send, answer, 7).message).toBe(
		'Telesign blocked this number as too risky and did not send the code: Failure (2028) [item 7]',
	);
});

it.each([
	[500, 290],
	[502, 200],
	[503, 777],
])('Get Delivery Status, which does no harm twice, HTTP %i with status %i', (http, status) => {
	expect(rejected(get, answerOf(http, status), 7)).toMatchObject({
		message: `Telesign did not ${get.does}: Said (${status}) [item 7]`,
		description: LATER,
		may_have_been_sent: false,
		retryable: true,
	});
});
