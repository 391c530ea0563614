import type {
  ConstraintViolationExceptionReason,
  InvalidInputExceptionReason,
} from "@aws-sdk/client-organizations";
import { AwsError } from "../../aws/aws-error.ts";

/** Organizations' refusals, in its words. Source: AWS Organizations API Reference, "Errors" of each operation. */

export const notInUse = (): AwsError =>
  new AwsError("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.");

export const noAccess = (): AwsError =>
  new AwsError("AccessDeniedException", "You don't have permissions to access this resource.");

export const constraintViolation = (Reason: ConstraintViolationExceptionReason, message: string): AwsError =>
  new AwsError("ConstraintViolationException", message, { members: { Reason } });

export const invalidInput = (Reason: InvalidInputExceptionReason, message: string): AwsError =>
  new AwsError("InvalidInputException", message, { members: { Reason } });

const refusal = (code: string, message: string) => (): AwsError => new AwsError(code, message);

export const accountNotFound = refusal(
  "AccountNotFoundException",
  "You specified an account that doesn't exist.",
);
export const childNotFound = refusal("ChildNotFoundException", "You specified a child that doesn't exist.");
export const parentNotFound = refusal("ParentNotFoundException", "You specified parent that doesn't exist.");
export const unitNotFound = refusal(
  "OrganizationalUnitNotFoundException",
  "You specified an organizational unit that doesn't exist.",
);
export const rootNotFound = refusal("RootNotFoundException", "You specified a root that doesn't exist.");
export const policyNotFound = refusal(
  "PolicyNotFoundException",
  "You specified a policy that doesn't exist.",
);
export const targetNotFound = refusal(
  "TargetNotFoundException",
  "You specified a target that doesn't exist.",
);
export const sourceParentNotFound = refusal(
  "SourceParentNotFoundException",
  "The source parent doesn't exist or doesn't hold the account.",
);
export const destinationParentNotFound = refusal(
  "DestinationParentNotFoundException",
  "The destination container doesn't exist.",
);
export const statusNotFound = refusal(
  "CreateAccountStatusNotFoundException",
  "You specified a create account request that doesn't exist.",
);
export const duplicateUnit = refusal(
  "DuplicateOrganizationalUnitException",
  "An organizational unit with the same name already exists.",
);
export const duplicatePolicy = refusal(
  "DuplicatePolicyException",
  "A policy with the same name already exists.",
);
export const duplicateAttachment = refusal(
  "DuplicatePolicyAttachmentException",
  "The selected policy is already attached to the specified target.",
);
export const notAttached = refusal(
  "PolicyNotAttachedException",
  "The policy isn't attached to the specified target.",
);
export const policyInUse = refusal(
  "PolicyInUseException",
  "The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts.",
);
export const policyTypeNotEnabled = refusal(
  "PolicyTypeNotEnabledException",
  "This operation can be performed only for enabled policy types.",
);
