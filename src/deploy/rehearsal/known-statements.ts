import { UNKNOWN } from "../engine/property-contexts.ts";
import { isMap, type Value, type ValueMap } from "../template/value.ts";

/**
 * Stands for an element of a statement that is not known: what is sound wherever the element is, so that it says nothing
 * about the others. Undefined takes the element away.
 */
const SOUND: Readonly<Record<string, Value | undefined>> = {
  Sid: undefined,
  Effect: "Allow",
  Principal: "*",
  Resource: "*",
  NotResource: "*",
  Condition: undefined,
};

/**
 * What is known of a policy document in which some values are not: its statements, each without what is not known.
 * Undefined for text that is no policy, or where that would leave a statement out.
 */
export function knownStatements(text: string): string | undefined {
  const document = parse(text);
  if (!isMap(document) || document["Statement"] === undefined) return undefined;
  const Statement = [document["Statement"]].flat().map(withoutUnknown);
  const known = { ...document, Statement };
  return holdsUnknown(known) ? undefined : JSON.stringify(known);
}

function withoutUnknown(statement: Value): Value {
  if (!isMap(statement)) return statement;
  const elements = Object.entries(statement).flatMap(([name, value]): [string, Value][] => {
    if (!holdsUnknown(value) || !Object.hasOwn(SOUND, name)) return [[name, value]];
    const sound = SOUND[name];
    return sound === undefined ? [] : [[name, sound]];
  });
  return Object.fromEntries(elements);
}

const holdsUnknown = (value: Value): boolean => JSON.stringify(value).includes(UNKNOWN);

function parse(text: string): Value | undefined {
  try {
    return JSON.parse(text) as ValueMap;
  } catch {
    return undefined;
  }
}
