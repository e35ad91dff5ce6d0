import { smartVerify as product } from '../../api/product';
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
		'Codes by SMS or voice call, whichever works best. Deprecated by Telesign, without an end date: for something new, use SMS Verify or Voice Verify.',
	operations: [check(product), get(product), complete(product), send],
};
