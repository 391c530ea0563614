import { parseArn } from "../../../aws/arn.ts";
import { AwsError } from "../../../aws/aws-error.ts";
import type { IamCheck } from "../../operation.ts";
import type { AccountRecords } from "../account-records.ts";
import type { IamCall } from "../dependencies.ts";
import { noSuchEntity } from "../errors.ts";
import { requireManagedPolicy } from "../managed-policies.ts";
import { type ConditionEntries, iamCheck, resourceTagKeys } from "../permissions.ts";
import type { PolicyRecord, PolicyVersionRecord } from "../records.ts";

/** A permission on a managed policy by its ARN. */
export const policyCheck = (
  call: IamCall,
  action: string,
  arn: string,
  entries: ConditionEntries = {},
): IamCheck => iamCheck(call, action, arn, { ...resourceTagKeys(call, "policy", nameOf(arn)), ...entries });

/** A policy that may be changed: AWS's own may not. Throws `NoSuchEntity` or `AccessDenied`. */
export function requireCustomerPolicy(account: AccountRecords, arn: string): PolicyRecord {
  const policy = requireManagedPolicy(account, arn);
  if (parseArn(arn)?.accountId === "aws") {
    throw new AwsError("AccessDenied", `The policy ${arn} is AWS's and cannot be changed.`, { status: 403 });
  }
  return policy;
}

export function requireVersion(policy: PolicyRecord, versionId: string): PolicyVersionRecord {
  const version = policy.versions.find(({ id }) => id === versionId);
  if (!version) {
    throw noSuchEntity(`Policy ${policy.arn} version ${versionId} does not exist or is not attachable.`);
  }
  return version;
}

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);
