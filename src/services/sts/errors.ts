import { AwsError } from "../../aws/aws-error.ts";

/** STS's refusals, in STS's words. Source: recordings of the service and the STS API Reference. */

export const accessDenied = (message: string): AwsError =>
  new AwsError("AccessDenied", message, { status: 403 });

export const validationError = (message: string): AwsError =>
  new AwsError("ValidationError", message, { status: 400 });

export const invalidParameter = (message: string): AwsError =>
  new AwsError("InvalidParameterValue", message, { status: 400 });

export const malformedPolicy = (message: string): AwsError =>
  new AwsError("MalformedPolicyDocument", message, { status: 400 });

export const packedPolicyTooLarge = (message: string): AwsError =>
  new AwsError("PackedPolicyTooLarge", message, { status: 400 });

/** A call that needs a signature came without. */
export const missingAuthentication = (): AwsError =>
  new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", { status: 403 });

/** A token or assertion that is not what it should be. */
export const invalidIdentityToken = (message: string): AwsError =>
  new AwsError("InvalidIdentityToken", message, { status: 400 });

export const expiredToken = (message: string): AwsError =>
  new AwsError("ExpiredTokenException", message, { status: 400 });

export const idpCommunicationError = (message: string): AwsError =>
  new AwsError("IDPCommunicationError", message, { status: 400 });
