import { AwsError } from "../../aws/aws-error.ts";

/** IAM's refusals, in IAM's words. Source: recordings of the service and the IAM API Reference. */

export const noSuchEntity = (message: string): AwsError =>
  new AwsError("NoSuchEntity", message, { status: 404 });

/** `what` is `user`, `group`, `role`, `role policy`, … */
export const noSuchName = (what: string, name: string): AwsError =>
  noSuchEntity(`The ${what} with name ${name} cannot be found.`);

export const alreadyExists = (message: string): AwsError =>
  new AwsError("EntityAlreadyExists", message, { status: 409 });

export const deleteConflict = (message: string): AwsError =>
  new AwsError("DeleteConflict", message, { status: 409 });

export const limitExceeded = (message: string): AwsError =>
  new AwsError("LimitExceeded", message, { status: 409 });

/** `quota` is the quota's name in GetAccountSummary: `AccessKeysPerUserQuota` without `Quota`. */
export const quotaExceeded = (quota: string, max: number): AwsError =>
  limitExceeded(`Cannot exceed quota for ${quota}: ${max}`);

export const malformedPolicy = (message: string): AwsError =>
  new AwsError("MalformedPolicyDocument", message, { status: 400 });

export const invalidInput = (message: string): AwsError =>
  new AwsError("InvalidInput", message, { status: 400 });

export const validationError = (message: string): AwsError =>
  new AwsError("ValidationError", message, { status: 400 });
