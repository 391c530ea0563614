import type { GetUserRequest, GetUserResponse } from "@aws-sdk/client-iam";
import { type IamOperation, reads } from "../dependencies.ts";
import { entityCheck, iamCheck } from "../permissions.ts";
import { requireUser } from "../require-entity.ts";
import { userView } from "../views.ts";

/** A user; without a name, the caller. */
export const getUser: IamOperation<GetUserRequest, GetUserResponse> = {
  name: "GetUser",
  permits: ({ UserName }, call) => {
    const name = UserName ?? call.principal.userName;
    return [
      name === undefined
        ? iamCheck(call, "GetUser", call.principal.arn)
        : entityCheck(call, "GetUser", "user", name),
    ];
  },
  audit: reads,
  handle: ({ UserName }, call) => {
    const { principal, accountId } = call;
    if (UserName === undefined && principal.type === "Root") {
      return { User: rootView(accountId, principal.arn) };
    }
    return { User: userView(requireUser(call, UserName)) };
  },
};

/** The root user has no name and no path. */
const rootView = (accountId: string, arn: string): GetUserResponse["User"] => ({
  Path: "/",
  UserName: accountId,
  UserId: accountId,
  Arn: arn,
  CreateDate: new Date(0),
});
