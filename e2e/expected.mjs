/**
 * What should become of each row of `examples/phones.csv`, in the order of the file.
 *
 * A row that is delivered names the number that should get the code, by which channel: exactly one
 * message. A row that is refused names words of the reason, and gets no message.
 *
 * @type {({ name: string, to: string, channel: 'sms' | 'voice' }
 *   | { name: string, refused: string })[]}
 */
export const expected = [
	{ name: 'Amina Rowe', to: '13105550100', channel: 'sms' },
	{ name: 'Bertram Quill', to: '442079460018', channel: 'sms' },
	{ name: 'Carla Montes', to: '13105550101', channel: 'voice' },
	{ name: 'Dov Winter', to: '13105550127', channel: 'sms' },
	{ name: 'Eiko Mori', to: '61491570156', channel: 'sms' },
	{ name: 'Fergus Tully', to: '447700900123', channel: 'sms' },
	{ name: 'Gita Nair', to: '13105550132', channel: 'sms' },
	{ name: 'Hugo Blanc', to: '13105550130', channel: 'sms' },
	{ name: 'Ines Duarte', refused: 'is empty' },
	{ name: 'Jarek Lis', refused: 'begins with 0' },
	{ name: 'Kay Larkin', refused: 'has letters' },
	{ name: 'Lena Brandt', refused: 'a spreadsheet has shortened' },
	{ name: 'Milo Ferrant', refused: '(2028)' },
	{ name: 'Nadia Orlov', refused: 'not supported' },
];
