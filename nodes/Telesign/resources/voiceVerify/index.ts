import { voiceVerify as product } from '../../api/product';
import { sendAndWait } from '../../waiting/operation';
import type { Resource } from '../resource';
import { check } from '../transaction/check';
import { complete } from '../transaction/complete';
import { get } from '../transaction/get';
import { send } from './send';

/** Voice Verify: for full-service accounts. */
export const voiceVerify: Resource = {
	value: 'voiceVerify',
	name: 'Voice Verify',
	description: 'Codes by voice call, for full-service accounts',
	operations: [
		check(product),
		get(product),
		complete(product),
		send,
		sendAndWait(send, check(product)),
	],
};
