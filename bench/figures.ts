/** Figures: how they are condensed, compared and written. */

/** A line of the tables in docs/benchmarks.md. */
export type Row = Record<'Figure' | 'This node' | 'Other side' | 'Ratio' | 'Goal' | 'Met', string>;

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

/** '1.71 ms (1.53 to 1.87)' */
export const figure = (values: number[], unit: string, digits = 0) =>
	`${number(median(values), digits)} ${unit}${spread(values, digits)}`;

interface Line {
	ours?: string;
	other?: string;
	ratio?: number;
	goal?: string;
	met?: boolean;
}

/** What has no goal is neither met nor missed. */
export const row = (name: string, { ours = '', other = '', ratio, goal = '', met }: Line): Row => ({
	Figure: name,
	'This node': ours,
	'Other side': other,
	Ratio: ratio === undefined ? '' : number(ratio, 2),
	Goal: goal,
	Met: met === undefined ? '' : met ? 'yes' : 'NO',
});

/** What a value may be at most, and whether it is. */
export const atMost = (value: number, most: number, goal = `<= ${number(most, 2)}`) => ({
	goal,
	met: value <= most,
});
