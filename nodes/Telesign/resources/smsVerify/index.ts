import { smsVerify as product } from '../../api/product';
import type { Resource } from '../resource';
import { operationsOf } from '../transaction';
import { send } from './send';

/** SMS Verify: the one that self-service accounts have, too. */
export const smsVerify: Resource = {
	value: 'smsVerify',
	name: 'SMS Verify',
	description: 'Codes by SMS, for every Telesign account',
	operations: operationsOf(product, send),
};
