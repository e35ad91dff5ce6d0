/** The text of a file of this repository; `path` is relative to its root. */
declare function readText(path: string): string;
export = readText;
