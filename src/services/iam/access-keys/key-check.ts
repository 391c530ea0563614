import type { IamCheck } from "../../operation.ts";
import type { IamCall } from "../dependencies.ts";
import { entityCheck, iamCheck } from "../permissions.ts";

/** A permission on a user's access keys; without a name, on the caller's own. */
export function keyCheck(call: IamCall, action: string, userName: string | undefined): IamCheck {
  const name = userName ?? call.principal.userName;
  return name === undefined
    ? iamCheck(call, action, call.principal.arn)
    : entityCheck(call, action, "user", name);
}
