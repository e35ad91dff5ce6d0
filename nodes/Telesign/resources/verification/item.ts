import { part, toCode, type Answer } from '../../api/envelope';
import { currentMethod, methodsOf, processStateOf } from '../../api/verification';
import type { CodeState } from '../transaction/item';

/** How and how far a verification has got: the keys of the other products, and Telesign's own. */
export const progressOf = ({ json, meaning, statusCode, statusText }: Answer) => {
	const method = currentMethod(json);
	return {
		channel: method?.method ?? null,
		state: meaning.state,
		status_code: statusCode,
		status_description: statusText,
		updated_on: method?.updated_on ?? null,
		verification_state: processStateOf(json) ?? null,
	};
};

/** The methods that Telesign has tried or will try, in their order, each with what became of it. */
export const triedMethods = ({ json }: Answer) => ({ methods: methodsOf(json) });

/** What a verdict says of a code that was checked; UNKNOWN for any other. */
const CODE_STATES: Readonly<Record<number, CodeState>> = {
	3900: 'VALID',
	3904: 'INVALID',
	3909: 'INVALID',
	3908: 'EXPIRED',
	3933: 'EXPIRED',
	3935: 'EXPIRED',
};

/**
 * What Telesign found when it compared the code, in the words of the other products: by the verdict,
 * or by the state of the verification in an answer that has none. A verification that is REJECTED has
 * no tries left.
 *
 * @param found the verification, where it was looked up
 */
export function codeStateOf({ json, statusCode }: Answer, found?: Answer): CodeState {
	const state = processStateOf(json);
	const hasVerdict = toCode(part(json, 'status').code) !== undefined;
	const verdict = hasVerdict
		? CODE_STATES[statusCode!]
		: state === 'VERIFIED'
			? 'VALID'
			: undefined;
	// Of two that contradict each other, neither is believed.
	if (verdict === 'VALID') return [undefined, 'VERIFIED'].includes(state) ? 'VALID' : 'UNKNOWN';
	const isRejected = processStateOf(found?.json ?? json) === 'REJECTED';
	return isRejected ? 'MAX_ATTEMPTS_EXCEEDED' : (verdict ?? 'UNKNOWN');
}
