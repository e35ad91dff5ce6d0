/** The phone numbers of every country, held against Google's libphonenumber. */
import {
	PhoneNumberFormat as Format,
	PhoneNumberType as Type,
	PhoneNumberUtil,
	type PhoneNumber,
} from 'google-libphonenumber';
import {
	keepsItsZero,
	lengthOf,
	NATIONAL_LENGTHS,
} from '../../../nodes/Telesign/api/fields/countryCodes';
import { parsePhoneNumber } from '../../../nodes/Telesign/api/fields/phoneNumber';

const library = PhoneNumberUtil.getInstance();

interface GlobalCodes {
	getSupportedGlobalNetworkCallingCodes(): number[];
}

const regions = library.getSupportedRegions().sort();

/** The library's examples of a region: a mobile and a fixed line, as far as it has them. */
const examples = regions.flatMap((region) =>
	[Type.MOBILE, Type.FIXED_LINE].flatMap((type) => {
		const number = library.getExampleNumberForType(region, type);
		return number ? [{ region, number }] : [];
	}),
);

const e164 = (number: PhoneNumber) => library.format(number, Format.E164).slice(1);

/** Of 242 regions. */
it('knows examples of all regions', () => {
	expect(new Set(examples.map(({ region }) => region)).size).toBe(regions.length);
	expect(regions.length).toBeGreaterThan(240);
});

it('has each country code in use', () => {
	const codes = [
		...regions.map((region) => library.getCountryCodeForRegion(region)),
		// Missing in the types.
		...(library as unknown as GlobalCodes).getSupportedGlobalNetworkCallingCodes(),
	];
	expect([...NATIONAL_LENGTHS.keys()].sort()).toEqual([...new Set(codes.map(String))].sort());
});

describe.each(examples)('an example of $region', ({ number }) => {
	const digits = e164(number);

	it.each([Format.INTERNATIONAL, Format.E164, Format.RFC3966])('in format %i', (format) => {
		expect(parsePhoneNumber(library.format(number, format))).toEqual({ digits });
	});

	it('with 00, and as digits alone', () => {
		expect(parsePhoneNumber(`00${digits}`)).toEqual({ digits });
		expect(parsePhoneNumber(digits)).toEqual({ digits });
		expect(lengthOf(digits)).toBe('possible');
	});

	it('as it is written at home, with the Default Country Code', () => {
		const code = String(number.getCountryCode());
		const national = library.format(number, Format.NATIONAL);
		const parsed = parsePhoneNumber(national, 'Phone Number', code);
		const digitsOnly = national.replace(/\D/g, '');
		const prefix = digitsOnly.slice(0, digitsOnly.length - digits.length + code.length);
		const hasOtherPrefix = !['', '0'].includes(prefix) && !digitsOnly.startsWith(code);
		// What is dialed before a number at home is 0 in most countries; others, such as 8 or 06, are
		// not known, and such a number is refused or not changed, but never taken for another one.
		if ('digits' in parsed || !hasOtherPrefix) {
			const isAmbiguous = 'refusal' in parsed && /can be read/.test(parsed.refusal);
			if (!isAmbiguous && prefix.length < 2) expect(parsed).toEqual({ digits });
		}
	});

	it('as it is written at home, without it, refused if it begins with 0', () => {
		const national = library.format(number, Format.NATIONAL);
		const parsed = parsePhoneNumber(national);
		if (/^\(?0/.test(national)) expect(parsed).toHaveProperty('refusal');
	});
});

it('knows where a 0 at the beginning belongs to the number', () => {
	const keeping = examples
		.filter(({ number }) => library.getNationalSignificantNumber(number).startsWith('0'))
		.map(({ number }) => String(number.getCountryCode()));
	expect([...new Set(keeping)].sort()).toEqual(
		[...NATIONAL_LENGTHS.keys()].filter(keepsItsZero).sort(),
	);
});
