import { configWithoutCloudSupport } from '@n8n/node-cli/eslint';

// n8n's rules, without those that only make sense for what n8n runs: nothing of this is published.
export default [
	{ ignores: ['**/package.json'] },
	...configWithoutCloudSupport,
	{
		files: ['**/*.ts'],
		rules: {
			'no-console': 'off',
			'@n8n/community-nodes/no-dangerous-functions': 'off',
			'@n8n/community-nodes/require-node-api-error': 'off',
		},
	},
];
