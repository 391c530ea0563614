import { AwsError } from "../../aws/aws-error.ts";

/** The codes of Systems Manager's model, worded as AWS words them. */
export const validationFailed = (message: string): AwsError => new AwsError("ValidationException", message);
export const parameterNotFound = (message = ""): AwsError => new AwsError("ParameterNotFound", message);
export const versionNotFound = (name: string, version: string): AwsError =>
  new AwsError(
    "ParameterVersionNotFound",
    `Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`,
  );

/** A setting whose effect is not built. */
export const notBuilt = (setting: string): AwsError =>
  new AwsError(
    "NotImplemented",
    `Sallyport does not implement ${setting} yet, and does not store it without its effect.`,
    {
      status: 501,
      fault: "server",
    },
  );
