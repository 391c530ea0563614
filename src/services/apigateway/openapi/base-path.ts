import { badRequest } from "../api-errors.ts";

/**
 * What stands before every path of an imported document, by the `basepath` parameter. Of `/a/b/c`: `ignore` (the
 * default) leaves nothing, `prepend` all of it, `split` all but the first part.
 * Source: developer guide, "Set the OpenAPI basePath property".
 */
export function pathPrefix(basePath: string, mode = "ignore"): string {
  const parts = basePath.split("/").filter((part) => part !== "");
  switch (mode.toLowerCase()) {
    case "ignore":
      return "";
    case "prepend":
      return parts.map((part) => `/${part}`).join("");
    case "split":
      return parts
        .slice(1)
        .map((part) => `/${part}`)
        .join("");
    default:
      throw badRequest(`Invalid basepath specified: ${mode}. Must be one of: [ignore, prepend, split]`);
  }
}
