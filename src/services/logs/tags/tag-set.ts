import { AwsError } from "../../../aws/aws-error.ts";
import { invalidParameter } from "../logs-errors.ts";

type Tags = Readonly<Record<string, string>>;

/** Most tags of one group. Source: CloudWatch Logs quotas. */
const tagsMax = 50;

/** The tags with others laid over them. Throws TooManyTagsException or InvalidParameterException. */
export function setTags(tags: Tags, added: Tags): Tags {
  for (const key of Object.keys(added)) {
    if (/^aws:/i.test(key))
      throw invalidParameter("Tag keys that start with aws: are reserved for system use");
  }
  // Made of pairs: a key such as __proto__ is a tag like others.
  const merged = new Map([...Object.entries(tags), ...Object.entries(added)]);
  if (merged.size > tagsMax) {
    throw new AwsError("TooManyTagsException", `A resource can have no more than ${tagsMax} tags`);
  }
  return Object.fromEntries(merged);
}

/** The tags without those of `keys`. Keys that are not there do no harm. */
export const removeTags = (tags: Tags, keys: readonly string[]): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
