import { iamUniqueId } from "../../base/ids.ts";
import type { Random } from "../../base/random.ts";
import { ACCOUNT_ID } from "./ensure-account.ts";
import type { IamRecords } from "./iam-records.ts";
import type { NewMemberAccount } from "./port.ts";
import type { RoleRecord } from "./records.ts";

const ADMINISTRATOR_ACCESS = "arn:aws:iam::aws:policy/AdministratorAccess";
const SESSION_DURATION_S = 3600;

/**
 * Makes an account as AWS Organizations does, with one role. What is there already stays as it is.
 * Source: AWS Organizations User Guide, "Accessing member accounts that have OrganizationAccountAccessRole".
 */
export function ensureMemberAccount(
  records: IamRecords,
  random: Random,
  { accountId, roleName, managementAccountId }: NewMemberAccount,
  nowMs: number,
): Promise<void> {
  return records.change(accountId, (change) => {
    const { account } = change;
    if (!account.find("account", ACCOUNT_ID)) change.put("account", ACCOUNT_ID, { accountId });
    if (account.find("role", roleName)) return;
    const role: RoleRecord = {
      arn: `arn:aws:iam::${accountId}:role/${roleName}`,
      uniqueId: iamUniqueId(random, "AROA"),
      name: roleName,
      path: "/",
      createdAtMs: nowMs,
      tags: [],
      inlinePolicies: [],
      attachedPolicyArns: [ADMINISTRATOR_ACCESS],
      trustPolicy: trustPolicyFor(managementAccountId),
      trustedIdentities: [],
      maxSessionDurationS: SESSION_DURATION_S,
    };
    change.put("role", roleName, role);
  });
}

const trustPolicyFor = (accountId: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: "sts:AssumeRole",
      },
    ],
  });
