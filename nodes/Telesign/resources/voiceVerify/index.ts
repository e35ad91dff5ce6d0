import { voiceVerify as product } from '../../api/product';
import type { Resource } from '../resource';
import { operationsOf } from '../transaction';
import { send } from './send';

/** Voice Verify: for full-service accounts. */
export const voiceVerify: Resource = {
	value: 'voiceVerify',
	name: 'Voice Verify',
	description: 'Codes by voice call, for full-service accounts',
	operations: operationsOf(product, send),
};
