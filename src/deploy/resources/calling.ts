import { AwsError } from "../../aws/aws-error.ts";
import type { Value } from "../template/value.ts";
import type { ResourceContext, Tag } from "./resource-type.ts";

/** Calls an operation; members that are undefined are left out. `In` and `Out` come from the AWS model. */
export async function call<In extends object, Out extends object>(
  context: ResourceContext,
  service: string,
  operation: string,
  input: In,
): Promise<Out> {
  const present = Object.entries(input).filter(([, value]) => value !== undefined);
  return (await context.caller.call(service, operation, Object.fromEntries(present))) as Out;
}

/** How services say that something does not exist. */
const MISSING =
  /^(NoSuchEntity|NoSuchBucket|NoSuchBucketPolicy|PolicyNotAttached|WAFNonexistentItem|(Resource|Parameter|Account|OrganizationalUnit|Policy|Target)?NotFound)(Exception)?$/;

/** Whether an error says that the resource is not there. */
export const isMissing = (error: unknown): boolean => error instanceof AwsError && MISSING.test(error.code);

/** Runs a deletion; what is gone already is no error. */
export async function ignoreMissing(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Tags as a map; undefined when there are none. */
export function tagMap(list: readonly Tag[] | undefined): Record<string, string> | undefined {
  return list?.length ? Object.fromEntries(list.map((tag) => [tag.Key, tag.Value])) : undefined;
}

/** What to set and what to remove to get from one set of tags to another. */
export function tagChanges(
  before: readonly Tag[] = [],
  after: readonly Tag[] = [],
): { set: Tag[]; removedKeys: string[] } {
  const had = new Map(before.map((tag) => [tag.Key, tag.Value]));
  const keys = new Set(after.map((tag) => tag.Key));
  return {
    set: after.filter((tag) => had.get(tag.Key) !== tag.Value),
    removedKeys: [...had.keys()].filter((key) => !keys.has(key)),
  };
}

/** A JSON property as the text that operations take; text passes as it is. */
export const jsonText = (value: Value): string => (typeof value === "string" ? value : JSON.stringify(value));

/** {@link jsonText}, for a property that may be absent. */
export const optionalJsonText = (value: Value | undefined): string | undefined =>
  value === undefined ? undefined : jsonText(value);

/** The items of `after` that `before` lacks, and the other way round. */
export function listChanges(
  before: readonly string[] = [],
  after: readonly string[] = [],
): { added: string[]; removed: string[] } {
  return {
    added: after.filter((item) => !before.includes(item)),
    removed: before.filter((item) => !after.includes(item)),
  };
}

/** The named properties that a resource has, for members of the same names. */
export function pick<P extends object, K extends keyof P>(properties: P, ...names: readonly K[]): Pick<P, K> {
  const present = names
    .filter((name) => properties[name] !== undefined)
    .map((name) => [name, properties[name]]);
  return Object.fromEntries(present) as Pick<P, K>;
}
