import type { Parameter, ParameterMetadata } from "@aws-sdk/client-ssm";
import type { SsmCall } from "./dependencies.ts";
import { type ParameterSelector, parameterArn } from "./parameter-name.ts";
import { latestVersion, type ParameterRecord, type VersionRecord } from "./parameter-record.ts";

/** The version that a selector means; undefined where there is none. Labels are not built, so none exists. */
export function findVersion(
  parameter: ParameterRecord,
  { selector }: ParameterSelector,
): VersionRecord | undefined {
  if (selector === undefined) return latestVersion(parameter);
  return parameter.versions.find(({ version }) => `${version}` === selector);
}

/** A parameter with its value. */
export function parameterView(
  call: SsmCall,
  { name }: ParameterRecord,
  { version, value, type, modifiedAtMs }: VersionRecord,
  selector?: string,
): Parameter {
  return {
    Name: name,
    Type: type,
    Value: value,
    Version: version,
    LastModifiedDate: new Date(modifiedAtMs),
    ARN: parameterArn(call, name),
    DataType: "text",
    ...(selector === undefined ? {} : { Selector: `:${selector}` }),
  };
}

/** A parameter without its value. */
export function metadataView(call: SsmCall, parameter: ParameterRecord): ParameterMetadata {
  const { version, type, description, allowedPattern, modifiedAtMs, modifiedBy } = latestVersion(parameter);
  return {
    Name: parameter.name,
    ARN: parameterArn(call, parameter.name),
    Type: type,
    Version: version,
    LastModifiedDate: new Date(modifiedAtMs),
    LastModifiedUser: modifiedBy,
    Tier: "Standard",
    DataType: "text",
    Policies: [],
    ...(description === undefined ? {} : { Description: description }),
    ...(allowedPattern === undefined ? {} : { AllowedPattern: allowedPattern }),
  };
}
