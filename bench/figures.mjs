/** Figures: how they are condensed, compared and written. */

/** @param {number[]} values at least one */
export function median(values) {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** 1234.5 -> '1,235'; with `digits` 2: '1,234.50' */
export const number = (value, digits = 0) =>
	value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

export const percent = (value, digits = 1) => `${number(value * 100, digits)}%`;

/** ' (1.05 to 1.12)', or '' where all is the same. */
export function spread(values, digits = 2) {
	const [low, high] = [Math.min(...values), Math.max(...values)].map((one) => number(one, digits));
	return low === high ? '' : ` (${low} to ${high})`;
}

/**
 * One line of the table. What has no goal is neither met nor missed.
 *
 * @param {string} figure
 * @param {{ ours?: string, other?: string, ratio?: number, goal?: string, met?: boolean }} values
 */
export const row = (figure, { ours = '', other = '', ratio, goal = '', met }) => [
	figure,
	ours,
	other,
	ratio === undefined ? '' : number(ratio, 2),
	goal,
	met === undefined ? '' : met ? 'yes' : 'NO',
];
