/** Keeps what anything writes to stdout, stderr and the console from the terminal, and notes it. */
declare function captureOutput(): { written: string[]; restore(): void };
export = captureOutput;
