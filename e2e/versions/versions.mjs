/** The package in every version of n8n that it is tested in. */
export async function versions(check) {
	await check('nothing yet', async () => {});
}
