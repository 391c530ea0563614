import { constraintViolation, invalidInput } from "./errors.ts";
import type { TagRecord } from "./records.ts";

/** Source: "Quotas and service limits for AWS Organizations". */
const TAGS_MAX = 50;

/** A tag as the model types it; validation has made sure of both members. */
export interface TagInput {
  readonly Key: string | undefined;
  readonly Value: string | undefined;
}

/** `tags` laid over `present`. Throws on a key that is given twice or reserved, and on too many. */
export function layTags(
  present: readonly TagRecord[],
  tags: readonly TagInput[] | undefined,
): readonly TagRecord[] {
  const added = (tags ?? []).map(({ Key = "", Value = "" }) => ({ Key, Value }));
  const keys = new Set(added.map(({ Key }) => Key));
  if (keys.size < added.length) {
    throw invalidInput(
      "DUPLICATE_TAG_KEY",
      "Tag keys must be unique among the tags attached to the same entity.",
    );
  }
  if (added.some(({ Key }) => Key.toLowerCase().startsWith("aws:"))) {
    throw invalidInput(
      "INVALID_SYSTEM_TAGS_PARAMETER",
      "You specified a tag key that is a system tag. You can't add, edit, or delete system tag keys.",
    );
  }
  const laid = [...present.filter(({ Key }) => !keys.has(Key)), ...added];
  if (laid.length > TAGS_MAX) {
    throw constraintViolation("MAX_TAG_LIMIT_EXCEEDED", "You have exceeded the number of tags allowed.");
  }
  return laid;
}
