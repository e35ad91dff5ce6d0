/** 75000 -> '1 min 15 s' */
export function duration(ms: number): string {
	const seconds = Math.round(ms / 1000);
	return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Does one step, and says so before and after, with how long it took; gives what `work` gives. */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
	const begin = Date.now();
	console.log(`- ${title} …`);
	const result = await work();
	console.log(`+ ${title}: ${duration(Date.now() - begin)}`);

	return result;
}
