import type { ValueMap } from "../template/value.ts";
import { docFrom, type PythonDict, SamText } from "./python-dict.ts";

/**
 * The orders in which SAM comes to a template's resources: those of a Python dict to which it adds its implicit APIs
 * for a while. The order of an API's paths, and so the name of its deployment, follows from them.
 */

/** The API of events that name none. */
export const IMPLICIT_API = "ServerlessRestApi";
const IMPLICIT_HTTP_API = "ServerlessHttpApi";

const namesOf = (dict: PythonDict): string[] => dict.entries().map(([name]) => name);

/** The order in which events declare their paths: the implicit API is there already. */
export function declarationOrder(resources: ValueMap): string[] {
  const dict = docFrom(resources) as PythonDict;
  return namesOf(dict.set(new SamText(IMPLICIT_API), null)).filter((name) => Object.hasOwn(resources, name));
}

/** The order in which functions are translated: implicit APIs without events have come and gone. */
export function translationOrder(resources: ValueMap, hasImplicitApi: boolean): string[] {
  const dict = docFrom(resources) as PythonDict;
  dict.set(new SamText(IMPLICIT_API), null);
  if (!hasImplicitApi && !Object.hasOwn(resources, IMPLICIT_API)) dict.delete(IMPLICIT_API);
  if (!Object.hasOwn(resources, IMPLICIT_HTTP_API)) {
    dict.set(new SamText(IMPLICIT_HTTP_API), null);
    dict.delete(IMPLICIT_HTTP_API);
  }
  return namesOf(dict);
}
