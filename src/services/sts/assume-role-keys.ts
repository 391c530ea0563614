import type { AssumeRoleRequest } from "@aws-sdk/client-sts";
import type { ConditionContext } from "../../policy/condition-context.ts";
import type { Principal } from "../../policy/principal.ts";
import type { RoleView } from "../iam/port.ts";
import type { Validated } from "../operation.ts";

/**
 * The condition keys of an AssumeRole call. `withMfa` says that the call brought a second factor, which was checked.
 * Source: Service Authorization Reference, "Condition keys for AWS Security Token Service".
 */
export function assumeRoleKeys(
  input: Validated<AssumeRoleRequest>,
  caller: Principal,
  role: RoleView | undefined,
  withMfa: boolean,
): ConditionContext {
  const keys = new Map<string, readonly string[]>([["sts:rolesessionname", [input.RoleSessionName]]]);
  const set = (key: string, value: string | undefined): void => {
    if (value !== undefined) keys.set(key, [value]);
  };
  set("sts:externalid", input.ExternalId);
  set("sts:sourceidentity", input.SourceIdentity ?? caller.sourceIdentity);
  if (withMfa) {
    set("aws:multifactorauthpresent", "true");
    set("aws:multifactorauthage", "0");
  }
  const tags = (input.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value] as const);
  for (const [key, value] of tags) set(`aws:requesttag/${key.toLowerCase()}`, value);
  if (tags.length > 0)
    keys.set(
      "aws:tagkeys",
      tags.map(([key]) => key),
    );
  if (input.TransitiveTagKeys?.length) keys.set("sts:transitivetagkeys", input.TransitiveTagKeys);
  for (const [key, value] of Object.entries(role?.tags ?? {})) {
    set(`aws:resourcetag/${key.toLowerCase()}`, value);
    set(`iam:resourcetag/${key.toLowerCase()}`, value);
  }
  return keys;
}
