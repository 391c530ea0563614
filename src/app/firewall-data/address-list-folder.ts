import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type AddressList, AddressListError, readAddressList } from "../../waf/addresses/address-list.ts";
import {
  type AddressListName,
  type AddressLists,
  addressListNames,
  LISTED_GROUPS,
} from "../../waf/managed/address-lists.ts";
import { SettingsError } from "../settings.ts";
import { fileStamp, reading } from "./files.ts";
import { inSlices, type Supply } from "./supplied.ts";

const SETTING = "--address-lists";
const EXTENSION = ".txt";
/** Largest list, in bytes. */
const BYTES_MAX = 16 * 1024 * 1024;

/**
 * A folder with one file a list, named as the rule that uses it: `AnonymousIPList.txt`. Each group of lists is there
 * whole or not at all; an empty file is an empty list.
 */
export const addressListFolder = (folder: string): Supply<AddressLists> => ({
  stamp: async () => {
    const names = await listNames(folder);
    const stamps = names.map((name) =>
      reading(SETTING, pathOf(folder, name), () => fileStamp(pathOf(folder, name))),
    );
    return [names.join(), ...(await Promise.all(stamps))].join("\n");
  },
  load: async () => {
    const lists: Partial<Record<AddressListName, AddressList>> = {};
    for (const name of await listNames(folder)) lists[name] = await loadList(pathOf(folder, name));
    return lists;
  },
});

const pathOf = (folder: string, name: AddressListName): string => join(folder, name + EXTENSION);

/** The lists in a folder. A file that no rule uses may be a slip of the pen: it is refused, and so is half a group. */
async function listNames(folder: string): Promise<readonly AddressListName[]> {
  const files = (await reading(SETTING, folder, () => readdir(folder))).filter((file) =>
    file.endsWith(EXTENSION),
  );
  const present = addressListNames.filter((name) => files.includes(name + EXTENSION));
  const strange = files.find((file) => !addressListNames.some((name) => name + EXTENSION === file));
  if (strange !== undefined || present.length === 0) {
    const found = strange === undefined ? "it holds no list" : `no rule uses a list ${strange}`;
    throw new SettingsError(`${SETTING} ${folder}: ${found}. The lists are ${fileNames(addressListNames)}.`);
  }
  for (const [group, names] of Object.entries(LISTED_GROUPS)) {
    const missing = names.filter((name) => !present.includes(name));
    if (missing.length === 0 || missing.length === names.length) continue;
    throw new SettingsError(
      `${SETTING} ${folder}: ${group} also needs ${fileNames(missing)}. An empty file is an empty list.`,
    );
  }
  return present;
}

const fileNames = (names: readonly AddressListName[]): string =>
  names.map((name) => name + EXTENSION).join(", ");

async function loadList(path: string): Promise<AddressList> {
  const { size } = await reading(SETTING, path, () => stat(path));
  if (size > BYTES_MAX)
    throw new SettingsError(`${SETTING} ${path}: the file has more than ${BYTES_MAX} bytes.`);
  const text = await reading(SETTING, path, () => readFile(path, "utf8"));
  try {
    return await inSlices(readAddressList(text));
  } catch (error) {
    if (error instanceof AddressListError) throw new SettingsError(`${SETTING} ${path}: ${error.message}.`);
    throw error;
  }
}
