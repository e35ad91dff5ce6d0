const { dest, parallel, src } = require('gulp');

/** Copies the icons to dist, byte for byte. */
function icons() {
	return src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));
}

/** Copies the output schemas beside the compiled node, byte for byte; tsc would reformat them. */
function schemas() {
	return src('nodes/**/__schema__/**/*.json').pipe(dest('dist/nodes'));
}

exports.default = parallel(icons, schemas);
