import type { ListGroupsRequest, ListGroupsResponse } from "@aws-sdk/client-iam";
import { type IamOperation, reads } from "../dependencies.ts";
import { pageOf } from "../paging.ts";
import { entityArn, iamCheck } from "../permissions.ts";
import { recordId } from "../records.ts";
import { accountOf } from "../require-entity.ts";
import { groupView } from "../views.ts";

export const listGroups: IamOperation<ListGroupsRequest, ListGroupsResponse> = {
  name: "ListGroups",
  permits: ({ PathPrefix }, call) => [iamCheck(call, "ListGroups", entityArn(call, "group", "", PathPrefix))],
  audit: reads,
  handle: (input, call) => {
    const { PathPrefix = "/" } = input;
    const found = accountOf(call)
      .all("group")
      .filter(({ path }) => path.startsWith(PathPrefix));
    const { items, ...page } = pageOf(found, input, ({ name }) => recordId(name));
    return { Groups: items.map(groupView), ...page };
  },
};
