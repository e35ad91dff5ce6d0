const { dest, parallel, src } = require('gulp');

/** Copies the icons to dist, byte for byte. */
function icons() {
	return src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));
}

/** Copies the output schemas beside the compiled node, byte for byte; tsc would reformat them. */
function schemas() {
	return src('nodes/**/__schema__/**/*.json').pipe(dest('dist/nodes'));
}

const versioned = 'nodes/Telesign/__schema__/v1.0.0';

/** n8n looks for schemas by resource; the products of `/v1/verify` have the same outputs. */
const alike = ['smsVerify', 'voiceVerify'].map((resource) =>
	Object.assign(
		() => src(`${versioned}/smartVerify/*.json`).pipe(dest(`dist/${versioned}/${resource}`)),
		{ displayName: `schemas of ${resource}` },
	),
);

exports.default = parallel(icons, schemas, ...alike);
