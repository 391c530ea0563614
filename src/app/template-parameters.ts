import { UsageError } from "./command.ts";

/** `Key=Value,Other=Value` → `{Key: "Value", Other: "Value"}`. A comma in a value is written `\,`. */
export function parseParameters(list: string): Readonly<Record<string, string>> {
  const pairs = list === "" ? [] : list.split(/(?<!\\),/);
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf("=");
      if (equals < 1) throw new UsageError(`--parameters: "${pair}" is not of the form Key=Value.`);
      return [pair.slice(0, equals), pair.slice(equals + 1).replaceAll("\\,", ",")];
    }),
  );
}
