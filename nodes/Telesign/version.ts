/** Version of this package, for the User-Agent. A test holds it against package.json. */
export const VERSION = '0.1.0';
