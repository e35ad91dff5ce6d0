/** Callbacks of Telesign's for tests, and how Telesign signs them. */
import { createHmac } from 'node:crypto';

/** An example in Telesign's documents, and so no secret. */
const DOCUMENTED = 'ABC12345yusumoN6BYsBVkh+yRJ5czgsnCehZaOYldPJdmFh6NeX8kunZ2zU1YWaUw/0wV6xfw==';

export const API_KEY = DOCUMENTED;

export const CUSTOMER_ID = 'FFFFFFFF-EEEE-DDDD-1234-AB1234567890';

/** base64(HMAC-SHA256(base64-decoded key, body)). */
export const sign = (body: string | Uint8Array, apiKey = API_KEY): string =>
	createHmac('sha256', Buffer.from(apiKey, 'base64')).update(body).digest('base64');

/** Both headers, as Telesign sends them. */
export const signedHeaders = (body: string | Uint8Array, apiKey = API_KEY) => ({
	authorization: `TSA ${CUSTOMER_ID}:${sign(body, apiKey)}`,
	'x-ts-authorization': sign(body, apiKey),
});

/** The example of Telesign's OpenAPI sms-verify-api-callbacks.json, in parts; "sender_id " is theirs. */
export const documented = {
	status: {
		code: 200,
		description: 'Delivered to handset',
		updated_on: '2016-10-21T14:05:36.181346Z',
	},
	submit_timestamp: '2016-01-01T01:01:01.010101Z',
	errors: [],
	reference_id: 'B56259E45884010488343BAA15FB0002',
	verify: { code_state: 'UNKNOWN', code_entered: null },
	sub_resource: 'sms',
	additional_info: {
		message_parts_count: 1,
		price: '0.5112',
		mnc: '004',
		mcc: '310',
		currency: 'USD',
		'sender_id ': '13105550199',
	},
	score_status: {
		phone_type: { code: '2', description: 'MOBILE' },
		risk: { recommendation: 'allow', score: 80, level: 'low' },
		location: { city: 'Los Angeles', country: { iso2: 'US' } },
	},
};

/** The text of a small callback with a status of this moment. */
export const callbackText = (
	code: unknown,
	referenceId: unknown = '0123456789ABCDEF0123456789ABCDEF',
	more: object = {},
): string =>
	JSON.stringify({
		status: { code, description: 'Some words', updated_on: new Date().toISOString() },
		submit_timestamp: '2026-01-01T01:01:01.010101Z',
		errors: [],
		reference_id: referenceId,
		sub_resource: 'sms',
		...more,
	});
