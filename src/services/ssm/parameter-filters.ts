import type { ParameterStringFilter } from "@aws-sdk/client-ssm";
import { AwsError } from "../../aws/aws-error.ts";
import { latestVersion, type ParameterRecord } from "./parameter-record.ts";

type Matches = (parameter: ParameterRecord) => boolean;

/**
 * One test for all filters: a parameter must fit each of them, by any of its values. Keys other than `keys` and
 * `tag:…` are refused, since a filter without effect would show what the caller meant to leave out.
 */
export function matchFilters(
  filters: readonly ParameterStringFilter[] | undefined,
  keys: readonly string[],
): Matches {
  const tests = (filters ?? []).map((filter) => matchFilter(filter, keys));
  return (parameter) => tests.every((test) => test(parameter));
}

function matchFilter(filter: ParameterStringFilter, keys: readonly string[]): Matches {
  const key = filter.Key ?? "";
  const isTag = key.startsWith("tag:") && keys.includes("tag");
  if (!isTag && !keys.includes(key)) {
    throw new AwsError("InvalidFilterKey", `The following filter key is not valid: ${key}.`);
  }
  const values = filter.Values ?? [];
  if (key === "Path") return matchPath(values, filter.Option ?? "OneLevel");
  const compare = comparison(filter.Option ?? "Equals");
  const read = isTag ? tagReader(key.slice("tag:".length)) : READERS[key]!;
  return (parameter) => {
    const actual = read(parameter);
    return actual !== undefined && (values.length === 0 || values.some((value) => compare(actual, value)));
  };
}

const READERS: Readonly<Record<string, (parameter: ParameterRecord) => string | undefined>> = {
  Name: (parameter) => parameter.name,
  Type: (parameter) => latestVersion(parameter).type,
  Tier: () => "Standard",
  DataType: () => "text",
};

const tagReader =
  (tagKey: string) =>
  (parameter: ParameterRecord): string | undefined =>
    parameter.tags.find(({ Key }) => Key === tagKey)?.Value;

function comparison(option: string): (actual: string, value: string) => boolean {
  if (option === "Equals") return (actual, value) => actual === value;
  if (option === "BeginsWith") return (actual, value) => actual.startsWith(value);
  if (option === "Contains") return (actual, value) => actual.includes(value);
  throw new AwsError("InvalidFilterOption", `The following filter option is not valid: ${option}.`);
}

/** Below one of the paths; with `OneLevel`, directly below. */
function matchPath(paths: readonly string[], option: string): Matches {
  if (option !== "OneLevel" && option !== "Recursive") {
    throw new AwsError("InvalidFilterOption", `The following filter option is not valid: ${option}.`);
  }
  const prefixes = paths.map((path) => (path.endsWith("/") ? path : `${path}/`));
  return ({ name }) =>
    prefixes.some(
      (prefix) => name.startsWith(prefix) && (option === "Recursive" || !name.includes("/", prefix.length)),
    );
}
