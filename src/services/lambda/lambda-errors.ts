import { AwsError } from "../../aws/aws-error.ts";

/** Lambda's errors say whose mistake it was in a member of their own. */
const user = { members: { Type: "User" } } as const;

export const notFound = (message: string): AwsError =>
  new AwsError("ResourceNotFoundException", message, { ...user, status: 404 });

export const functionNotFound = (arn: string): AwsError => notFound(`Function not found: ${arn}`);

export const invalidParameter = (message: string): AwsError =>
  new AwsError("InvalidParameterValueException", message, { ...user, status: 400 });

export const conflict = (message: string): AwsError =>
  new AwsError("ResourceConflictException", message, { ...user, status: 409 });

export const revisionMismatch = (): AwsError =>
  new AwsError(
    "PreconditionFailedException",
    "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
    { ...user, status: 412 },
  );

export const tooLarge = (message: string): AwsError =>
  new AwsError("RequestTooLargeException", message, { ...user, status: 413 });

export const invalidContent = (message: string): AwsError =>
  new AwsError("InvalidRequestContentException", message, { ...user, status: 400 });

/** `reason` is one of the model's ThrottleReason. */
export const throttled = (reason: string): AwsError =>
  new AwsError("TooManyRequestsException", "Rate Exceeded.", {
    status: 429,
    members: { Type: "User", Reason: reason },
  });

export const serviceFailure = (message: string): AwsError =>
  new AwsError("ServiceException", message, { status: 500, fault: "server", members: { Type: "Service" } });

/** Throws unless the caller named the revision that is current, or none. */
export function checkRevision(asked: string | undefined, current: string): void {
  if (asked !== undefined && asked !== current) throw revisionMismatch();
}
