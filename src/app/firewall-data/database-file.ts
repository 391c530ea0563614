import { readFile, stat } from "node:fs/promises";
import { MaxmindDatabase } from "../../waf/addresses/maxmind.ts";
import { MaxmindFormatError } from "../../waf/addresses/maxmind-data.ts";
import { SettingsError } from "../settings.ts";
import { fileStamp, reading } from "./files.ts";
import { inSlices, type Supply } from "./supplied.ts";

/** Largest database; MaxMind's own largest ones are a quarter of it. */
const BYTES_MAX = 512 * 1024 * 1024;

const contents = {
  country: "no country of any address: give a country or city database",
  asn: "no autonomous system of any address: give an ASN database",
} as const;

/** A database in MaxMind's format, in one file. `setting` is the option that names it, for errors. */
export const databaseFile = (
  setting: string,
  path: string,
  wanted: keyof typeof contents,
): Supply<MaxmindDatabase> => ({
  stamp: () => reading(setting, path, () => fileStamp(path)),
  load: async () => {
    const { size } = await reading(setting, path, () => stat(path));
    if (size > BYTES_MAX)
      throw new SettingsError(`${setting} ${path}: the file has more than ${BYTES_MAX} bytes.`);
    const bytes = await reading(setting, path, () => readFile(path));
    try {
      const database = new MaxmindDatabase(bytes);
      if (await inSlices(database.check(wanted))) return database;
    } catch (error) {
      if (!(error instanceof MaxmindFormatError)) throw error;
      throw new SettingsError(
        `${setting} ${path}: it cannot be used as a MaxMind database: ${error.message}.`,
      );
    }
    throw new SettingsError(`${setting} ${path}: the database tells ${contents[wanted]}.`);
  },
});
