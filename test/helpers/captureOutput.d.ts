/** Keeps what anything writes to stdout and stderr from the terminal, and notes it. */
declare function captureOutput(): { written: string[]; restore(): void };
export = captureOutput;
