import type { ListUsersRequest, ListUsersResponse } from "@aws-sdk/client-iam";
import { type IamOperation, reads } from "../dependencies.ts";
import { pageOf } from "../paging.ts";
import { entityArn, iamCheck } from "../permissions.ts";
import { recordId } from "../records.ts";
import { accountOf } from "../require-entity.ts";
import { userSummary } from "../views.ts";

export const listUsers: IamOperation<ListUsersRequest, ListUsersResponse> = {
  name: "ListUsers",
  permits: ({ PathPrefix }, call) => [iamCheck(call, "ListUsers", entityArn(call, "user", "", PathPrefix))],
  audit: reads,
  handle: (input, call) => {
    const { PathPrefix = "/" } = input;
    const found = accountOf(call)
      .all("user")
      .filter(({ path }) => path.startsWith(PathPrefix));
    const { items, ...page } = pageOf(found, input, ({ name }) => recordId(name));
    return { Users: items.map(userSummary), ...page };
  },
};
