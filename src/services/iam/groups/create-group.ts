import type { CreateGroupRequest, CreateGroupResponse } from "@aws-sdk/client-iam";
import { iamUniqueId } from "../../../base/ids.ts";
import { type IamOperation, writes } from "../dependencies.ts";
import { alreadyExists } from "../errors.ts";
import { entityArn, iamCheck } from "../permissions.ts";
import { requireRoom } from "../quotas.ts";
import type { GroupRecord } from "../records.ts";
import { groupView } from "../views.ts";

/** Makes a group: policies attached to it hold for its members. */
export const createGroup: IamOperation<CreateGroupRequest, CreateGroupResponse> = {
  name: "CreateGroup",
  permits: ({ GroupName, Path }, call) => [
    iamCheck(call, "CreateGroup", entityArn(call, "group", GroupName, Path)),
  ],
  audit: writes,
  handle: ({ GroupName, Path: path = "/" }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      if (change.account.find("group", GroupName)) {
        throw alreadyExists(`Group with name ${GroupName} already exists.`);
      }
      requireRoom("Groups", change.account.count("group"));
      const group: GroupRecord = {
        arn: entityArn(call, "group", GroupName, path),
        uniqueId: iamUniqueId(call.deps.random, "AGPA"),
        name: GroupName,
        path,
        createdAtMs: call.nowMs,
        inlinePolicies: [],
        attachedPolicyArns: [],
      };
      change.put("group", GroupName, group);
      return { Group: groupView(group) };
    }),
};
