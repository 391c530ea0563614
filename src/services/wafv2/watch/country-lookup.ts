/** The country of an address, as ISO 3166 alpha-2, where a database is present and knows it. */
export type CountryLookup = (clientIp: string) => string | undefined;
