import type { ListGroupsForUserRequest, ListGroupsForUserResponse } from "@aws-sdk/client-iam";
import { type IamOperation, reads } from "../dependencies.ts";
import { pageOf } from "../paging.ts";
import { entityCheck } from "../permissions.ts";
import { recordId } from "../records.ts";
import { accountOf, requireUser } from "../require-entity.ts";
import { groupView } from "../views.ts";
import { groupsOf } from "./membership.ts";

export const listGroupsForUser: IamOperation<ListGroupsForUserRequest, ListGroupsForUserResponse> = {
  name: "ListGroupsForUser",
  permits: ({ UserName }, call) => [entityCheck(call, "ListGroupsForUser", "user", UserName)],
  audit: reads,
  handle: (input, call) => {
    const found = groupsOf(accountOf(call), requireUser(call, input.UserName));
    const { items, ...page } = pageOf(found, input, ({ name }) => recordId(name));
    return { Groups: items.map(groupView), ...page };
  },
};
