import type { ListRolesRequest, ListRolesResponse } from "@aws-sdk/client-iam";
import { type IamOperation, reads } from "../dependencies.ts";
import { pageOf } from "../paging.ts";
import { entityArn, iamCheck } from "../permissions.ts";
import { recordId } from "../records.ts";
import { accountOf } from "../require-entity.ts";
import { roleSummary } from "../views.ts";

export const listRoles: IamOperation<ListRolesRequest, ListRolesResponse> = {
  name: "ListRoles",
  permits: ({ PathPrefix }, call) => [iamCheck(call, "ListRoles", entityArn(call, "role", "", PathPrefix))],
  audit: reads,
  handle: (input, call) => {
    const { PathPrefix = "/" } = input;
    const found = accountOf(call)
      .all("role")
      .filter(({ path }) => path.startsWith(PathPrefix));
    const { items, ...page } = pageOf(found, input, ({ name }) => recordId(name));
    return { Roles: items.map(roleSummary), ...page };
  },
};
