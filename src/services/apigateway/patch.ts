import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import type { AwsError } from "../../aws/aws-error.ts";
import { badRequest, notFound } from "./api-errors.ts";
import { findEntry, isEmptyMap, removeEntry, type StringMap, setEntry } from "./string-map.ts";

/** Most operations in one update. AWS states none; a template's largest use is far below. */
const OPERATIONS_MAX = 500;

/** One patch operation whose path matched a rule. */
export interface Patch {
  readonly op: PatchOp;
  /** Absent when the caller gave none, as `remove` does. */
  readonly value: string | undefined;
  /** What the path's `{…}` segments matched, decoded. */
  readonly keys: readonly string[];
}

export type PatchOp = "add" | "replace" | "remove";

/** What may be patched, and how. */
export interface PatchRule<T> {
  /** `/name` or `/variables/{name}`; a `{…}` segment matches any one segment. */
  readonly path: string;
  /** For paths of any length: what their variable parts are, or undefined when the path is another's. */
  readonly match?: (path: string) => readonly string[] | undefined;
  readonly ops: readonly PatchOp[];
  readonly apply: (target: T, patch: Patch) => void;
}

/** How an entity words what it does not accept: AWS has several ways. */
export interface PatchDialect {
  readonly unknownPath: (operation: PatchOperation, paths: readonly string[]) => AwsError;
  readonly unsupportedOp: (operation: PatchOperation, ops: readonly PatchOp[]) => AwsError;
}

/** Of REST APIs, methods, integrations, their responses and gateway responses. */
export const terseDialect: PatchDialect = {
  unknownPath: ({ path }) => badRequest(`Invalid patch path ${path ?? null}`),
  unsupportedOp: (_operation, ops) =>
    badRequest(`Invalid patch operation specified. Must be one of: [${ops.join(", ")}]`),
};

const choose = ({ path, op }: PatchOperation): string =>
  `Invalid patch path  '${path}' specified for op '${op}'.`;

/** Of resources, models, request validators and deployments. */
export const listingDialect: PatchDialect = {
  unknownPath: (operation, paths) =>
    operation.op === "replace"
      ? badRequest(`${choose(operation)} Must be one of: [${paths.join(", ")}]`)
      : badRequest(`${choose(operation)} Please choose supported operations`),
  unsupportedOp: (operation) => badRequest(`${choose(operation)} Please choose supported operations`),
};

/**
 * Applies an update's operations in order. Each must match a rule's path and one of its operations; the first that does
 * not fails the whole update, whose target is a copy that is then thrown away.
 */
export function applyPatches<T>(
  target: T,
  operations: readonly PatchOperation[] | undefined,
  rules: readonly PatchRule<T>[],
  dialect: PatchDialect,
): void {
  if ((operations?.length ?? 0) > OPERATIONS_MAX)
    throw badRequest(`At most ${OPERATIONS_MAX} patch operations`);
  for (const operation of operations ?? []) {
    const matching = rules.flatMap((rule) => {
      const path = operation.path ?? "";
      const keys = rule.match ? rule.match(path) : matchPattern(rule.path, path);
      return keys ? [{ rule, keys }] : [];
    })[0];
    if (!matching)
      throw dialect.unknownPath(
        operation,
        rules.map((rule) => rule.path),
      );
    const { rule, keys } = matching;
    const op = rule.ops.find((supported) => supported === operation.op);
    if (!op) throw dialect.unsupportedOp(operation, rule.ops);
    rule.apply(target, { op, keys, value: operation.value });
  }
}

/** What the `{…}` segments of `pattern` stand for in a JSON pointer (RFC 6901), or undefined when it does not match. */
function matchPattern(pattern: string, path: string): string[] | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const keys: string[] = [];
  for (const [index, segment] of wanted.entries()) {
    const actual = given[index]!;
    if (!segment.startsWith("{")) {
      if (segment !== actual) return undefined;
    } else {
      if (actual === "") return undefined;
      keys.push(decodeSegment(actual));
    }
  }
  return keys;
}

/** `~1` stands for a slash and `~0` for a tilde. */
const decodeSegment = (segment: string): string => segment.replaceAll("~1", "/").replaceAll("~0", "~");

/** A member that can only be replaced. */
export const replaceRule = <T>(
  path: string,
  set: (target: T, value: string | undefined) => void,
): PatchRule<T> => ({
  path,
  ops: ["replace"],
  apply: (target, { value }) => set(target, value),
});

/** Entries of a map: `/variables/{name}`. A map without entries becomes absent, as AWS shows it. */
export const entryRule = <T, V>(
  path: string,
  options: {
    readonly get: (target: T) => StringMap<V> | undefined;
    readonly set: (target: T, map: StringMap<V> | undefined) => void;
    readonly parse: (value: string | undefined, key: string, target: T) => V;
    /** What removing an absent entry answers. */
    readonly missing: () => AwsError;
    readonly ops?: readonly PatchOp[];
    /** Whether replacing an absent entry adds it. */
    readonly replaceAdds?: boolean;
  },
): PatchRule<T> => ({
  path,
  ops: options.ops ?? ["add", "replace", "remove"],
  apply: (target, { op, value, keys: [key = ""] }) => {
    const map = options.get(target) ?? {};
    if (op === "replace" && !options.replaceAdds && findEntry(map, key) === undefined)
      throw options.missing();
    if (op !== "remove") setEntry(map, key, options.parse(value, key, target));
    else if (!removeEntry(map, key)) throw options.missing();
    options.set(target, isEmptyMap(map) ? undefined : map);
  },
});

/** What removing or replacing an entry that is not there answers, by what the entries are. */
export const missingParameter = (): AwsError => notFound("Invalid parameter name specified");
export const missingContentType = (): AwsError => notFound("Content-Type specified was not found");

/** A boolean in a patch's value. Recorded from AWS: what is not `true` is false. */
export const patchBoolean = (value: string | undefined): boolean => value?.toLowerCase() === "true";

/** Sets an optional member, or takes it away where there is nothing to set. */
export function setOrRemove<T extends object, K extends keyof T>(
  target: T,
  member: K,
  value: T[K] | undefined,
): void {
  if (value === undefined || value === "") delete target[member];
  else target[member] = value;
}
