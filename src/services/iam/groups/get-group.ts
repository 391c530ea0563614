import type { GetGroupRequest, GetGroupResponse } from "@aws-sdk/client-iam";
import { type IamOperation, reads } from "../dependencies.ts";
import { pageOf } from "../paging.ts";
import { entityCheck } from "../permissions.ts";
import { recordId } from "../records.ts";
import { accountOf, requireGroup } from "../require-entity.ts";
import { groupView, userSummary } from "../views.ts";
import { membersOf } from "./membership.ts";

/** A group and its members. */
export const getGroup: IamOperation<GetGroupRequest, GetGroupResponse> = {
  name: "GetGroup",
  permits: ({ GroupName }, call) => [entityCheck(call, "GetGroup", "group", GroupName)],
  audit: reads,
  handle: (input, call) => {
    const group = requireGroup(accountOf(call), input.GroupName);
    const { items, ...page } = pageOf(membersOf(accountOf(call), group), input, ({ name }) => recordId(name));
    return { Group: groupView(group), Users: items.map(userSummary), ...page };
  },
};
