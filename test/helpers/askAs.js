const { request } = require('node:http');

module.exports = async (url, host) =>
	await new Promise((resolve, reject) => {
		const asked = request(url, { headers: { host } });
		asked.on('response', (response) => resolve(response.resume().statusCode));
		asked.on('error', reject).end();
	});
