/** The package, packed and unpacked again. */
export interface Packed {
	/** Where the unpacked tarball lies, with the node_modules of the clone in reach. */
	folder: string;
	/** Paths of all files in it, relative to it, with slashes, sorted. */
	files: string[];
	/** The text of one of them. */
	read(path: string): string;
	/** Removes it. */
	remove(): void;
}

/** Builds a copy of the sources by the given command (`npm run build`) and packs it. */
export function pack(build?: string[]): Packed;

/** Copies what a build needs into a new folder, and links the node_modules into the one above it. */
export function copySources(source: string): void;
