/** HTTP status of a GET with this Host header, which `fetch` does not let one choose. */
declare const askAs: (url: string, host: string) => Promise<number>;
export default askAs;
