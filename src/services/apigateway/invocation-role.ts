import { parseArn } from "../../aws/arn.ts";
import { AwsError } from "../../aws/aws-error.ts";
import { badRequest, notBuilt } from "./api-errors.ts";

/** Checks the role that a function is to be invoked as: one of the API's own account, named in full. */
export function checkInvocationRole(roleArn: string, member: string, accountId: string): void {
  const arn = parseArn(roleArn);
  if (roleArn.endsWith(":user/*")) throw callerCredentialsNotBuilt(member);
  // With a variable in it, nobody could check which role is passed.
  if (/[*$]/.test(roleArn)) throw notBuilt(`${member} with variables or wildcards`);
  if (arn?.service !== "iam" || !arn.resource.startsWith("role/"))
    throw badRequest("Invalid ARN specified in the request");
  if (arn.accountId !== accountId) {
    throw new AwsError("AccessDeniedException", "Cross-account pass role is not allowed.", { status: 403 });
  }
}

/** `arn:aws:iam::*:user/*` acts as the API's caller. SAM writes it for whoever asks for AWS_IAM and no more. */
const callerCredentialsNotBuilt = (member: string): AwsError =>
  new AwsError(
    "NotImplemented",
    `Sallyport does not implement ${member} of the caller (arn:aws:iam::*:user/*) yet. Leave ${member} out; in a SAM template with AWS_IAM, write InvokeRole: NONE beside it.`,
    { status: 501, fault: "server" },
  );
