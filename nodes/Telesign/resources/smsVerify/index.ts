import { smsVerify as product } from '../../api/product';
import { sendAndWait } from '../../waiting/operation';
import type { Resource } from '../resource';
import { check } from '../transaction/check';
import { complete } from '../transaction/complete';
import { get } from '../transaction/get';
import { send } from './send';

/** SMS Verify: the one that self-service accounts have, too. */
export const smsVerify: Resource = {
	value: 'smsVerify',
	name: 'SMS Verify',
	description: 'Codes by SMS, for every Telesign account',
	operations: [
		check(product),
		get(product),
		complete(product),
		send,
		sendAndWait(send, check(product)),
	],
};
