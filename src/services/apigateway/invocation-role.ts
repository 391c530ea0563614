import { parseArn } from "../../aws/arn.ts";
import { AwsError } from "../../aws/aws-error.ts";
import { badRequest, notBuilt } from "./api-errors.ts";

/** Checks the role that a function is to be invoked as: one of the API's own account, named in full. */
export function checkInvocationRole(roleArn: string, member: string, accountId: string): void {
  const arn = parseArn(roleArn);
  // With a variable in it, nobody could check which role is passed; `*:user/*` would act as the API's caller.
  if (/[*$]/.test(roleArn)) throw notBuilt(`${member} with variables or wildcards`);
  if (arn?.service !== "iam" || !arn.resource.startsWith("role/"))
    throw badRequest("Invalid ARN specified in the request");
  if (arn.accountId !== accountId) {
    throw new AwsError("AccessDeniedException", "Cross-account pass role is not allowed.", { status: 403 });
  }
}
