/**
 * The reasons for a verification that Telesign knows (`ucid`), named for the person who picks one.
 *
 * Source: Telesign OpenAPI smart-verify-api.json, `ucid`. The names and descriptions are ours.
 */

/** One `ucid`: `value` goes on the wire, `name` and `description` are for the panel. */
export interface UseCase {
	value: string;
	name: string;
	description: string;
}

/** All 14 use cases, sorted by name. */
export const USE_CASES = [
	{
		value: 'CLDR',
		name: 'Calendar Event',
		description: 'Reminds someone of an appointment or confirms it (CLDR)',
	},
	{
		value: 'THEF',
		name: 'Identity Theft Protection',
		description: 'Stops others from taking over or redirecting a phone number (THEF)',
	},
	{
		value: 'LEAD',
		name: 'Lead or Enquiry',
		description: 'Checks that the person behind a loan, property or school enquiry is real (LEAD)',
	},
	{
		value: 'TRVF',
		name: 'Money Transfer',
		description: 'Asks the account holder to approve a transfer of money (TRVF)',
	},
	{
		value: 'OTHR',
		name: 'Other',
		description: 'Anything that the other use cases do not cover (OTHR)',
	},
	{
		value: 'PWRT',
		name: 'Password Reset',
		description: 'Confirms that the account owner asked for a new password (PWRT)',
	},
	{
		value: 'RXPF',
		name: 'Prescription Fraud Prevention',
		description: 'Confirms who is behind a medical prescription (RXPF)',
	},
	{
		value: 'RESV',
		name: 'Reservation',
		description: 'Confirms a booking to keep the number of no-shows low (RESV)',
	},
	{
		value: 'SHIP',
		name: 'Shipping Notification',
		description: 'Tells someone about a parcel on its way (SHIP)',
	},
	{
		value: 'ATCK',
		name: 'Sign In or Account Change',
		description: 'Adds a second factor to a login or to a change of account details (ATCK)',
	},
	{
		value: 'BACF',
		name: 'Sign Up, Fraud Risk',
		description: 'Guards new accounts against bulk registration by fraudsters (BACF)',
	},
	{
		value: 'BACS',
		name: 'Sign Up, Spam Risk',
		description: 'Guards new accounts against bulk registration by spammers (BACS)',
	},
	{
		value: 'UNKN',
		name: 'Unknown',
		description: 'The purpose is not known, treated by Telesign like Other (UNKN)',
	},
	{
		value: 'CHBK',
		name: 'Unusual Purchase',
		description: 'Confirms that the card owner makes an expensive or unusual purchase (CHBK)',
	},
] as const satisfies readonly UseCase[];
