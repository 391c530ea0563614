import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import { sameValue, type Value, type ValueMap } from "../../template/value.ts";
import { listChanges } from "../calling.ts";

/** Builders of JSON patches, API Gateway's way of changing things. Source: API Gateway API Reference, "Patch Operations". */

/** A segment of a path: `application/json` gives `application~1json` (RFC 6901). */
export const segment = (text: string): string => text.replaceAll("~", "~0").replaceAll("/", "~1");

/** Replaces the value at `path` when it changed; a value that is gone becomes `whenAbsent`. */
export function replaceChanged(
  path: string,
  before: Value | undefined,
  after: Value | undefined,
  whenAbsent = "",
): PatchOperation[] {
  if (sameValue(before, after)) return [];
  const value = after === undefined ? whenAbsent : typeof after === "string" ? after : JSON.stringify(after);
  return [{ op: "replace", path, value }];
}

/** Adds and removes the items of a set below `path`. */
export function setChanges(
  path: string,
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): PatchOperation[] {
  const { added, removed } = listChanges(before, after);
  return [
    ...removed.map((item) => ({ op: "remove" as const, path: `${path}/${segment(item)}` })),
    ...added.map((item) => ({ op: "add" as const, path: `${path}/${segment(item)}` })),
  ];
}

/** Sets and removes the entries of a map below `path`. */
export function mapChanges(path: string, before: ValueMap = {}, after: ValueMap = {}): PatchOperation[] {
  const removed = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return [
    ...removed.map((key) => ({ op: "remove" as const, path: `${path}/${segment(key)}` })),
    ...Object.entries(after).flatMap(([key, value]) =>
      replaceChanged(`${path}/${segment(key)}`, before[key], value),
    ),
  ];
}
