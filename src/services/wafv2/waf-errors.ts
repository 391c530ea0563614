import { AwsError } from "../../aws/aws-error.ts";
import { MissingResourceError } from "../../waf/compile/compile-statement.ts";
import { RegexesTooLargeError } from "../../waf/compile/regex-pool.ts";
import { InvalidParameterError } from "../../waf/rules/invalid-parameter.ts";

/** The codes of AWS WAF's model, worded as AWS words them. */
export const nonexistent = (): AwsError =>
  new AwsError(
    "WAFNonexistentItemException",
    "AWS WAF couldn’t perform the operation because your resource doesn’t exist.",
  );
export const duplicate = (): AwsError =>
  new AwsError(
    "WAFDuplicateItemException",
    "AWS WAF couldn’t perform the operation because some resource in your request is a duplicate of an existing one.",
  );
export const lockLost = (): AwsError =>
  new AwsError(
    "WAFOptimisticLockException",
    "AWS WAF couldn’t save your changes because someone changed the resource after you started to edit it. Reapply your changes.",
  );
export const inUse = (): AwsError =>
  new AwsError(
    "WAFAssociatedItemException",
    "AWS WAF couldn’t perform the operation because your resource is being used by another resource or it’s associated with another resource.",
  );
export const limitExceeded = (what: string): AwsError =>
  new AwsError(
    "WAFLimitsExceededException",
    `AWS WAF couldn’t perform the operation because you exceeded your resource limit: ${what}.`,
  );
export const invalidParameter = (field: string, parameter: string, reason: string): AwsError =>
  new AwsError(
    "WAFInvalidParameterException",
    `Error reason: ${reason.replace(/\.$/, "")}, field: ${field}, parameter: ${parameter}`,
    { members: { Field: field, Parameter: parameter, Reason: reason } },
  );

/** A setting whose effect is not there. */
export const notBuilt = (what: string): AwsError =>
  new AwsError(
    "NotImplemented",
    `Sallyport does not implement ${what} yet, and does not store it without its effect.`,
    { status: 501, fault: "server" },
  );
export const permissionIssue = (problem: string): AwsError =>
  new AwsError(
    "WAFLogDestinationPermissionIssueException",
    `You don't have the permissions that are required to perform this operation. ${problem}`,
  );
export const unsupportedAggregateKey = (): AwsError =>
  new AwsError(
    "WAFUnsupportedAggregateKeyTypeException",
    "The rule that you've named doesn't aggregate solely on the IP address or solely on the forwarded IP address.",
  );
export const invalidPolicy = (problem: string): AwsError =>
  new AwsError("WAFInvalidPermissionPolicyException", `The policy isn't in the proper format: ${problem}`);

/** Runs the engine's own checks; what they find wrong becomes AWS's answer. */
export function withWafErrors<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof InvalidParameterError) {
      throw invalidParameter(error.field, error.parameter, error.reason);
    }
    if (error instanceof MissingResourceError) {
      throw new AwsError(
        "WAFNonexistentItemException",
        `AWS WAF couldn’t perform the operation because your resource doesn’t exist: ${error.resource}`,
      );
    }
    if (error instanceof RegexesTooLargeError) throw limitExceeded(error.message);
    throw error;
  }
}
