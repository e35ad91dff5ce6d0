/**
 * What to do about an answer: one line per family of codes, for the person at the n8n panel.
 *
 * Sources of the cases: developer.telesign.com/enterprise/docs/all-status-and-error-codes and
 * developer.telesign.com/enterprise/docs/understand-telesign-status-and-error-codes. The lines are ours.
 */

/** A group of codes for which the same thing is to be done. */
export type Family =
	| 'account'
	| 'blockedByTelesign'
	| 'blockedByYou'
	| 'carrier'
	| 'content'
	| 'credentials'
	| 'done'
	| 'expired'
	| 'funds'
	| 'hardCap'
	| 'host'
	| 'input'
	| 'notAttempted'
	| 'notFound'
	| 'optedOut'
	| 'product'
	| 'rateLimit'
	| 'risk'
	| 'sender'
	| 'signature'
	| 'trial'
	| 'unavailable'
	| 'unconfirmed'
	| 'unknown'
	| 'unreachable'
	| 'unsupported'
	| 'waiting';

/** One line per family: full sentences, ready to be shown. */
export const ADVICE: Readonly<Record<Family, string>> = {
	account:
		'Ask Telesign Support about the state of your account: it is suspended, not active yet, or at its limit.',
	blockedByTelesign:
		'Telesign does not deliver to this number. Ask the person for another number, or ask Telesign Support for the reason.',
	blockedByYou:
		'Settings of your own Telesign account stop this number (blocklist, country, prefix, SIM swap or deactivation check). Change them in the Telesign portal or with Telesign Support.',
	carrier:
		"The carrier did not take it. Try the other 'Delivery Method', or ask the person for another number.",
	content:
		'The carrier or Telesign does not accept this text. Reword or shorten it, without links or promotion, and try again.',
	credentials:
		'Check the Customer ID and the API Key in the credential. Copy both again from the Telesign portal.',
	done: 'Nothing to do.',
	expired: 'Telesign keeps a transaction for 12 hours. Send a new code and check that one instead.',
	funds: 'Top up your Telesign account, then try again.',
	hardCap:
		'Your account has used up the transactions it is allowed. Ask Telesign Support to raise the cap, as waiting a moment does not help.',
	host: 'Check the Base URL in the credential: https://rest-ww.telesign.com for full-service accounts, https://rest-api.telesign.com for self-service ones. If it is right, ask Telesign Support to allow this host, and the IP address of your n8n, for your account.',
	input:
		'Correct the field that Telesign names, then try again. The same values will give the same answer.',
	notAttempted:
		"Telesign sent nothing. Look up the code that came with it in Telesign's list of codes.",
	notFound:
		"Check that 'Reference ID' is the one that Send returned, and that the credential belongs to the same account.",
	optedOut:
		'The person has opted out of these messages with their carrier. Ask them to opt in again, or use another way to verify them.',
	product:
		'Ask Telesign Support to enable Smart Verify for your Customer ID, and for the country of this number.',
	rateLimit: 'Send fewer requests per second. Wait a moment, then try again.',
	risk: "The risk score of this number is above the limit of your account. If you trust the person, switch on 'Ignore Risk', or have the limit changed by Telesign Support.",
	sender:
		'Ask Telesign Support which sender is set up for the country of this number, and whether its registration is complete.',
	signature:
		'Check the API Key in the credential and the clock of the computer that runs n8n, then try again.',
	trial:
		'A trial account reaches only numbers verified in the Telesign portal. Verify this number there, or upgrade the account.',
	unavailable: 'Telesign is not available right now. Wait a minute, then try again.',
	unconfirmed:
		'Whether the code arrived is not known. Ask the person, and send a new one if it did not.',
	unknown:
		"Look up the code in Telesign's list of codes, or ask Telesign Support and name the reference ID.",
	unreachable:
		"The phone was off, busy, out of reach or not answered. Try again later, or with the other 'Delivery Method'.",
	unsupported:
		"This phone or network cannot take this kind of message. Try the other 'Delivery Method', or ask the person for another number.",
	waiting: 'It is still on its way. Ask for the status again in a few minutes.',
};
