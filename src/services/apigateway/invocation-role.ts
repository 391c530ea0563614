import { parseArn } from "../../aws/arn.ts";
import { AwsError } from "../../aws/aws-error.ts";
import { badRequest, notBuilt } from "./api-errors.ts";

/** Checks the role that a function is to be invoked as: one of the API's own account, named in full. */
export function checkInvocationRole(roleArn: string, member: string, accountId: string): void {
  const arn = parseArn(roleArn);
  // With a variable in it, nobody could check which role is passed.
  if (/[*$]/.test(roleArn)) throw notBuilt(`${member} with variables or wildcards`);
  if (arn?.service !== "iam" || !arn.resource.startsWith("role/"))
    throw badRequest("Invalid ARN specified in the request");
  if (arn.accountId !== accountId) {
    throw new AwsError("AccessDeniedException", "Cross-account pass role is not allowed.", { status: 403 });
  }
}

/**
 * Whether a function is to be invoked with the permissions of the API's caller. SAM writes it for AWS_IAM.
 * Source: API Gateway API Reference, Integration, `credentials`.
 */
export const isCallersOwn = (credentials: string): boolean =>
  /^arn:aws[a-z-]*:iam::\*:user\/\*$/.test(credentials);

/** The roles among credentials, which it takes a permission to pass. */
export const rolesOf = (credentials: readonly string[]): string[] =>
  credentials.filter((each) => !isCallersOwn(each));
