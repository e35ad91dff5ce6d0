/** Keeps what anything writes to the console, n8n's logger included, from the terminal, and notes it. */
declare function captureOutput(): { written: string[]; restore(): void };
export = captureOutput;
