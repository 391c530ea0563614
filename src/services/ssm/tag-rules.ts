import type { Tag } from "@aws-sdk/client-ssm";
import { AwsError } from "../../aws/aws-error.ts";
import type { StoredTag } from "./parameter-record.ts";
import { validationFailed } from "./ssm-errors.ts";

/** Source: AWS General Reference, "Tag restrictions". */
const TAGS_MAX = 50;

/** `current` with `added` laid over it. Throws where AWS's restrictions are not met. */
export function mergeTags(current: readonly StoredTag[], added: readonly Tag[] = []): StoredTag[] {
  const merged = new Map(current.map(({ Key, Value }) => [Key, Value]));
  for (const { Key = "", Value = "" } of added) {
    if (/^aws:/i.test(Key))
      throw validationFailed("Tag keys starting with 'aws:' are reserved for system use.");
    merged.set(Key, Value);
  }
  if (merged.size > TAGS_MAX) {
    throw new AwsError(
      "TooManyTagsError",
      `The Targets parameter includes too many tags. The limit is ${TAGS_MAX}.`,
    );
  }
  return [...merged].map(([Key, Value]) => ({ Key, Value }));
}
