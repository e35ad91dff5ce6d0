import { smartVerify as product } from '../../api/product';
import type { Resource } from '../resource';
import { operationsOf } from '../transaction';
import { send } from './send';

/** Smart Verify: Telesign chooses between SMS and voice call. */
export const smartVerify: Resource = {
	value: 'smartVerify',
	name: 'Smart Verify',
	description:
		'Codes by SMS or voice call, whichever works better. Telesign marks it as deprecated; no end date is announced.',
	operations: operationsOf(product, send),
};
