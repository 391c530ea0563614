import { canonicalQueryComponent } from "./percent-encoding.ts";

/** One parameter of a query, name and value in canonical encoding. */
export type QueryParameter = readonly [name: string, value: string];

/** The parameters of a raw query in the order sent: `b=1&a` gives `[["b", "1"], ["a", ""]]`. */
export function parseQueryParameters(rawQuery: string): QueryParameter[] {
  const parameters: QueryParameter[] = [];
  if (rawQuery === "") return parameters;
  for (const part of rawQuery.split("&")) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const name = equals === -1 ? part : part.slice(0, equals);
    const value = equals === -1 ? "" : part.slice(equals + 1);
    parameters.push([canonicalQueryComponent(name), canonicalQueryComponent(value)]);
  }
  return parameters;
}

/** The query as it is signed: sorted by name, then value, without the parameters named in `leftOut`. */
export function canonicalQuery(parameters: readonly QueryParameter[], leftOut: readonly string[]): string {
  if (parameters.length === 0) return "";
  return parameters
    .filter(([name]) => !leftOut.includes(name))
    .sort(byNameThenValue)
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** Canonical components are ASCII, so comparing strings compares bytes. */
function byNameThenValue([nameA, valueA]: QueryParameter, [nameB, valueB]: QueryParameter): number {
  if (nameA !== nameB) return nameA < nameB ? -1 : 1;
  if (valueA !== valueB) return valueA < valueB ? -1 : 1;
  return 0;
}
