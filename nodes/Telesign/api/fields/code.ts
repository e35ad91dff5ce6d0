/** Passcodes: the one that a person typed, and one of your own. */
import { toAsciiDigits } from './phoneNumber';
import { isEmpty, kindOf, refuse, type Check } from './refusal';

/** Far more than anybody types; Telesign's longest codes have 10 digits. */
const LONGEST = 100;

const aNumberLosesZeros = (name: string) =>
	refuse(
		`'${name}' is a number, and a number loses its leading zeros`,
		'Keep it as text from where it is entered, for example with a text field in the form.',
	);

/**
 * The code as it goes to Telesign: without the spaces and dashes that people type, in ASCII digits,
 * leading zeros kept. Anything else that a person typed stays, for Telesign to find wrong: a typing
 * slip is no reason to stop a workflow. The refusal never repeats the code.
 */
export const enteredCode: Check<string> = (value, name) => {
	const advice = 'Map the field with the code that the person typed.';
	if (isEmpty(value)) return refuse(`'${name}' is empty`, advice);
	if (typeof value === 'number') return aNumberLosesZeros(name);
	if (typeof value !== 'string') return refuse(`'${name}' is ${kindOf(value)}, not text`, advice);
	if (value.length > LONGEST) {
		return refuse(`'${name}' has ${value.length} characters, which no code has`, advice);
	}
	const code = toAsciiDigits(value).replace(/[\s\p{Pd}\p{Cc}\p{Cf}\p{Cs}]/gu, '');

	return code === '' ? refuse(`'${name}' is empty`, advice) : { value: code };
};

/**
 * A code to send in the place of one that Telesign makes: digits, with leading zeros kept. The refusal
 * never repeats the code.
 *
 * @param fewest digits that the product takes
 * @param most the same
 */
export const ownCode =
	(fewest: number, most: number): Check<string | undefined> =>
	(value, name) => {
		if (isEmpty(value)) return { value: undefined };
		if (typeof value === 'number') return aNumberLosesZeros(name);
		const code = typeof value === 'string' ? value.replace(/[\s\p{Pd}]/gu, '') : '';
		if (!/^\d+$/.test(code)) {
			return refuse(
				`'${name}' has something other than digits in it`,
				'Use only the digits 0 to 9, or leave the field empty to let Telesign make the code.',
			);
		}

		return code.length >= fewest && code.length <= most
			? { value: code }
			: refuse(
					`'${name}' has ${code.length} digits, and must have ${fewest} to ${most}`,
					'Use a code of that length, or leave the field empty to let Telesign make the code.',
				);
	};
