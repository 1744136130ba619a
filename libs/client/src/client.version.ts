/** Version of this package, sent as `User-Agent: herald-client/<version>`. */
export const CLIENT_VERSION = '0.1.0';
