import { type Evaluated, findPseudoParameter } from "../scope.ts";
import { isMap, type Value } from "../value.ts";
import { requireItems, textOf } from "./arguments.ts";
import type { FunctionCall, IntrinsicFunction } from "./intrinsic-function.ts";

/** Functions that look a value up. Source: CloudFormation User Guide, "Intrinsic function reference". */
export const lookupFunctions: Readonly<Record<string, IntrinsicFunction>> = {
  Ref: (call) => {
    if (typeof call.argument !== "string") throw call.fail("Ref takes the name of a parameter or resource");
    return lookUpRef(call, call.argument);
  },

  "Fn::GetAtt": (call) => {
    const [logicalId, ...attribute] = getAttParts(call);
    return lookUpAttribute(call, logicalId!, attribute.join("."));
  },

  "Fn::FindInMap": (call) => {
    const items = requireItems(
      call,
      3,
      4,
      "three parameters, the map name, map key and the attribute for return value",
    );
    const [name, topKey, key] = items.slice(0, 3).map((item, i) => textOf(call, item, i)) as [
      string,
      string,
      string,
    ];
    const row = call.scope.mappings.get(name)?.[topKey];
    const found = isMap(row) && Object.hasOwn(row, key) ? row[key] : undefined;
    if (found !== undefined) return found;
    const fallback = items[3];
    if (isMap(fallback) && fallback["DefaultValue"] !== undefined) {
      return call.evaluate(fallback["DefaultValue"], 3, "DefaultValue");
    }
    throw call.fail(`Unable to get mapping for ${name}::${topKey}::${key}`);
  },

  "Fn::ImportValue": (call) => {
    const name = textOf(call, call.argument);
    const value = call.scope.importValue(name);
    if (value === undefined) throw call.fail(`No export named ${name} found.`);
    return value;
  },
};

/** `["Api", "RootResourceId"]`, and `"Api.RootResourceId"` as JSON templates may write it. */
function getAttParts(call: FunctionCall): string[] {
  const { argument } = call;
  const parts =
    typeof argument === "string"
      ? argument.split(".")
      : Array.isArray(argument)
        ? argument.map((part, i) => textOf(call, part, i))
        : [];
  if (parts.length < 2)
    throw call.fail(
      "every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute",
    );
  return parts;
}

/** What `Ref` gives for a name; shared with `Fn::Sub`. */
export function lookUpRef(call: FunctionCall, name: string): Evaluated {
  const parameter = call.scope.parameters.get(name);
  if (parameter !== undefined) return typeof parameter === "string" ? parameter : [...parameter];
  const value = findPseudoParameter(name, call.scope.place) ?? call.scope.resources.ref(name);
  if (value === undefined) throw call.fail(`Unresolved resource dependencies [${name}]`);
  return value;
}

/** What `Fn::GetAtt` gives; shared with `Fn::Sub`. */
export function lookUpAttribute(call: FunctionCall, logicalId: string, attribute: string): Value {
  const value = call.scope.resources.attribute(logicalId, attribute);
  if (value === undefined)
    throw call.fail(`resource ${logicalId} has no attribute ${attribute}, or is not created`);
  return value;
}
