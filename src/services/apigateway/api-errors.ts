import { AwsError } from "../../aws/aws-error.ts";

/** The codes of API Gateway's model, worded as AWS words them. */
export const badRequest = (message: string): AwsError =>
  new AwsError("BadRequestException", message, { status: 400 });
export const notFound = (message: string): AwsError =>
  new AwsError("NotFoundException", message, { status: 404 });
export const conflict = (message: string): AwsError =>
  new AwsError("ConflictException", message, { status: 409 });
export const limitExceeded = (message: string): AwsError =>
  new AwsError("LimitExceededException", message, { status: 429 });

/** What AWS's generic input validation answers. */
export const validationFailed = (value: string, member: string, constraint: string): AwsError =>
  new AwsError(
    "ValidationException",
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
    { status: 400 },
  );

/** A setting whose effect is not built. `member` is spelled as in AWS's API. Worded as control words refused members. */
export const notBuilt = (member: string): AwsError =>
  new AwsError(
    "NotImplemented",
    `Sallyport does not implement ${member} yet, and does not store a setting that it cannot enforce. Leave ${member} out.`,
    { status: 501, fault: "server" },
  );

/** As AWS answers when another caller changed the API first. */
export const concurrentModification = (): AwsError =>
  conflict("Unable to complete operation due to concurrent modification. Please try again later.");
