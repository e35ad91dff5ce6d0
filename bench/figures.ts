/** Figures: how they are condensed, compared and written. */

/** What a part of the bench gives; `wrong`: what must not be, however noisy the computer. */
export interface Result {
	rows: string[][];
	wrong: string[];
}

/** @param values at least one */
export function median(values: number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** 1234.5 -> '1,235'; with `digits` 2: '1,234.50' */
export const number = (value: number, digits = 0) =>
	value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

export const percent = (value: number, digits = 1) => `${number(value * 100, digits)}%`;

/** ' (1.05 to 1.12)', or '' where all is the same. */
export function spread(values: number[], digits = 2): string {
	const [low, high] = [Math.min(...values), Math.max(...values)].map((one) => number(one, digits));
	return low === high ? '' : ` (${low} to ${high})`;
}

interface Line {
	ours?: string;
	other?: string;
	ratio?: number;
	goal?: string;
	met?: boolean;
}

/** One line of the table. What has no goal is neither met nor missed. */
export const row = (figure: string, { ours = '', other = '', ratio, goal = '', met }: Line) => [
	figure,
	ours,
	other,
	ratio === undefined ? '' : number(ratio, 2),
	goal,
	met === undefined ? '' : met ? 'yes' : 'NO',
];
