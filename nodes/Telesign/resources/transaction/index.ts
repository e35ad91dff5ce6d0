import type { Product } from '../../api/product';
import type { Operation } from '../../exchange/operation';
import { sendAndWait } from '../../waiting/operation';
import { check as checkOf } from './check';
import { complete } from './complete';
import { get } from './get';

/** What can be done with a product of `/v1/verify`, sorted by name: its own Send, and what they share. */
export function operationsOf(product: Product, send: Operation): Operation[] {
	const check = checkOf(product);
	return [check, get(product), complete(product), send, sendAndWait(send, check)];
}
