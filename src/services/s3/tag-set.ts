import type { Tag } from "@aws-sdk/client-s3";
import { s3Error } from "./s3-errors.ts";
import type { ObjectTag } from "./state/bucket-record.ts";

/** Most tags of an object and of a bucket. Source: Amazon S3 User Guide, "Categorizing your objects using tags". */
export const OBJECT_TAGS_MAX = 10;
export const BUCKET_TAGS_MAX = 50;

const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const KEY_CHARACTERS_MAX = 128;
const VALUE_CHARACTERS_MAX = 256;

/** Checks tags and returns them complete. Throws InvalidTag or BadRequest. */
export function checkTags(tags: readonly Tag[], tagsMax: number): ObjectTag[] {
  if (tags.length > tagsMax)
    throw s3Error("BadRequest", 400, `Object tags cannot be greater than ${tagsMax}`);
  const checked = tags.map(({ Key = "", Value = "" }) => ({ Key, Value }));
  for (const { Key, Value } of checked) {
    if (Key === "" || Key.length > KEY_CHARACTERS_MAX || !ALLOWED.test(Key) || /^aws:/i.test(Key)) {
      throw s3Error("InvalidTag", 400, "The TagKey you have provided is invalid", { TagKey: Key });
    }
    if (Value.length > VALUE_CHARACTERS_MAX || !ALLOWED.test(Value)) {
      throw s3Error("InvalidTag", 400, "The TagValue you have provided is invalid", { TagValue: Value });
    }
  }
  if (new Set(checked.map(({ Key }) => Key)).size < checked.length) {
    throw s3Error("InvalidTag", 400, "Cannot provide multiple Tags with the same key");
  }
  return checked;
}

/** Reads the x-amz-tagging header, encoded like a query: `a=1&b=2`. */
export function parseTaggingHeader(header: string | undefined): ObjectTag[] {
  if (!header) return [];
  return checkTags(
    [...new URLSearchParams(header)].map(([Key, Value]) => ({ Key, Value })),
    OBJECT_TAGS_MAX,
  );
}
