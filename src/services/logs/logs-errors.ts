import { AwsError } from "../../aws/aws-error.ts";

export const invalidParameter = (message: string): AwsError =>
  new AwsError("InvalidParameterException", message);

export const groupNotFound = (): AwsError =>
  new AwsError("ResourceNotFoundException", "The specified log group does not exist.");

export const streamNotFound = (): AwsError =>
  new AwsError("ResourceNotFoundException", "The specified log stream does not exist.");

export const alreadyExists = (what: "log group" | "log stream"): AwsError =>
  new AwsError("ResourceAlreadyExistsException", `The specified ${what} already exists`);

export const deletionProtected = (): AwsError =>
  new AwsError("ValidationException", "The log group has deletion protection enabled. Disable it first.");
