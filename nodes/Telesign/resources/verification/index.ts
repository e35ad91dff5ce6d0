import { sendAndWait } from '../../waiting/operation';
import type { Resource } from '../resource';
import { check } from './check';
import { get } from './get';
import { send } from './send';

/** The Verify API: the successor of Smart Verify for full-service accounts. */
export const verification: Resource = {
	value: 'verification',
	name: 'Verify API',
	description: 'Codes by SMS, voice, WhatsApp, Viber, RCS and email, for full-service accounts',
	operations: [check, get, send, sendAndWait(send, check)],
};
