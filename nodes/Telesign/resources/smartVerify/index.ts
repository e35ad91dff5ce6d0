import { smartVerify as product } from '../../api/product';
import { sendAndWait } from '../../waiting/operation';
import type { Resource } from '../resource';
import { check } from '../transaction/check';
import { complete } from '../transaction/complete';
import { get } from '../transaction/get';
import { send } from './send';

/** Smart Verify: Telesign chooses between SMS and voice call. */
export const smartVerify: Resource = {
	value: 'smartVerify',
	name: 'Smart Verify',
	description:
		'Codes by SMS or voice call, whichever works better. Telesign marks it as deprecated; no end date is announced.',
	operations: [
		check(product),
		get(product),
		complete(product),
		send,
		sendAndWait(send, check(product)),
	],
};
