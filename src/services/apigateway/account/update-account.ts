import type { Account, UpdateAccountRequest } from "@aws-sdk/client-api-gateway";
import { VersionConflictError } from "../../../store/resource-store.ts";
import { badRequest, concurrentModification } from "../api-errors.ts";
import { patchedValues } from "../condition-keys.ts";
import { type ApiCall, type ApiOperation, WRITE } from "../dependencies.ts";
import { applyPatches, listingDialect, type PatchRule, setOrRemove } from "../patch.ts";
import { passRole, permit } from "../permissions.ts";
import { type AccountRecord, accountKey, accountView } from "./account-settings.ts";

const rules: readonly PatchRule<AccountRecord>[] = [
  {
    path: "/cloudwatchRoleArn",
    ops: ["add", "replace", "remove"],
    apply: (account, { op, value }) =>
      setOrRemove(account, "cloudwatchRoleArn", op === "remove" ? undefined : value),
  },
];

/**
 * The role is what execution logs would be written as. Until a stage can have such logs it has nothing to do; but it is
 * checked as AWS checks it, so that a role which could never write is found now.
 */
export const updateAccount: ApiOperation<UpdateAccountRequest, Account> = {
  name: "UpdateAccount",
  permits: permit("PATCH", () => "/account"),
  audit: WRITE,
  handle: async (input, call) => {
    const roles = (patchedValues(input, "/cloudwatchRoleArn") ?? []).filter((role) => role !== "");
    if (roles.length > 0) await call.authorize(roles.map(passRole));
    for (const role of roles) await requireTrust(role, call);
    const key = accountKey(call);
    const stored = await call.deps.store.get<AccountRecord>(key);
    const account = { ...stored?.value };
    applyPatches(account, input.patchOperations, rules, listingDialect);
    await call.deps.store.put(key, account, stored?.version ?? "absent").catch((error: unknown) => {
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
