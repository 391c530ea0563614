import { findIntrinsic, isMap, type Value, type ValueMap } from "../template/value.ts";

/** Values of parameters that SAM looks at while it transforms: what is given, else the default. */
export type SamParameters = ReadonlyMap<string, Value>;

export function samParameters(root: ValueMap, given: ReadonlyMap<string, string>): SamParameters {
  const declarations = isMap(root["Parameters"]) ? root["Parameters"] : {};
  const values = new Map<string, Value>();
  for (const [name, declaration] of Object.entries(declarations)) {
    const value = given.get(name) ?? (isMap(declaration) ? declaration["Default"] : undefined);
    if (value !== undefined) values.set(name, value);
  }
  return values;
}

/** Puts parameters' values where `Ref` and `Fn::Sub` name them; all other functions stay. */
export function resolveParameterRefs(value: Value, parameters: SamParameters): Value {
  if (Array.isArray(value)) return value.map((item) => resolveParameterRefs(item, parameters));
  if (!isMap(value)) return value;
  const intrinsic = findIntrinsic(value);
  if (intrinsic?.name === "Ref") return parameters.get(String(intrinsic.argument)) ?? value;
  if (intrinsic?.name === "Fn::Sub") return { "Fn::Sub": resolveSub(intrinsic.argument, parameters) };
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolveParameterRefs(item, parameters)]),
  );
}

function resolveSub(argument: Value, parameters: SamParameters): Value {
  if (typeof argument === "string") {
    return argument.replace(/\$\{([A-Za-z0-9]+)\}/g, (whole, name: string) => {
      const value = parameters.get(name);
      return typeof value === "string" || typeof value === "number" ? String(value) : whole;
    });
  }
  if (!Array.isArray(argument)) return argument;
  const [template, variables] = argument;
  const own = isMap(variables) ? Object.keys(variables) : [];
  const others = new Map([...parameters].filter(([name]) => !own.includes(name)));
  const resolved = resolveSub(template ?? "", others);
  return [resolved, resolveParameterRefs(variables ?? {}, parameters)];
}
