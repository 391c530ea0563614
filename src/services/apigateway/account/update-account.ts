import type { Account, UpdateAccountRequest } from "@aws-sdk/client-api-gateway";
import { VersionConflictError } from "../../../store/resource-store.ts";
import { badRequest, concurrentModification } from "../api-errors.ts";
import { patchedValues } from "../condition-keys.ts";
import { type ApiCall, type ApiOperation, WRITE } from "../dependencies.ts";
import { applyPatches, listingDialect, type PatchRule, setOrRemove } from "../patch.ts";
import { passRole, permit } from "../permissions.ts";
import { type AccountRecord, accountView } from "./account-settings.ts";

const rules: readonly PatchRule<AccountRecord>[] = [
  {
    path: "/cloudwatchRoleArn",
    ops: ["add", "replace", "remove"],
    apply: (account, { op, value }) =>
      setOrRemove(account, "cloudwatchRoleArn", op === "remove" ? undefined : value),
  },
];

/**
 * The role is what access logs are written as. One that does not trust API Gateway could never write: it is refused now,
 * as AWS refuses it. What it may do is asked whenever it writes.
 */
export const updateAccount: ApiOperation<UpdateAccountRequest, Account> = {
  name: "UpdateAccount",
  permits: permit("PATCH", () => "/account"),
  audit: WRITE,
  handle: async (input, call) => {
    const roles = (patchedValues(input, "/cloudwatchRoleArn") ?? []).filter((role) => role !== "");
    if (roles.length > 0) await call.authorize(roles.map(passRole));
    for (const role of roles) await requireTrust(role, call);
    const edit = (account: AccountRecord): void =>
      applyPatches(account, input.patchOperations, rules, listingDialect);
    const account = await call.deps.accounts.change(call, edit).catch((error: unknown) => {
      throw error instanceof VersionConflictError ? concurrentModification() : error;
    });
    return accountView(account);
  },
};

async function requireTrust(roleArn: string, call: ApiCall): Promise<void> {
  if (await call.deps.roles.trusts(roleArn, "apigateway.amazonaws.com")) return;
  throw badRequest(
    "The role ARN does not have required permissions configured. Please grant trust permission for API Gateway and add the required role policy.",
  );
}
