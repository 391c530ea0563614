import type { UntagLogGroupRequest } from "@aws-sdk/client-cloudwatch-logs";
import { type LogsOperation, WRITE } from "../dependencies.ts";
import { changeGroup } from "../groups/change-group.ts";
import { requireGroup } from "../log-group-reference.ts";
import { onGroup } from "../permissions.ts";
import { removeTags } from "./tag-set.ts";

/** The older form of UntagResource. */
export const untagLogGroup: LogsOperation<UntagLogGroupRequest, object> = {
  name: "UntagLogGroup",
  permits: ({ logGroupName, tags }, call) => [
    onGroup("UntagLogGroup", logGroupName, call, { tagKeys: tags }),
  ],
  audit: WRITE,
  handle: ({ logGroupName, tags }, call) => {
    const group = requireGroup(logGroupName, call);
    return changeGroup(group, { tags: removeTags(group.tags, tags) }, call);
  },
};
